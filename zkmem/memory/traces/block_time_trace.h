// The trace of BlockTimeAir: each time that a merge's row has, once, ascending, and how many rows have it.
#pragma once

#include <cstdint>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/field/matrix.h"
#include "zkmem/memory/offline/access_adapter_record.h"
#include "zkmem/primitives/range_counts.h"

namespace zkmem {

struct BlockTime {
  uint32_t time = 0;
  uint32_t merges = 0;  // adapter rows, of all sizes
  friend bool operator==(const BlockTime&, const BlockTime&) = default;
};

std::vector<BlockTime> merged_block_times(const Context& context, const AccessAdapterRecords& records);

// Fills all rows of the trace; those after the last time offer time 0 to nobody. Range checks are counted.
void fill_block_times(const Context& context, const std::vector<BlockTime>& times,
                      unsigned timestamp_max_bits, RangeCounts& counts, TraceView trace);

}  // namespace zkmem
