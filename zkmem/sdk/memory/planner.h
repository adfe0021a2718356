// Cuts an access log into segments that can be proven: by accesses, by the heights that the parameters allow,
// and by the memory budget.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/statement/segment_traces.h"
#include "zkmem/sdk/memory/input.h"
#include "zkmem/sdk/plan.h"
#include "zkmem/sdk/segment_fit.h"
#include "zkmem/statement/keys.h"

namespace zkmem {

struct LogCutting {
  uint64_t segment_accesses = uint64_t{1} << 22;
  ParameterChoice parameters;
};

// A segment, planned. Everything here lives as long as the call it is given to.
struct PlannedLogSegment {
  const PlannedSegment& plan;
  const AccessLog& log;  // this segment's operations; reads have their values
  const MemorySegment& segment;
  const CellImage& before;  // the memory that the segment before started from (the first one: zeros)
  const CellImage& start;
};

// Calls `take` for each segment in order, and adds a line to `notes` for each way in which the plan makes do
// with less. Returns the memory after the last one.
Result<CellImage> plan_log(const Context& context, KeyCache& keys, const MemoryAirs& airs,
                           const ReplayedLog& log, const LogCutting& cutting, std::vector<std::string>& notes,
                           const std::function<Status(const PlannedLogSegment&)>& take);

}  // namespace zkmem
