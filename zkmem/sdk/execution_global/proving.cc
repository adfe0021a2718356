#include "zkmem/sdk/execution_global/proving.h"

#include <utility>

#include "zkmem/memory/chips/ledger/image_tokens.h"
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

class LoadedRunEnds final : public LoadedSegment {
 public:
  LoadedRunEnds(std::vector<LedgerToken> start, std::vector<EndLeaf> leaves, CellImage end,
                const LedgerChallenge& challenge)
      : start_(std::move(start)), leaves_(std::move(leaves)), end_(std::move(end)), challenge_(challenge) {}

  Status fill(const Context& context, TraceBuffer buffer) override {
    traces_ = rv32im::make_machine_ends(context, start_, leaves_, end_, challenge_, std::move(buffer));
    return context.check_cancelled();
  }
  ProvingInput input() const override { return traces_.traces; }
  void drop() override { traces_ = BufferedTraces(); }
  TraceBuffer take_buffer() override { return std::move(traces_.buffer); }

 private:
  std::vector<LedgerToken> start_;
  std::vector<EndLeaf> leaves_;
  CellImage end_;
  LedgerChallenge challenge_;
  BufferedTraces traces_;
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
    ZKMEM_RETURN_IF_ERROR(check_planned_ends(claim));
    std::unique_ptr<LoadedSegment> ends;
    if (index + 1 == claim.num_segments()) {
      ZKMEM_ASSIGN_OR_RETURN(ends, load_ends(folder, plan, claim, watch));
    }
    if (index == claim.run_segments().size()) return ends;
    ZKMEM_ASSIGN_OR_RETURN(auto executed, execute_global_segment(context, folder, plan, index, &watch));
    std::unique_ptr<LoadedSegment> segment =
        std::make_unique<LoadedRunSegment>(std::move(executed), machine_of(claim).definition(),
                                           static_cast<uint32_t>(index + 1), claim.ledger.drawn());
    if (ends == nullptr) return segment;
    return std::unique_ptr<LoadedSegment>(
        std::make_unique<SegmentWithEnds>(std::move(segment), std::move(ends), rv32im::kAirRangeChecker));
  }

  // There is no state that global memory could go on from, or leave.
  Result<CellImage> first_memory(const WorkFolder&, const Plan&, const CellImage&) const override {
    return no_state();
  }
  Result<CellImage> memory_after(const WorkFolder&, const Plan&, size_t, CellImage) const override {
    return no_state();
  }
  FinishedSegment end_of(const Claim&, size_t) const override { return {}; }

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
  static Result<std::unique_ptr<LoadedSegment>> load_ends(const WorkFolder& folder, const Plan& plan,
                                                          const GlobalExecutionClaim& claim,
                                                          Stopwatch& watch) {
    ZKMEM_ASSIGN_OR_RETURN(const Program program, planned_program(folder, machine_of(claim)));
    ZKMEM_ASSIGN_OR_RETURN(const CellImage start, planned_image(folder, plan, program));
    ZKMEM_ASSIGN_OR_RETURN(const FileBytes bytes, folder.read_checked(WorkFolder::kEndName));
    const auto segments = static_cast<uint32_t>(claim.run_segments().size());
    const Result<LeafFile> file = decode_leaf_file(claim.config, bytes, segments);
    if (!file.ok()) return file.error().in(folder.path() + "/" + WorkFolder::kEndName);
    CellImage end = start;
    ZKMEM_RETURN_IF_ERROR(put_leaves(*file, end));
    std::vector<LedgerToken> tokens = image_tokens(start);
    std::vector<EndLeaf> leaves = rv32im::run_leaves(tokens, file->marks, claim.ledger.revealed);
    watch.lap("load");
    return std::unique_ptr<LoadedSegment>(std::make_unique<LoadedRunEnds>(
        std::move(tokens), std::move(leaves), std::move(end), claim.ledger.drawn()));
  }

  static Error no_state() {
    return bad_input(
        "global memory leaves nothing to go on from: it has no persistent state (--memory persistent has)");
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
