// The proving half of the statement that an access log is consistent.
#pragma once

#include <memory>

#include "zkmem/memory/statement/segment_traces.h"
#include "zkmem/sdk/proving_statement.h"

namespace zkmem {

const ProvingStatement& memory_proving();

// A segment whose traces are filled; takes their cells.
std::shared_ptr<LoadedSegment> filled_segment(SegmentTraces& traces);

}  // namespace zkmem
