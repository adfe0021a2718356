// A long row of pages of which only touched ones exist: a page touched for the first time is zero, an
// untouched one null. Memory use is proportional to the pages touched: the table of pages is itself mapped
// lazily. One owner, no locking; concurrent reads are safe.
#pragma once

#include <cstddef>
#include <vector>

#include "zkmem/memory/model/address.h"
#include "zkmem/memory/online/mapped_buffer.h"

namespace zkmem {

class PagedStore {
 public:
  PagedStore() = default;
  PagedStore(size_t num_pages, size_t page_bytes);

  size_t num_pages() const { return num_pages_; }
  size_t page_bytes() const { return page_bytes_; }
  size_t allocated_pages() const { return allocated_; }

  // The page's bytes, null when it was never touched. Valid until released, wherever this object moves.
  std::byte* page(size_t index) const { return table()[index]; }
  // The page's bytes; a page touched for the first time is zero.
  std::byte* touch(size_t index) {
    std::byte* found = page(index);
    return found != nullptr ? found : allocate(index);
  }
  // The page is untouched again; its memory serves the next touch.
  void release(size_t index);

  // num_pages() entries; for inner loops that look pages up themselves.
  std::byte** table() const { return view_as<std::byte*>(table_.data()); }

 private:
  std::byte* allocate(size_t index);

  size_t num_pages_ = 0;
  size_t page_bytes_ = 0;
  size_t allocated_ = 0;
  MappedBuffer table_;
  std::vector<MappedBuffer> slabs_;  // pages are cut from the last one, front to back
  size_t slab_used_ = 0;
  std::vector<std::byte*> free_;
};

}  // namespace zkmem
