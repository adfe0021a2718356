// What a job in global memory is told of leaves: which segments touched them last, and what is in them. Of a
// segment's start those that it touches, of a run's end all that have a row there.
// docs/spec/work-folder.md.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/offline/touched_memory.h"
#include "zkmem/memory/traces/end_leaves.h"
#include "zkmem/memory/traces/leaf_marks.h"

namespace zkmem {

// Of a segment's start.
struct LeafFile {
  LeafMarks marks;  // of leaves that earlier segments touched
  CellImage image;  // of what the segment touches
};

std::vector<uint8_t> encode_leaf_file(const MemoryConfig& config, const LeafFile& file);
// Of a run of which `segments` segments went before.
Result<LeafFile> decode_leaf_file(const MemoryConfig& config, std::span<const uint8_t> bytes,
                                  uint32_t segments);

// These leaves with what `memory` holds there.
LeafFile leaves_of(const MemoryConfig& config, LeafMarks marks, const CellImage& memory);

// What a segment starts from: of the leaves that it touches, with their values at its start.
LeafFile start_of_segment(const MemoryConfig& config, const TouchedMemory& touched, const LeafMarks& marks);

// Of a run's end.
struct EndFile {
  std::vector<EndLeaf> leaves;  // ascending
  CellImage image;              // the memory behind the last segment
};

std::vector<uint8_t> encode_end_file(const MemoryConfig& config, const EndFile& file);
// Of a run of `segments` segments.
Result<EndFile> decode_end_file(const MemoryConfig& config, std::span<const uint8_t> bytes,
                                uint32_t segments);

}  // namespace zkmem
