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
    initial_root_ = tree_->root();
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
    leaves_ = tree_ ? end_leaves(marks_, {}, global_claim().ledger.revealed)
                    : rv32im::run_leaves(image_, marks_, global_claim().ledger.revealed);
    if (leaves_.size() > most_leaves()) return {};
    ZKMEM_ASSIGN_OR_RETURN(whole_, part_of({0, leaves_.size()}));
    if (!whole_) return {};
    JoinLimits limits;
    if (shapes.size() > 1) {
      limits.bytes = whole_->plan.memory_bytes;
      limits.log_stacked_height = height_;
      for (const SegmentShape& shape : shapes) {
        ZKMEM_ASSIGN_OR_RETURN(const uint64_t bytes, cutter().bytes_of(shape));
        limits.bytes = std::max(limits.bytes, bytes);
      }
    }
    ZKMEM_ASSIGN_OR_RETURN(
        const std::optional<JoinedEnds> joined,
        join_ends(cutter(), shapes.back(), whole_->shape, rv32im::kAirRangeChecker, limits));
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
    for (const CommittedTokens& tokens : tokens_) {
      parts_.emplace_back(kRunLedgerChips.size());
      parts_.back().front() = tokens.part;
    }
    if (stand_beside_) {
      ZKMEM_RETURN_IF_ERROR(take_ends(*whole_));
    } else if (whole_) {
      ZKMEM_RETURN_IF_ERROR(add_part(*whole_));
    } else {
      ZKMEM_RETURN_IF_ERROR(add_parts());
    }
    if (initial_root_) {
      global_claim().ledger.set_roots(*initial_root_,
                                      ends_in_root() ? std::optional(tree_->root()) : std::nullopt);
    }
    const std::array<Commitment, 1> about = {claim().program_commitment};
    return draw_ledger_challenge(context(), keys_, claim(), global_claim().ledger, about, parts_);
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

  // All of the ends, or a part, under no challenge.
  struct EndsPart {
    BufferedTraces traces;
    SegmentShape shape;
    PlannedSegment plan;
    std::optional<MerkleTree> after;  // between roots: over the memory that the part leaves
  };

  size_t most_leaves() const { return input().part_leaves.value_or(SIZE_MAX); }

  // None: it must have fewer leaves. Few leaves do not get fewer: they fit, if need be with their traces in a
  // file, or nothing does.
  Result<std::optional<EndsPart>> part_of(LeafRange range) {
    const size_t num_airs = input().machine->definition().num_airs();
    const auto leaves = std::span(leaves_).subspan(range.first, range.count);
    const auto fits = [&](SegmentShape& shape) -> Result<bool> {
      ZKMEM_ASSIGN_OR_RETURN(const bool it_does, cutter().fits(shape, range.count));
      if (!it_does) why_cut_ = cutter().refusal();
      return it_does;
    };
    EndsPart part;
    if (cutter().can_cut(range.count)) {  // before its cells are made
      part.shape.heights = tree_ ? rv32im::rooted_machine_ends_heights(leaves, tree_->dimensions(), num_airs)
                                 : rv32im::machine_ends_heights(from_image(range.first, leaves), num_airs);
      ZKMEM_ASSIGN_OR_RETURN(const auto key, cutter().key(kAnyHeight));
      part.shape.trace_cells = cells_of_heights(key->inner, part.shape.heights);
      ZKMEM_ASSIGN_OR_RETURN(const bool may_fit, fits(part.shape));
      if (!may_fit) return std::optional<EndsPart>();
    }
    make_traces(range.first, leaves, part);
    ZKMEM_RETURN_IF_ERROR(context().check_cancelled());
    part.shape = shape_of_traces(part.traces.traces, num_airs);
    ZKMEM_ASSIGN_OR_RETURN(const bool it_does, fits(part.shape));
    if (!it_does) return std::optional<EndsPart>();
    part.plan = {start().instructions, 0, 0, 0, part.shape.trace_cells};
    ZKMEM_ASSIGN_OR_RETURN(part.plan.memory_bytes, cutter().bytes_of(part.shape));
    return std::optional(std::move(part));
  }

  // The first part has the memory that the run starts on.
  rv32im::MachineEnds from_image(size_t first, std::span<const EndLeaf> leaves) const {
    rv32im::MachineEnds ends{{}, leaves};
    if (first == 0) ends.start = image_;
    return ends;
  }

  void make_traces(size_t first, std::span<const EndLeaf> leaves, EndsPart& part) {
    if (!tree_) {
      part.traces = rv32im::make_machine_ends(context(), from_image(first, leaves), start().image);
      return;
    }
    RootedEndsTraces traces = rv32im::make_rooted_machine_ends(
        context(), simd_poseidon2_batch(), leaves, {*first_, *tree_, ends_in_root()}, start().image);
    part.after = std::move(traces.after);
    part.traces = std::move(traces);
  }

  Status add_parts() {
    const size_t most = std::min(most_leaves(), leaves_.size());
    ZKMEM_ASSIGN_OR_RETURN(const size_t parts,
                           cut_ends(leaves_.size(), most, [&](LeafRange range) -> Result<bool> {
                             ZKMEM_ASSIGN_OR_RETURN(std::optional<EndsPart> part, part_of(range));
                             if (!part) return false;
                             part->plan.leaves = range.count;
                             ZKMEM_RETURN_IF_ERROR(add_part(*part));
                             return true;
                           }));
    if (why_cut_) notes().push_back(cut_ends_note(leaves_.size(), parts, *why_cut_));
    return {};
  }

  // As a proof of its own.
  Status add_part(EndsPart& part) {
    add_closing(part.plan, part.shape);
    parts_.emplace_back(kRunLedgerChips.size());
    return take_ends(part);
  }

  // In the last proof's parts.
  Status take_ends(EndsPart& ends) {
    if (ends.after) tree_ = std::move(ends.after);
    const uint32_t height = plan().height(plan().segments.size() - 1);
    for (const AirTraces& chip : ends.traces.traces) {
      const auto found = std::ranges::find(kRunLedgerChips, chip.air);
      if (found == kRunLedgerChips.end()) continue;
      ZKMEM_ASSIGN_OR_RETURN(const CommittedTokens committed,
                             commit(context(), height, chip.cached_mains.front()));
      parts_.back()[static_cast<size_t>(found - kRunLedgerChips.begin())] = committed.part;
      if (chip.air == rv32im::kAirStartImage)
        global_claim().start_image = {committed.part.commitment, committed.part.log_height};
    }
    return {};
  }

  KeyCache& keys_;
  std::vector<LedgerToken> image_;  // that the run starts on, if from no root
  std::optional<CellImage> first_;  // the same, if from a root
  std::optional<Digest> initial_root_;
  std::optional<MerkleTree> tree_;  // over it; between roots, over what the parts so far leave
  LeafMarks marks_;
  uint32_t height_ = 0;
  uint32_t memory_height_ = 0;
  std::optional<WorkMemory> memory_;  // of commitments at this height
  Context single_;
  std::deque<Committing> committing_;  // by segment
  std::vector<CommittedTokens> tokens_;
  std::vector<LedgerParts> parts_;  // by proof
  std::vector<EndLeaf> leaves_;     // of the ends
  std::optional<EndsPart> whole_;   // the ends, if they are not cut by address
  bool stand_beside_ = false;       // beside the last segment's chips
  std::optional<Error> why_cut_;
  BackgroundTasks background_;  // of what is above
};

}  // namespace

Result<Plan> plan_global_run(const Context& context, KeyCache& keys, const ExecutionInput& input, Plan plan,
                             const WorkFolder& folder, std::vector<std::string>& notes) {
  ZKMEM_RETURN_IF_ERROR(check_ledger_parameters(input.parameters));
  return GlobalPlanner(context, keys, input, std::move(plan), folder, notes).run();
}

}  // namespace zkmem
