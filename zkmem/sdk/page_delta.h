// What changed between two images, as bytes: how a segment's start is told from the one before. Names only
// pages that differ, each compressed; a checksum guards the whole. docs/spec/work-folder.md.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/memory_image.h"

namespace zkmem {

std::vector<uint8_t> encode_page_delta(const CellImage& before, const CellImage& after);

// Applies a delta; on an error `image` may have some of its pages.
Status apply_page_delta(std::span<const uint8_t> bytes, CellImage& image);

}  // namespace zkmem
