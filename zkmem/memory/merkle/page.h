// The pages of a Merkle tree: eight neighbouring nodes and the six above them, shared between trees until
// written. Internal to memory/merkle. Thread-safety: a page that two trees share is never written; the count
// is atomic.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "zkmem/hash/poseidon2.h"

namespace zkmem::merkle {

inline constexpr unsigned kPageLevels = 3;
inline constexpr unsigned kPageFanout = 1u << kPageLevels;

struct Page;

// Owns one count of a page; copying shares it.
class PageRef {
 public:
  PageRef() = default;
  explicit PageRef(Page* page) : page_(page) {}  // takes over one count
  PageRef(const PageRef& other);
  PageRef(PageRef&& other) noexcept : page_(std::exchange(other.page_, nullptr)) {}
  PageRef& operator=(PageRef other) noexcept {
    std::swap(page_, other.page_);
    return *this;
  }
  ~PageRef();

  Page* get() const { return page_; }
  explicit operator bool() const { return page_ != nullptr; }

 private:
  Page* page_ = nullptr;
};

// Level l of a page (0 at its bottom) has 2^(3-l) nodes; the node above level 2 lives in the parent page or
// is the tree's root. A topmost page may use its leftmost subtree only.
struct Page {
  static constexpr size_t slot(unsigned level, uint64_t node) {
    const size_t count = size_t{kPageFanout} >> level;
    return count - 2 + static_cast<size_t>(node & (count - 1));
  }

  std::atomic<uint32_t> owners = 1;
  std::array<Digest, 2 * kPageFanout - 2> digests;
  std::unique_ptr<std::array<PageRef, kPageFanout>> children;  // null at the bottom of the tree

  // A page of zero subtrees; `zero` holds the roots of zero subtrees at the page's three levels.
  Page(std::span<const Digest> zero, bool is_bottom) {
    for (unsigned level = 0; level < kPageLevels; ++level) {
      for (uint64_t node = 0; node < (uint64_t{kPageFanout} >> level); ++node) {
        digests[slot(level, node)] = zero[level];
      }
    }
    if (!is_bottom) children = std::make_unique<std::array<PageRef, kPageFanout>>();
  }
  // A private copy that shares the children.
  Page(const Page& other)
      : digests(other.digests),
        children(other.children ? std::make_unique<std::array<PageRef, kPageFanout>>(*other.children)
                                : nullptr) {}
  Page& operator=(const Page&) = delete;
};

inline PageRef::PageRef(const PageRef& other) : page_(other.page_) {
  if (page_ != nullptr) page_->owners.fetch_add(1, std::memory_order_relaxed);
}

inline PageRef::~PageRef() {
  if (page_ != nullptr && page_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete page_;
}

}  // namespace zkmem::merkle
