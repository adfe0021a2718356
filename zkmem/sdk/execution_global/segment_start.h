// Where a segment of a run on global memory starts, told by itself: the machine's registers of control, its
// input streams, and of the memory no more than the segment needs. docs/spec/work-folder.md.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/offline/touched_memory.h"
#include "zkmem/memory/traces/leaf_marks.h"
#include "zkmem/sdk/memory_global/leaf_file.h"
#include "zkmem/sdk/work_store.h"
#include "zkmem/vm/machine_state.h"

namespace zkmem {

struct GlobalStart {
  MachineState state;
  LeafMarks marks;  // of the leaves that the segment touches and an earlier one has
};

// `touched` by the segment; `marks` of all segments before it.
std::vector<uint8_t> encode_global_start(const MemoryConfig& config, const MachineState& state,
                                         const TouchedMemory& touched, const LeafMarks& marks);

// Of a run of which `segments` segments went before; `image` is the memory that the run starts on, `items`
// its input.
Result<GlobalStart> decode_global_start(const MemoryConfig& config, std::span<const uint8_t> bytes,
                                        uint32_t segments, CellImage image,
                                        const std::vector<FileBytes>& items);

// `memory` with these leaves in it.
Status put_leaves(const LeafFile& leaves, CellImage& memory);

}  // namespace zkmem
