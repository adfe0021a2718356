// The planner of a run whose segments have roots.
#pragma once

#include <string>
#include <vector>

#include "zkmem/sdk/execution/input.h"

namespace zkmem {

// `plan` is the claim with all that is known before the work begins. The folder is complete afterwards.
Result<Plan> plan_run(const Context& context, KeyCache& keys, const ExecutionInput& input, Plan plan,
                      const WorkFolder& folder, std::vector<std::string>& notes);

}  // namespace zkmem
