// The traces of the log and inc chips.
#pragma once

#include <span>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/field/matrix.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/offline/memory_segment.h"
#include "zkmem/primitives/range_counts.h"

namespace zkmem {

struct LogTraceInput {
  const MemoryConfig& config;
  const MemorySegment& segment;
  const SegmentReplay& replay;
};

// A row of a log chip: an access of the segment, or an immediate read.
struct LogRowSource {
  bool is_immediate = false;
  uint32_t index = 0;  // into the segment's accesses or immediates
};

// The rows of the chip for accesses of n cells, by timestamp.
std::vector<LogRowSource> log_rows(const LogTraceInput& input, uint32_t n);

// The part that says what the log says; its commitment is what the log's digest is made of.
void fill_log_cached(const Context& context, const LogTraceInput& input, uint32_t n,
                     std::span<const LogRowSource> rows, TraceView trace);
// The rest; range checks are counted.
void fill_log_common(const Context& context, const LogTraceInput& input, uint32_t n,
                     std::span<const LogRowSource> rows, RangeCounts& counts, TraceView trace);

void fill_inc(const Context& context, const MemoryConfig& config, std::span<const ClockStep> steps,
              RangeCounts& counts, TraceView trace);

}  // namespace zkmem
