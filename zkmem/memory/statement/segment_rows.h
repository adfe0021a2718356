// How many rows a segment of a log has in each chip, without its traces. For choosing where a log is cut.
#pragma once

#include <cstdint>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/offline/memory_segment.h"
#include "zkmem/memory/offline/touched_memory.h"
#include "zkmem/memory/statement/memory_airs.h"

namespace zkmem {

struct SegmentRows {
  std::vector<uint64_t> rows;  // by AIR, without padding; none of boundaries and tables
  TouchedMemory touched;
};

// Of a segment in global memory; `initial` as for make_segment_traces(), or zeros, on which no row depends.
SegmentRows segment_rows(const Context& context, const MemoryAirs& airs, const MemorySegment& segment,
                         const CellImage& initial);

}  // namespace zkmem
