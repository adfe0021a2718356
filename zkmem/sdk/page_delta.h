// What changed between two images, as bytes: how a segment's start is told from the one before. Names only
// pages that differ, each compressed; a checksum guards the whole. docs/spec/work-folder.md.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/memory_image.h"

namespace zkmem {

std::vector<uint8_t> encode_page_delta(const CellImage& before, const CellImage& after);

using PageSet = std::set<PageId>;

// Applies a delta; on an error `image` may have some of its pages. With `newer`, deltas are applied from the
// last one back: pages that are in it have changed again since and are not unpacked; the delta's own are
// added.
Status apply_page_delta(std::span<const uint8_t> bytes, CellImage& image, PageSet* newer = nullptr);

}  // namespace zkmem
