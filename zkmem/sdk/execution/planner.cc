#include "zkmem/sdk/execution/planner.h"

#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/sdk/execution/run_planner.h"
#include "zkmem/sdk/execution/segment_start.h"
#include "zkmem/sdk/page_delta.h"

namespace zkmem {
namespace {

using rv32im::Machine;
using rv32im::SegmentOutline;
using rv32im::SegmentTraces;

class RootsPlanner final : public RunPlanner {
 public:
  RootsPlanner(const Context& context, KeyCache& keys, const ExecutionInput& input, Plan plan,
               const WorkFolder& folder, std::vector<std::string>& notes)
      : RunPlanner(context, keys, input, std::move(plan), folder, notes) {}

 private:
  Status begin() override {
    const StateMemory under = input().state ? *input().state : zero_memory(claim().config);
    ZKMEM_ASSIGN_OR_RETURN(tree_, updated_tree(context(), simd_poseidon2_batch(), claim().config, under.tree,
                                               under.image, start().image));
    before_ = start().image;
    return {};
  }

  Result<SegmentOutline> outline_of(Machine& machine) override {
    const rv32im::MachineDefinition& definition = input().machine->definition();
    if (machine.counts() != nullptr) {
      return SegmentOutline::count(context(), simd_poseidon2_batch(), claim().config, program(),
                                   *machine.counts(), *machine.marked_memory(), *tree_, definition);
    }
    ZKMEM_ASSIGN_OR_RETURN(SegmentTraces traces,
                           SegmentTraces::plan(context(), simd_poseidon2_batch(), program(), table(),
                                               *machine.record(), *machine.memory(), *tree_, definition));
    return SegmentOutline::of(std::move(traces));
  }

  Status take(const Machine&, SegmentOutline outline, const SegmentShape&) override {
    ZKMEM_RETURN_IF_ERROR(folder().write_checked(WorkFolder::start_name(plan().segments.size() - 1),
                                                 encode_segment_start(start(), *before_)));
    before_ = start().image;
    tree_ = outline.final_tree();
    return {};
  }

  bool can_grow() const override { return true; }

  Status end() override {
    ZKMEM_RETURN_IF_ERROR(
        folder().write_checked(WorkFolder::kEndName, encode_page_delta(*before_, start().image)));
    const auto cells = [&](uint32_t space, uint32_t label) {
      return leaf_cells(start().image, space, label);
    };
    const auto count = static_cast<uint32_t>(claim().config.spaces[kPublicValuesAddressSpace].num_cells);
    ZKMEM_ASSIGN_OR_RETURN(claim().public_values, open_public_values(*tree_, count, cells));
    return {};
  }

  std::optional<MerkleTree> tree_;   // over the memory at the next segment's start
  std::optional<CellImage> before_;  // the memory at the start of the segment before
};

}  // namespace

Result<Plan> plan_run(const Context& context, KeyCache& keys, const ExecutionInput& input, Plan plan,
                      const WorkFolder& folder, std::vector<std::string>& notes) {
  return RootsPlanner(context, keys, input, std::move(plan), folder, notes).run();
}

}  // namespace zkmem
