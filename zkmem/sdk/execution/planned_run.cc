#include "zkmem/sdk/execution/planned_run.h"

#include <utility>

#include <fmt/format.h>

#include "zkmem/sdk/execution/input.h"
#include "zkmem/sdk/execution/run_end.h"

namespace zkmem {

using rv32im::Machine;
using rv32im::StopReason;

Result<Machine> run_planned_segment(const Context& context, const WorkFolder& folder, const Plan& plan,
                                    size_t index, std::shared_ptr<const Program> program, MachineState start,
                                    Stopwatch* watch) {
  const PlannedSegment& planned = plan.segments[index];
  const OwnMachine& own = machine_of(*plan.claim);
  const uint64_t before = start.instructions;
  rv32im::MachineOptions options;
  options.config = plan.claim->config;
  options.segment_accesses = planned.access_limit;
  options.record = true;
  // On global memory a start holds what accesses need, and no text.
  options.prints = own.memory() == rv32im::MachineMemory::kRoots;
  options.extensions = own.instructions();
  ZKMEM_ASSIGN_OR_RETURN(Machine machine, Machine::resume(std::move(program), options, std::move(start)));
  if (watch != nullptr) watch->lap("load");

  context.report("execute", 0);
  const StopReason reason = machine.run(context);
  if (reason == StopReason::kCancelled) return cancelled();
  if (reason == StopReason::kTrapped) {
    ZKMEM_ASSIGN_OR_RETURN(const FileBytes file, folder.read(kProgramFile));
    return trap_error(machine, file);
  }
  const uint64_t length = machine.instructions() - before;
  if (length != planned.length) {
    return bad_input(
        fmt::format("segment {} has {} instructions, the plan says {}", index, length, planned.length));
  }
  if (watch != nullptr) watch->lap("execute");
  return machine;
}

}  // namespace zkmem
