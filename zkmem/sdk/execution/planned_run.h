// A planned segment of a run, executed again from where it starts.
#pragma once

#include <memory>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/sdk/plan.h"
#include "zkmem/sdk/stopwatch.h"
#include "zkmem/sdk/work_folder.h"

namespace zkmem {

// The machine at the segment's end, with its record. kBadInput if the run traps or has another length than
// the plan says. `watch`, which may be null, takes the laps "load" and "execute".
Result<rv32im::Machine> run_planned_segment(const Context& context, const WorkFolder& folder,
                                            const Plan& plan, size_t index,
                                            std::shared_ptr<const Program> program, MachineState start,
                                            Stopwatch* watch);

}  // namespace zkmem
