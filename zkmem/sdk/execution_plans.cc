// Which planner is a run's: its machine says how segments share their memory.
#include "zkmem/sdk/execution/planner.h"
#include "zkmem/sdk/execution_global/planner.h"

namespace zkmem {

Result<Plan> ExecutionInput::plan(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                  std::vector<std::string>& notes) const {
  if (machine->memory() == rv32im::MachineMemory::kGlobal)
    return plan_global_run(context, keys, *this, new_plan(), folder, notes);
  return plan_run(context, keys, *this, new_plan(), folder, notes);
}

}  // namespace zkmem
