// Where a segment of a program's run starts, told from where the one before started: the machine's registers
// of control, its input streams, and the pages that changed. docs/spec/work-folder.md.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/sdk/page_delta.h"
#include "zkmem/vm/machine_state.h"

namespace zkmem {

// `state` is at a segment's start; `before` is the image that the previous segment started from (or the run).
std::vector<uint8_t> encode_segment_start(const MachineState& state, const CellImage& before);

// The state, given the image and the input items it refers to. `newer` as in apply_page_delta().
Result<MachineState> decode_segment_start(std::span<const uint8_t> bytes, CellImage before,
                                          const std::vector<Bytes>& items, PageSet* newer = nullptr);

// Only its pages: `image` becomes the memory that the segment starts on. On an error it may have some of
// them.
Status apply_segment_start(std::span<const uint8_t> bytes, CellImage& image, PageSet* newer = nullptr);

}  // namespace zkmem
