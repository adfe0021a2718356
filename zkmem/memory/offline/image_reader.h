// Reads stretches of an image's cells, remembering the page it looked at last.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>

#include "zkmem/memory/model/memory_image.h"

namespace zkmem {

class ImageReader {
 public:
  explicit ImageReader(const CellImage& image) : image_(image) {}

  // Cells [pointer, pointer + out.size()) as canonical integers; the stretch lies within one page of 4096
  // cells.
  void read(uint32_t space, uint32_t pointer, std::span<uint32_t> out) {
    const PageId id{space, pointer / kPageCells};
    if (!(id == page_id_) || !loaded_) {
      page_id_ = id;
      page_ = image_.page(id);
      width_ = cell_bytes(image_.cell_type(space));
      loaded_ = true;
    }
    if (page_.empty()) {
      for (uint32_t& cell : out) cell = 0;
      return;
    }
    const uint8_t* at = page_.data() + size_t{pointer % kPageCells} * width_;
    for (uint32_t& cell : out) {
      cell = 0;
      std::memcpy(&cell, at, width_);  // little-endian
      at += width_;
    }
  }

 private:
  const CellImage& image_;
  PageId page_id_;
  std::span<const uint8_t> page_;
  uint32_t width_ = 0;
  bool loaded_ = false;
};

}  // namespace zkmem
