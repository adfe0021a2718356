// The live pages of every space during a segment: faulted in from an image on first touch, written back at
// its end. A page is a row of slots, one per block: the block's cells, then (timed maps) the timestamp of its
// last access, so that an access to a block touches one cache line. Only touched pages exist, times included.
// Single-threaded; concurrent peeks are safe while nobody writes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/online/paged_store.h"

namespace zkmem {

// Where a block lies within its page.
struct SlotLayout {
  CellType type = CellType::kNull;
  uint32_t block = 1;    // cells
  uint32_t payload = 0;  // bytes of the cells
  uint32_t stride = 0;   // bytes from slot to slot

  uint32_t slots_per_page() const { return kPageCells / block; }
  uint32_t time_offset() const { return stride - 4; }  // timed maps only
};

// Of a marked page of bytes: where the marks are.
inline constexpr uint32_t kMarkOffset = kPageCells;
inline constexpr uint32_t kMarkCells = 4;

// The slot of a 4-byte block: what the hot path works on.
struct WordSlot {
  uint32_t word;
  uint32_t timestamp;
};
static_assert(sizeof(WordSlot) == 8);

class AddressMap {
 public:
  // kMarked: a plain page, and behind its cells a byte for each four of them that is not 0 once they were
  // accessed; whoever accesses them sets it.
  enum class Kind { kPlain, kTimed, kMarked };

  AddressMap(const MemoryConfig& config, Kind kind, CellImage base);

  const CellImage& base() const { return base_; }
  const SlotLayout& layout(uint32_t space) const { return spaces_[space].layout; }
  // Entry p is page p, null while untouched; stays valid until this map is destroyed.
  std::byte* const* table(uint32_t space) const { return spaces_[space].store.table(); }

  // The slot of block `block` (pointer / block size), its page faulted in.
  std::byte* slot(uint32_t space, uint32_t block) {
    const SlotLayout& layout = spaces_[space].layout;
    const uint32_t per_page = layout.slots_per_page();
    std::byte* page = spaces_[space].store.page(block / per_page);
    if (page == nullptr) page = fault({space, block / per_page});
    return page + size_t{block % per_page} * layout.stride;
  }
  // Makes the page live.
  std::byte* fault(PageId id);

  // The cell now, live or from the base; touches nothing.
  uint32_t peek(Address a) const;
  // Time of the last access to the cell's block, 0 when there was none; timed maps only.
  uint32_t peek_timestamp(Address a) const;

  // Pages in the order of their first touch.
  const std::vector<PageId>& touched() const { return touched_; }
  // Forgets pages touched after the first `count`, whose cells and times are as in the base.
  void forget_touched_after(size_t count);

  // The base with every live page written over it; pages that did not change stay shared with the base.
  CellImage write_back() const;
  // No live pages; `base` is what they fault in from. The memory of pages is kept for reuse.
  void restart(CellImage base);

 private:
  struct Space {
    SlotLayout layout;
    PagedStore store;
  };

  CellImage base_;
  std::vector<Space> spaces_;
  std::vector<PageId> touched_;
};

inline uint32_t load_u32(const std::byte* at) {
  uint32_t value = 0;
  std::memcpy(&value, at, sizeof(value));
  return value;
}
inline void store_u32(std::byte* at, uint32_t value) { std::memcpy(at, &value, sizeof(value)); }

}  // namespace zkmem
