// A program's memory without time or log: for running ahead where no trace is wanted. Same cells, same pages,
// same image in and out as Memory. The word accesses are unchecked beyond their limit: they return false, and
// nothing happens, for whatever is not a permitted aligned 4-byte access to a u8 space. Single-threaded.
#pragma once

#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/online/address_map.h"

namespace zkmem {

class GuestMemory {
 public:
  GuestMemory(const MemoryConfig& config, CellImage initial);

  // space < config.spaces.size()
  bool read_word(uint32_t space, uint32_t pointer, uint32_t& value) {
    const Limits& limits = limits_[space];
    const uint32_t block = std::rotr(pointer, 2);
    if (block >= limits.read) [[unlikely]]
      return false;
    const std::byte* page = limits.pages[block / (kPageCells / 4)];
    // An untouched page may still have cells in the image.
    if (page == nullptr) [[unlikely]]
      page = map_.fault({space, block / (kPageCells / 4)});
    value = load_u32(page + size_t{block % (kPageCells / 4)} * 4);
    return true;
  }
  bool write_word(uint32_t space, uint32_t pointer, uint32_t value) {
    const Limits& limits = limits_[space];
    const uint32_t block = std::rotr(pointer, 2);
    if (block >= limits.write) [[unlikely]]
      return false;
    std::byte* page = limits.pages[block / (kPageCells / 4)];
    if (page == nullptr) [[unlikely]]
      page = map_.fault({space, block / (kPageCells / 4)});
    store_u32(page + size_t{block % (kPageCells / 4)} * 4, value);
    return true;
  }

  uint32_t peek(Address a) const { return map_.peek(a); }
  const std::vector<PageId>& touched_pages() const { return map_.touched(); }
  CellImage image() const { return map_.write_back(); }

 private:
  struct Limits {
    std::byte* const* pages = nullptr;
    uint32_t read = 0;  // blocks of 4 cells; 0: closed
    uint32_t write = 0;
  };

  AddressMap map_;
  std::vector<Limits> limits_;
};

}  // namespace zkmem
