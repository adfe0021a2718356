// Counts of accesses by page, and which leaves of a page the segment under way has touched: 88 bytes a
// touched page.
#pragma once

#include <cstdint>
#include <vector>

#include "zkmem/memory/model/address.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/sdk/report/profile.h"

namespace zkmem {

class TouchedPages {
 public:
  explicit TouchedPages(const MemoryConfig& config);

  // One access to the leaf's cells; whether it is the segment's first.
  bool touch(uint32_t space, uint32_t leaf, bool is_write) {
    Page& page = page_of(space, leaf / kPageLeaves);
    ++(is_write ? page.writes : page.reads);
    return mark(page, leaf % kPageLeaves);
  }
  // A further leaf of an access that is counted already.
  bool touch_more(uint32_t space, uint32_t leaf) {
    return mark(page_of(space, leaf / kPageLeaves), leaf % kPageLeaves);
  }
  // Accesses to the first leaves of a space, of which those of the bits are touched; one call for all of a
  // segment's.
  void add(uint32_t space, uint64_t reads, uint64_t writes, uint64_t touched);
  void end_segment() { ++segment_; }

  // Ascending.
  std::vector<PageCosts> pages() const;
  std::vector<SpaceCosts> spaces() const;

 private:
  static constexpr uint32_t kPageLeaves = kPageCells / kLeafCells;
  static constexpr uint32_t kNone = UINT32_MAX;
  struct Page {
    uint64_t reads = 0;
    uint64_t writes = 0;
    uint64_t leaves = 0;
    uint32_t space = 0;
    uint32_t page = 0;
    uint32_t segment = 0;  // that `touched` is of
    uint64_t touched[kPageLeaves / 64] = {};
  };

  Page& page_of(uint32_t space, uint32_t page) {
    uint32_t& index = index_[space][page];
    if (index == kNone) {
      index = static_cast<uint32_t>(pages_.size());
      Page& added = pages_.emplace_back();
      added.space = space;
      added.page = page;
    }
    return pages_[index];
  }
  bool mark(Page& page, uint32_t leaf) {
    if (page.segment != segment_) {
      page.segment = segment_;
      for (uint64_t& word : page.touched) word = 0;
    }
    uint64_t& word = page.touched[leaf / 64];
    const uint64_t bit = uint64_t{1} << (leaf % 64);
    if ((word & bit) != 0) return false;
    word |= bit;
    ++page.leaves;
    return true;
  }

  std::vector<std::vector<uint32_t>> index_;  // by space and page
  std::vector<Page> pages_;
  uint32_t segment_ = 1;
};

}  // namespace zkmem
