// One segment of an access log, laid out for replay and traces.
#pragma once

#include <cstdint>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/memory/offline/replay.h"
#include "zkmem/memory/online/access_log.h"

namespace zkmem {

// Reads of the immediate space: the value is the pointer.
struct ImmediateRead {
  uint32_t timestamp = 0;
  uint32_t value = 0;
  uint32_t entry = 0;  // in the log
};

// The clock moves from `start` to `start + step` without an access.
struct ClockStep {
  uint32_t start = 0;
  uint32_t step = 0;
};

struct MemorySegment {
  uint32_t index = 0;
  bool is_last = true;
  uint32_t end_timestamp = 1;
  std::vector<ReplayAccess> accesses;  // to memory, in order
  std::vector<uint32_t> cells;         // their pool; what a read claims, if it is known
  std::vector<uint8_t> is_known;       // by access: whether the log says what it returned
  std::vector<uint32_t> entries;       // by access: its entry in the log
  std::vector<ImmediateRead> immediates;
  std::vector<ClockStep> steps;
};

// All segments of a log.
std::vector<MemorySegment> memory_segments(const AccessLog& log);

// A copy that ends a segment after every `accesses` accesses (unless the log ends there), beside the segments
// that the log has itself; `origins` gives for each entry of the copy the entry of the log it comes from.
struct CutLog {
  AccessLog log;
  std::vector<uint32_t> origins;
};
CutLog cut_log(const MemoryConfig& config, const AccessLog& log, uint64_t accesses);

}  // namespace zkmem
