// The proving half of the statement that a program ran on global memory.
#pragma once

#include <memory>
#include <vector>

#include "zkmem/rv32im/chips/segment_traces.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/sdk/proving_statement.h"
#include "zkmem/statement/execution_global/claim.h"

namespace zkmem {

const ProvingStatement& global_execution_proving();

// A segment of a plan, executed again from its own start.
struct ExecutedGlobalSegment {
  std::shared_ptr<const Program> program;
  Trace table;
  std::unique_ptr<rv32im::Machine> machine;
  LeafMarks marks;  // of the segments before

  // Segment `number`, from 1, under a challenge. This must stay as long as the traces.
  Result<rv32im::SegmentTraces> traces(const Context& context, const rv32im::MachineDefinition& definition,
                                       uint32_t number, const LedgerChallenge& challenge) const;
};
Result<std::unique_ptr<ExecutedGlobalSegment>> execute_global_segment(const Context& context,
                                                                      const WorkFolder& folder,
                                                                      const Plan& plan, size_t index,
                                                                      Stopwatch* watch);

}  // namespace zkmem
