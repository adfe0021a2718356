#include "zkmem/sdk/execution_global/proving.h"

#include <optional>
#include <span>
#include <utility>

#include "zkmem/hash/simd.h"
#include "zkmem/memory/chips/ledger/image_tokens.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/chips/machine_ends.h"
#include "zkmem/sdk/execution/input.h"
#include "zkmem/sdk/execution/planned_run.h"
#include "zkmem/sdk/execution_global/segment_start.h"
#include "zkmem/sdk/ledger_planning.h"
#include "zkmem/sdk/segment_with_ends.h"
#include "zkmem/statement/execution_global/statement.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem {
namespace {

using rv32im::Machine;
using rv32im::SegmentTraces;

class LoadedRunSegment final : public LoadedSegment {
 public:
  LoadedRunSegment(std::unique_ptr<ExecutedGlobalSegment> executed,
                   const rv32im::MachineDefinition& definition, uint32_t number,
                   const LedgerChallenge& challenge)
      : executed_(std::move(executed)), definition_(definition), number_(number), challenge_(challenge) {}

  Status fill(const Context& context, TraceBuffer buffer) override {
    ZKMEM_ASSIGN_OR_RETURN(traces_, executed_->traces(context, definition_, number_, challenge_));
    return traces_->fill(context, nullptr, std::move(buffer));
  }
  ProvingInput input() const override { return traces_->input(); }
  void drop() override { traces_.reset(); }
  TraceBuffer take_buffer() override { return traces_ ? traces_->take_buffer() : TraceBuffer(); }

 private:
  std::unique_ptr<ExecutedGlobalSegment> executed_;
  const rv32im::MachineDefinition& definition_;
  uint32_t number_;
  LedgerChallenge challenge_;
  std::optional<SegmentTraces> traces_;
};

// All of a run's ends, or a part, however the run starts.
class LoadedRunEnds : public LoadedSegment {
 public:
  Status fill(const Context& context, TraceBuffer buffer) override {
    traces_ = made(context, std::move(buffer));
    return context.check_cancelled();
  }
  ProvingInput input() const override { return traces_.traces; }
  void drop() override { traces_ = BufferedTraces(); }
  TraceBuffer take_buffer() override { return std::move(traces_.buffer); }

 protected:
  LoadedRunEnds(std::vector<EndLeaf> leaves, CellImage end, const LedgerChallenge& challenge)
      : leaves_(std::move(leaves)), end_(std::move(end)), challenge_(challenge) {}

  virtual BufferedTraces made(const Context& context, TraceBuffer buffer) const = 0;
  const std::vector<EndLeaf>& leaves() const { return leaves_; }
  const CellImage& end() const { return end_; }
  const LedgerChallenge& challenge() const { return challenge_; }

 private:
  std::vector<EndLeaf> leaves_;
  CellImage end_;
  LedgerChallenge challenge_;
  BufferedTraces traces_;
};

class EndsFromImage final : public LoadedRunEnds {
 public:
  // `start`: of the first part.
  EndsFromImage(std::optional<std::vector<LedgerToken>> start, std::vector<EndLeaf> leaves, CellImage end,
                const LedgerChallenge& challenge)
      : LoadedRunEnds(std::move(leaves), std::move(end), challenge), start_(std::move(start)) {}

 private:
  BufferedTraces made(const Context& context, TraceBuffer buffer) const override {
    rv32im::MachineEnds ends{{}, leaves()};
    if (start_) ends.start = *start_;
    return rv32im::make_machine_ends(context, ends, end(), challenge(), std::move(buffer));
  }

  std::optional<std::vector<LedgerToken>> start_;
};

class EndsFromRoot final : public LoadedRunEnds {
 public:
  EndsFromRoot(CellImage start, MerkleTree tree, bool ends_in_root, std::vector<EndLeaf> leaves,
               CellImage end, const LedgerChallenge& challenge)
      : LoadedRunEnds(std::move(leaves), std::move(end), challenge),
        start_(std::move(start)),
        tree_(std::move(tree)),
        ends_in_root_(ends_in_root) {}

 private:
  BufferedTraces made(const Context& context, TraceBuffer buffer) const override {
    return rv32im::make_rooted_machine_ends(context, simd_poseidon2_batch(), leaves(),
                                            {start_, tree_, ends_in_root_}, end(), challenge(),
                                            std::move(buffer));
  }

  CellImage start_;
  MerkleTree tree_;  // over it
  bool ends_in_root_;
};

class GlobalExecutionProving final : public ProvingStatement {
 public:
  const Statement& statement() const override { return global_execution_statement(); }

  Result<std::unique_ptr<LoadedSegment>> load(const Context& context, const WorkFolder& folder,
                                              const Plan& plan, size_t index,
                                              Stopwatch& watch) const override {
    const auto& claim = claim_as<GlobalExecutionClaim>(*plan.claim);
    if (claim.config.mode != BoundaryMode::kGlobal)
      return bad_input("the plan's configuration is not of global memory");
    ZKMEM_RETURN_IF_ERROR(check_planned_ends(plan));
    std::unique_ptr<LoadedSegment> ends;
    if (index >= claim.first_of_ends()) {
      ZKMEM_ASSIGN_OR_RETURN(ends, load_ends(context, folder, plan, index, watch));
    }
    if (index >= claim.run_segments().size()) return ends;
    ZKMEM_ASSIGN_OR_RETURN(auto executed, execute_global_segment(context, folder, plan, index, &watch));
    std::unique_ptr<LoadedSegment> segment =
        std::make_unique<LoadedRunSegment>(std::move(executed), machine_of(claim).definition(),
                                           static_cast<uint32_t>(index + 1), claim.ledger.drawn());
    if (ends == nullptr) return segment;
    return std::unique_ptr<LoadedSegment>(
        std::make_unique<SegmentWithEnds>(std::move(segment), std::move(ends), rv32im::kAirRangeChecker));
  }

  // A root of the ends is of a memory that the segments have left only if the ledger balances.
  bool proven_as_a_whole() const override { return true; }
  // What the folder says, which holds the state's memory as it was planned on; the ends' proof binds it.
  Result<CellImage> first_memory(const WorkFolder& folder, const Plan& plan,
                                 const CellImage&) const override {
    ZKMEM_ASSIGN_OR_RETURN(const Program program, planned_program(folder, machine_of(*plan.claim)));
    return planned_image(folder, plan, program);
  }
  // Only the ends have roots, so only behind them there is memory that is proven.
  Result<CellImage> memory_after(const WorkFolder& folder, const Plan& plan, size_t,
                                 CellImage before) const override {
    ZKMEM_ASSIGN_OR_RETURN(const LeafFile end, read_end(folder, claim_as<GlobalExecutionClaim>(*plan.claim)));
    ZKMEM_RETURN_IF_ERROR(put_leaves(end, before));
    return before;
  }
  const Digest* root_before(const Claim& claim, size_t index) const override {
    return index + 1 == claim.num_segments() ? &claim.initial_root() : nullptr;
  }
  FinishedSegment end_of(const Claim& claim, size_t) const override {
    const auto& run = claim_as<GlobalExecutionClaim>(claim);
    return {run.run_segments().back().end_pc, run.exit_code, run.final_root()};
  }

  void visit_plan(Claim& claim, FieldVisitor& visitor) const override {
    statement().visit_head(claim, visitor);
  }
  // A proof that binds others is not taken for the segment's.
  void visit_planned_segment(Claim& claim, size_t k, FieldVisitor& visitor) const override {
    ExecutionSegment& segment = claim_as<GlobalExecutionClaim>(claim).segments[k];
    visitor.word("start_pc", segment.start_pc);
    visitor.word("end_pc", segment.end_pc);
    visitor.flag("is_terminate", segment.is_terminate);
  }

 private:
  static Result<LeafFile> read_end(const WorkFolder& folder, const GlobalExecutionClaim& claim) {
    ZKMEM_ASSIGN_OR_RETURN(const FileBytes bytes, folder.read_checked(WorkFolder::kEndName));
    const auto segments = static_cast<uint32_t>(claim.run_segments().size());
    Result<LeafFile> file = decode_leaf_file(claim.config, bytes, segments);
    if (!file.ok()) return file.error().in(folder.path() + "/" + WorkFolder::kEndName);
    return file;
  }

  // What proof `index` has of the ends. A part between roots starts from the memory that the parts before it
  // have left; with a free end all parts start from the first one.
  static Result<std::unique_ptr<LoadedSegment>> load_ends(const Context& context, const WorkFolder& folder,
                                                          const Plan& plan, size_t index, Stopwatch& watch) {
    const auto& claim = claim_as<GlobalExecutionClaim>(*plan.claim);
    ZKMEM_ASSIGN_OR_RETURN(const Program program, planned_program(folder, machine_of(claim)));
    ZKMEM_ASSIGN_OR_RETURN(CellImage start, planned_image(folder, plan, program));
    ZKMEM_ASSIGN_OR_RETURN(const LeafFile file, read_end(folder, claim));
    CellImage end = start;
    ZKMEM_RETURN_IF_ERROR(put_leaves(file, end));
    const bool is_rooted = claim.has_initial_root();
    std::optional<std::vector<LedgerToken>> tokens;
    if (!is_rooted) tokens = image_tokens(start);
    const std::vector<EndLeaf> all = is_rooted
                                         ? end_leaves(file.marks, {}, claim.ledger.revealed)
                                         : rv32im::run_leaves(*tokens, file.marks, claim.ledger.revealed);
    const Result<LeafRange> part = planned_part(plan, index, all.size());
    if (!part.ok()) return part.error().in(folder.path());
    const auto range = std::span(all).subspan(part->first, part->count);
    std::vector<EndLeaf> leaves(range.begin(), range.end());
    std::unique_ptr<LoadedSegment> ends;
    if (is_rooted) {
      if (claim.has_final_root())
        ZKMEM_RETURN_IF_ERROR(carry_leaves(std::span(all).first(part->first), end, start));
      ZKMEM_ASSIGN_OR_RETURN(MerkleTree tree,
                             tree_of_image(context, simd_poseidon2_batch(), claim.config, start));
      ends = std::make_unique<EndsFromRoot>(std::move(start), std::move(tree), claim.has_final_root(),
                                            std::move(leaves), std::move(end), claim.ledger.drawn());
    } else {
      if (index != claim.first_of_ends()) tokens.reset();
      ends = std::make_unique<EndsFromImage>(std::move(tokens), std::move(leaves), std::move(end),
                                             claim.ledger.drawn());
    }
    watch.lap("load");
    return ends;
  }
};

}  // namespace

Result<SegmentTraces> ExecutedGlobalSegment::traces(const Context& context,
                                                    const rv32im::MachineDefinition& definition,
                                                    uint32_t number, const LedgerChallenge& challenge) const {
  return SegmentTraces::plan(context, *program, table, *machine->record(), *machine->memory(),
                             {marks, challenge}, number, definition);
}

Result<std::unique_ptr<ExecutedGlobalSegment>> execute_global_segment(const Context& context,
                                                                      const WorkFolder& folder,
                                                                      const Plan& plan, size_t index,
                                                                      Stopwatch* watch) {
  const MemoryConfig& config = plan.claim->config;
  ZKMEM_ASSIGN_OR_RETURN(Program loaded, planned_program(folder, machine_of(*plan.claim)));
  const auto program = std::make_shared<const Program>(std::move(loaded));
  ZKMEM_ASSIGN_OR_RETURN(CellImage image, planned_image(folder, plan, *program));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<FileBytes> items, planned_items(folder, plan));
  const std::string name = WorkFolder::start_name(index);
  ZKMEM_ASSIGN_OR_RETURN(const FileBytes bytes, folder.read_checked(name));
  Result<GlobalStart> start =
      decode_global_start(config, bytes, static_cast<uint32_t>(index), std::move(image), items);
  if (!start.ok()) return start.error().in(folder.path() + "/" + name);
  ZKMEM_ASSIGN_OR_RETURN(Machine machine, run_planned_segment(context, folder, plan, index, program,
                                                              std::move(start->state), watch));
  auto executed = std::make_unique<ExecutedGlobalSegment>();
  executed->program = program;
  executed->table = program_table(*program);
  executed->machine = std::make_unique<Machine>(std::move(machine));
  executed->marks = std::move(start->marks);
  return executed;
}

const ProvingStatement& global_execution_proving() {
  static const GlobalExecutionProving proving;
  return proving;
}

}  // namespace zkmem
