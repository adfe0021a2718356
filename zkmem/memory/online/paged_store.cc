#include "zkmem/memory/online/paged_store.h"

#include <algorithm>
#include <cstring>

#include "zkmem/base/check.h"

namespace zkmem {

namespace {

// The first slab uses small kernel pages, so that a store with one touched page costs one page; later slabs
// grow to sizes at which huge pages pay.
constexpr size_t kFirstSlab = size_t{1} << 20;
constexpr size_t kLargestSlab = size_t{64} << 20;

}  // namespace

PagedStore::PagedStore(size_t num_pages, size_t page_bytes)
    : num_pages_(num_pages), page_bytes_((page_bytes + 63) / 64 * 64) {
  table_.grow(num_pages * sizeof(std::byte*));
}

std::byte* PagedStore::allocate(size_t index) {
  ZKMEM_DCHECK(index < num_pages_);
  std::byte* page = nullptr;
  if (!free_.empty()) {
    page = free_.back();
    free_.pop_back();
    std::memset(page, 0, page_bytes_);
  } else {
    if (slabs_.empty() || slab_used_ + page_bytes_ > slabs_.back().size()) {
      const size_t grown = slabs_.empty() ? kFirstSlab : std::min(kLargestSlab, 4 * slabs_.back().size());
      slabs_.emplace_back(std::max(grown, page_bytes_));
      slab_used_ = 0;
    }
    page = slabs_.back().data() + slab_used_;  // fresh from the kernel: zero
    slab_used_ += page_bytes_;
  }
  table()[index] = page;
  ++allocated_;
  return page;
}

void PagedStore::release(size_t index) {
  std::byte* page = table()[index];
  if (page == nullptr) return;
  free_.push_back(page);
  table()[index] = nullptr;
  --allocated_;
}

}  // namespace zkmem
