#include "zkmem/sdk/execution_global/planner.h"

#include <algorithm>
#include <array>
#include <bit>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "zkmem/base/parallel.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/chips/ledger/image_tokens.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/prover/work_memory.h"
#include "zkmem/rv32im/chips/instruction_traces.h"
#include "zkmem/rv32im/chips/machine_ends.h"
#include "zkmem/rv32im/chips/recorded_memory.h"
#include "zkmem/sdk/execution/run_planner.h"
#include "zkmem/sdk/execution_global/proving.h"
#include "zkmem/sdk/execution_global/segment_start.h"
#include "zkmem/sdk/ledger_planning.h"
#include "zkmem/statement/execution_global/statement.h"

namespace zkmem {
namespace {

using rv32im::Machine;
using rv32im::SegmentOutline;
using rv32im::SegmentTraces;
using rv32im::StopReason;

// A segment's tokens, committed to at a stacked height.
struct CommittedTokens {
  uint32_t log_stacked_height = 0;
  LedgerPart part;
};

class GlobalPlanner final : public RunPlanner {
 public:
  GlobalPlanner(const Context& context, KeyCache& keys, const ExecutionInput& input, Plan plan,
                const WorkFolder& folder, std::vector<std::string>& notes)
      : RunPlanner(context, keys, input, std::move(plan), folder, notes),
        keys_(keys),
        single_(context),
        background_(context) {
    single_.threads = 1;
    single_.progress = nullptr;  // for one thread at a time
    single_.notes = nullptr;
  }

 private:
  // A segment's tokens on their way to a commitment.
  struct Committing {
    Trace tokens;
    uint32_t log_stacked_height = 0;
    Result<CommittedTokens> made;

    void commit(GlobalPlanner& planner, const Context& on) {
      made = planner.commit(on, log_stacked_height, tokens.view(), &*planner.memory_);
      tokens = Trace();
    }
  };

  GlobalExecutionClaim& global_claim() { return static_cast<GlobalExecutionClaim&>(claim()); }

  // Runs the whole in short pieces, and chooses which of them make a segment. A run that does not end well is
  // told of when it is planned.
  Result<std::string> choose_cut() override {
    rv32im::MachineOptions once = options(CutSurvey::kPieceAccesses);
    once.prints = false;
    ZKMEM_ASSIGN_OR_RETURN(Machine machine, Machine::resume(shared_program(), std::move(once), start()));
    CutSurvey survey(tables());
    RunLength before;
    for (;;) {
      const StopReason reason = machine.run(context(), input().max_instructions - machine.instructions());
      if (reason == StopReason::kCancelled) return cancelled();
      if (reason != StopReason::kSegmentFull && reason != StopReason::kTerminated) return std::string();
      SurveyedPiece piece;
      const RunLength now{all_accesses(machine), machine.instructions()};
      piece.length = {now.accesses - before.accesses, now.instructions - before.instructions};
      before = now;
      ZKMEM_ASSIGN_OR_RETURN(piece.rows, rows_of(machine));
      for (const TouchedLeaf& leaf : machine.counts() != nullptr
                                         ? rv32im::touched_memory(context(), *machine.marked_memory())
                                         : rv32im::touched_memory(context(), *machine.memory()))
        survey.touch(leaf.address_space, leaf.label, rv32im::kAirSegmentBoundary);
      survey.end_piece(std::move(piece));
      if (reason == StopReason::kTerminated) return cutter().choose(survey);
      context().report(fmt::format("survey: {} instructions", now.instructions), kUnknownFraction);
      machine.next_segment();
    }
  }

  // Heights that do not come from instructions.
  LogHeights tables() {
    std::vector<size_t> heights(input().machine->definition().num_airs());
    rv32im::set_fixed_heights(program(), heights);
    return log_heights(heights);
  }

  // Of the instructions since the last cut, by AIR.
  Result<std::vector<uint64_t>> rows_of(Machine& machine) {
    const rv32im::MachineDefinition& definition = input().machine->definition();
    if (machine.counts() != nullptr) return rv32im::counted_rows(program(), *machine.counts(), definition);
    ZKMEM_ASSIGN_OR_RETURN(const auto instructions, rv32im::InstructionTraces::plan(
                                                        context(), program(), *machine.record(), definition));
    std::vector<uint64_t> rows;
    for (size_t air = 0; air < definition.num_airs(); ++air) rows.push_back(instructions.used_rows(air));
    return rows;
  }

  // What a state leaves and goes on from has a root.
  bool ends_in_root() const { return input().roots.final || input().state.has_value(); }
  bool starts_from_root() const { return input().roots.initial || ends_in_root(); }

  Status begin() override {
    if (!starts_from_root()) {
      image_ = image_tokens(start().image);
      return {};
    }
    const StateMemory under = input().state ? *input().state : zero_memory(claim().config);
    ZKMEM_ASSIGN_OR_RETURN(tree_, updated_tree(context(), simd_poseidon2_batch(), claim().config, under.tree,
                                               under.image, start().image));
    first_ = start().image;
    return {};
  }

  Result<SegmentOutline> outline_of(Machine& machine) override {
    const rv32im::MachineDefinition& definition = input().machine->definition();
    if (machine.counts() != nullptr) {
      return SegmentOutline::count(context(), program(), *machine.counts(), *machine.marked_memory(), marks_,
                                   definition);
    }
    ZKMEM_ASSIGN_OR_RETURN(
        SegmentTraces traces,
        SegmentTraces::plan(context(), program(), table(), *machine.record(), *machine.memory(), {marks_},
                            static_cast<uint32_t>(plan().segments.size() + 1), definition));
    return SegmentOutline::of(std::move(traces));
  }

  Status take(const Machine& machine, SegmentOutline outline, const SegmentShape& shape) override {
    const size_t index = plan().segments.size() - 1;
    ZKMEM_RETURN_IF_ERROR(
        folder().write_checked(WorkFolder::start_name(index),
                               encode_global_start(claim().config, start(), outline.touched(), marks_)));
    ExecutionSegment& segment = claim().segments[index];
    segment.start_pc = start().pc;
    segment.end_pc = machine.pc();
    segment.is_terminate = machine.exit_code().has_value();
    marks_.touch(outline.touched(), static_cast<uint32_t>(index + 1));
    height_ = std::max(height_, shape.log_stacked_height);
    return commit_later(outline.take_tokens());
  }

  // Beside the segments that follow, each on one thread: its work is small pieces of many kinds. All segments
  // have one height in the end: the largest so far is the best guess at it.
  Status commit_later(Trace cached) {
    const uint64_t at_once = commitments_at_once();
    if (memory_height_ != height_) {
      background_.finish();
      memory_height_ = height_;
      memory_.emplace((at_once * kBytesOfCell) << height_);
    }
    Committing& next = committing_.emplace_back(Committing{std::move(cached), height_, cancelled()});
    if (at_once == 1) {
      next.commit(*this, context());
      return next.made.ok() ? Status() : next.made.error();
    }
    background_.add([this, &next] { next.commit(*this, single_); });
    while (background_.waiting() > at_once) background_.help();
    return context().check_cancelled();
  }

  // What a commitment takes: a codeword, the tree over it, its work.
  static constexpr uint64_t kBytesOfCell = 64;

  // As many as there are threads, if the budget has room for so many and as many that wait.
  uint64_t commitments_at_once() const {
    const uint64_t threads = thread_count(context());
    if (context().memory_budget == 0) return threads;
    return std::clamp<uint64_t>(context().memory_budget / ((2 * kBytesOfCell) << height_), 1, threads);
  }

  // Beside the last segment's chips the ends may not raise the height, for which every segment would be
  // executed again, but that of a single one.
  Status settle(std::vector<SegmentShape>& shapes) override {
    reveal();
    make_ends();
    ends_shape_ = shape_of_traces(ends_.traces, input().machine->definition().num_airs());
    ZKMEM_ASSIGN_OR_RETURN(const bool fits, cutter().fits(ends_shape_, 0));
    ZKMEM_CHECK(fits);
    JoinLimits limits;
    if (shapes.size() > 1) {
      ZKMEM_ASSIGN_OR_RETURN(limits.bytes, cutter().bytes_of(ends_shape_));
      limits.log_stacked_height = height_;
      for (const SegmentShape& shape : shapes) {
        ZKMEM_ASSIGN_OR_RETURN(const uint64_t bytes, cutter().bytes_of(shape));
        limits.bytes = std::max(limits.bytes, bytes);
      }
    }
    ZKMEM_ASSIGN_OR_RETURN(const std::optional<JoinedEnds> joined,
                           join_ends(cutter(), shapes.back(), ends_shape_, rv32im::kAirRangeChecker, limits));
    if (!joined) return {};
    shapes.back() = joined->shape;
    plan().segments.back().cells = joined->cells;
    stand_beside_ = true;
    return {};
  }

  Status end() override {
    ZKMEM_RETURN_IF_ERROR(finish_commitments());
    ZKMEM_RETURN_IF_ERROR(commit_again());
    ZKMEM_RETURN_IF_ERROR(write_end());
    std::vector<LedgerParts> parts;
    for (const CommittedTokens& tokens : tokens_) {
      parts.emplace_back(kRunLedgerChips.size());
      parts.back().front() = tokens.part;
    }
    if (!stand_beside_) {
      ZKMEM_RETURN_IF_ERROR(add_ends());
      parts.emplace_back(kRunLedgerChips.size());
    }
    ZKMEM_RETURN_IF_ERROR(commit_ends(parts.back()));
    const std::array<Commitment, 1> about = {claim().program_commitment};
    return draw_ledger_challenge(context(), keys_, claim(), global_claim().ledger, about, parts);
  }

  Status finish_commitments() {
    background_.finish();
    memory_.reset();
    for (const Committing& one : committing_) {
      if (!one.made.ok()) return one.made.error();
      tokens_.push_back(*one.made);
    }
    return {};
  }

  // `memory`: to work in; none: its own.
  Result<CommittedTokens> commit(const Context& on, uint32_t log_stacked_height, ConstTraceView cached,
                                 WorkMemory* memory = nullptr) {
    ZKMEM_ASSIGN_OR_RETURN(const LedgerPart part,
                           commit_ledger_part(on, claim(), log_stacked_height, cached, memory));
    return CommittedTokens{log_stacked_height, part};
  }

  // Segments that were committed to before a larger one raised the height: they are run again.
  Status commit_again() {
    for (size_t k = 0; k < tokens_.size(); ++k) {
      if (tokens_[k].log_stacked_height == plan().height(k)) continue;
      ZKMEM_ASSIGN_OR_RETURN(const auto executed,
                             execute_global_segment(context(), folder(), plan(), k, nullptr));
      ZKMEM_ASSIGN_OR_RETURN(const SegmentTraces traces,
                             executed->traces(context(), input().machine->definition(),
                                              static_cast<uint32_t>(k + 1), kNoChallenge));
      ZKMEM_ASSIGN_OR_RETURN(tokens_[k], commit(context(), plan().height(k), traces.tokens()));
    }
    return {};
  }

  // The public values, with the segments that left them.
  void reveal() {
    std::vector<Address> leaves;
    for (uint32_t label = 0; label < public_value_leaves(claim().config); ++label)
      leaves.push_back({kPublicValuesAddressSpace, label * kLeafCells});
    global_claim().ledger.revealed = last_tokens(marks_, start().image, leaves);
  }

  Status write_end() {
    const LeafFile end = leaves_of(claim().config, marks_, start().image);
    return folder().write_checked(WorkFolder::kEndName, encode_leaf_file(claim().config, end));
  }

  // Under no challenge.
  void make_ends() {
    LedgerClaim& ledger = global_claim().ledger;
    if (!tree_) {
      ends_ = rv32im::make_machine_ends(context(), image_,
                                        rv32im::run_leaves(image_, marks_, ledger.revealed), start().image);
      return;
    }
    RootedEndsTraces ends = rv32im::make_rooted_machine_ends(
        context(), simd_poseidon2_batch(), end_leaves(marks_, {}, ledger.revealed),
        {*first_, *tree_, ends_in_root()}, start().image);
    ledger.set_roots(tree_->root(), ends_in_root() ? std::optional(ends.after.root()) : std::nullopt);
    ends_ = std::move(ends);
  }

  // As a proof of their own. Ends do not get smaller: they fit, if need be with their traces in a file, or
  // nothing does.
  Status add_ends() {
    PlannedSegment planned{start().instructions, 0, 0, 0, ends_shape_.trace_cells};
    ZKMEM_ASSIGN_OR_RETURN(planned.memory_bytes, cutter().bytes_of(ends_shape_));
    add_closing(planned, ends_shape_);
    return {};
  }

  // In the last proof's parts.
  Status commit_ends(LedgerParts& parts) {
    const uint32_t height = plan().height(plan().segments.size() - 1);
    for (const AirTraces& chip : ends_.traces) {
      const auto found = std::ranges::find(kRunLedgerChips, chip.air);
      if (found == kRunLedgerChips.end()) continue;
      ZKMEM_ASSIGN_OR_RETURN(const CommittedTokens committed,
                             commit(context(), height, chip.cached_mains.front()));
      parts[static_cast<size_t>(found - kRunLedgerChips.begin())] = committed.part;
      if (chip.air == rv32im::kAirStartImage)
        global_claim().start_image = {committed.part.commitment, committed.part.log_height};
    }
    return {};
  }

  KeyCache& keys_;
  std::vector<LedgerToken> image_;  // that the run starts on, if from no root
  std::optional<MerkleTree> tree_;  // over the memory that it starts on, if from a root
  std::optional<CellImage> first_;  // that memory
  LeafMarks marks_;
  uint32_t height_ = 0;
  uint32_t memory_height_ = 0;
  std::optional<WorkMemory> memory_;  // of commitments at this height
  Context single_;
  std::deque<Committing> committing_;  // by segment
  std::vector<CommittedTokens> tokens_;
  BufferedTraces ends_;  // under no challenge
  SegmentShape ends_shape_;
  bool stand_beside_ = false;   // the ends, beside the last segment's chips
  BackgroundTasks background_;  // of what is above
};

}  // namespace

Result<Plan> plan_global_run(const Context& context, KeyCache& keys, const ExecutionInput& input, Plan plan,
                             const WorkFolder& folder, std::vector<std::string>& notes) {
  ZKMEM_RETURN_IF_ERROR(check_ledger_parameters(input.parameters));
  return GlobalPlanner(context, keys, input, std::move(plan), folder, notes).run();
}

}  // namespace zkmem
