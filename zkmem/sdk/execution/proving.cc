#include "zkmem/sdk/execution/proving.h"

#include <utility>

#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/chips/segment_traces.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/sdk/execution/input.h"
#include "zkmem/sdk/execution/planned_run.h"
#include "zkmem/sdk/execution/segment_start.h"
#include "zkmem/sdk/page_delta.h"
#include "zkmem/statement/execution/statement.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem {
namespace {

using rv32im::Machine;
using rv32im::SegmentTraces;

// The state at the start of segment `index`: the program's image, then each start's changes, of which the
// last to a page is the one that is unpacked.
Result<MachineState> start_of(const WorkFolder& folder, const Plan& plan, const Program& program,
                              size_t index) {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<Bytes> items, planned_items(folder, plan));
  ZKMEM_ASSIGN_OR_RETURN(CellImage image, planned_image(folder, plan, program));
  PageSet newer;
  const std::string name = WorkFolder::start_name(index);
  ZKMEM_ASSIGN_OR_RETURN(const FileBytes bytes, folder.read_checked(name));
  Result<MachineState> state = decode_segment_start(bytes, std::move(image), items, &newer);
  if (!state.ok()) return state.error().in(folder.path() + "/" + name);
  for (size_t k = index; k-- > 0;) {
    const std::string older = WorkFolder::start_name(k);
    ZKMEM_ASSIGN_OR_RETURN(const FileBytes changes, folder.read_checked(older));
    if (const Status applied = apply_segment_start(changes, state->image, &newer); !applied.ok())
      return applied.error().in(folder.path() + "/" + older);
  }
  return state;
}

class ExecutedSegment final : public LoadedSegment {
 public:
  ExecutedSegment(std::shared_ptr<const Program> program, Machine machine,
                  const rv32im::MachineDefinition& definition, MerkleTree tree)
      : program_(std::move(program)),
        machine_(std::move(machine)),
        definition_(definition),
        tree_(std::move(tree)),
        table_(program_table(*program_)) {}

  Status fill(const Context& context, TraceBuffer buffer) override {
    ZKMEM_ASSIGN_OR_RETURN(
        traces_, SegmentTraces::plan(context, simd_poseidon2_batch(), *program_, table_, *machine_.record(),
                                     *machine_.memory(), tree_, definition_));
    return traces_->fill(context, nullptr, std::move(buffer));
  }
  ProvingInput input() const override { return traces_->input(); }
  void drop() override { traces_.reset(); }
  TraceBuffer take_buffer() override { return traces_ ? traces_->take_buffer() : TraceBuffer(); }

 private:
  std::shared_ptr<const Program> program_;
  Machine machine_;
  const rv32im::MachineDefinition& definition_;
  MerkleTree tree_;  // over the memory at the start
  Trace table_;
  std::optional<SegmentTraces> traces_;
};

class ExecutionProving final : public ProvingStatement {
 public:
  const Statement& statement() const override { return execution_statement(); }

  Result<std::unique_ptr<LoadedSegment>> load(const Context& context, const WorkFolder& folder,
                                              const Plan& plan, size_t index,
                                              Stopwatch& watch) const override {
    const OwnMachine& own = machine_of(*plan.claim);
    ZKMEM_ASSIGN_OR_RETURN(Program loaded, planned_program(folder, own));
    const auto program = std::make_shared<const Program>(std::move(loaded));
    ZKMEM_ASSIGN_OR_RETURN(MachineState start, start_of(folder, plan, *program, index));
    ZKMEM_ASSIGN_OR_RETURN(MerkleTree tree,
                           tree_of_image(context, simd_poseidon2_batch(), plan.claim->config, start.image));
    ZKMEM_ASSIGN_OR_RETURN(Machine machine, run_planned_segment(context, folder, plan, index, program,
                                                                std::move(start), &watch));
    return std::unique_ptr<LoadedSegment>(
        std::make_unique<ExecutedSegment>(program, std::move(machine), own.definition(), std::move(tree)));
  }

  // What the folder says, which holds the state's memory as it was planned on; the first segment's proof
  // binds it.
  Result<CellImage> first_memory(const WorkFolder& folder, const Plan& plan,
                                 const CellImage&) const override {
    ZKMEM_ASSIGN_OR_RETURN(const Program program, planned_program(folder, machine_of(*plan.claim)));
    return planned_image(folder, plan, program);
  }
  Result<CellImage> memory_after(const WorkFolder& folder, const Plan& plan, size_t index,
                                 CellImage before) const override {
    ZKMEM_CHECK(index < plan.segments.size());
    const bool is_last = index + 1 == plan.segments.size();
    const std::string name = is_last ? std::string(WorkFolder::kEndName) : WorkFolder::start_name(index + 1);
    ZKMEM_ASSIGN_OR_RETURN(const FileBytes bytes, folder.read_checked(name));
    const Status applied = is_last ? apply_page_delta(bytes, before) : apply_segment_start(bytes, before);
    if (!applied.ok()) return applied.error().in(folder.path() + "/" + name);
    return before;
  }
  FinishedSegment end_of(const Claim& claim, size_t index) const override {
    const auto& run = claim_as<ExecutionClaim>(claim);
    FinishedSegment end{run.segments[index].end_pc, std::nullopt, run.segments[index].final_root};
    if (index + 1 == run.segments.size()) end.exit_code = run.exit_code;
    return end;
  }

  // All of the claim but what each segment's proof says itself.
  void visit_plan(Claim& claim, FieldVisitor& visitor) const override {
    statement().visit_head(claim, visitor);
  }
  void visit_planned_segment(Claim&, size_t, FieldVisitor&) const override {}
};

}  // namespace

const ProvingStatement& execution_proving() {
  static const ExecutionProving proving;
  return proving;
}

}  // namespace zkmem
