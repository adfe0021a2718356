// What a job in global memory is told of the leaves it starts from: which segments touched them last, and
// what is in them. Of a segment's start only leaves that earlier segments touched, of a run's end all.
// docs/spec/work-folder.md.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/offline/touched_memory.h"
#include "zkmem/memory/traces/leaf_marks.h"

namespace zkmem {

struct LeafFile {
  LeafMarks marks;
  CellImage image;  // zero but for the marked leaves
};

std::vector<uint8_t> encode_leaf_file(const MemoryConfig& config, const LeafFile& file);
// Of a run of which `segments` segments went before.
Result<LeafFile> decode_leaf_file(const MemoryConfig& config, std::span<const uint8_t> bytes,
                                  uint32_t segments);

// What a segment starts from: of the leaves that it touches, with their values at its start.
LeafFile start_of_segment(const MemoryConfig& config, const TouchedMemory& touched, const LeafMarks& marks);

}  // namespace zkmem
