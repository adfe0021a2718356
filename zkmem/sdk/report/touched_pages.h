// What accesses do to memory, page by page: how many there are, which leaves the segment under way touches
// for the first time, where and when (access_map.h), how the paths of a segment's leaves share their nodes,
// and how many leaves there would be if the data lay elsewhere. About 350 bytes a touched page, beside a
// bounded map.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "zkmem/memory/model/address.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/sdk/report/access_map.h"
#include "zkmem/sdk/report/profile.h"

namespace zkmem {

class TouchedPages {
 public:
  // Of a run or log of so many instructions or accesses.
  TouchedPages(const MemoryConfig& config, uint64_t length);

  // Cells of a unit of this space, in which places are told: of a block, and of a leaf at most.
  uint32_t unit_cells(uint32_t space) const { return spaces_[space].unit_cells; }

  // One access to a unit; whether it is the first in its segment to touch the unit's leaf.
  bool touch(uint32_t space, uint32_t unit, bool is_write) {
    Space& of = spaces_[space];
    Page& page = page_of(of, space, unit >> of.log_page_units);
    if (page.sheet == kNone) open(page);
    const uint32_t row = unit & of.last_row;
    ++counts_[size_t{page.sheet} * kSheetCounts + 2 * row + (is_write ? 1 : 0)];
    uint64_t& word = seen_[page.sheet][row / 64];
    const uint64_t bit = uint64_t{1} << (row % 64);
    if ((word & bit) != 0) return false;
    word |= bit;
    return mark(page, row);
  }
  // A further unit of an access that is counted already.
  bool touch_more(uint32_t space, uint32_t unit, bool is_write);
  // Accesses to a unit, counted by the caller during this column.
  void add(uint32_t space, uint32_t unit, uint32_t reads, uint32_t writes);

  // Time passes: instructions or accesses, no more than left_in_column().
  uint64_t left_in_column() const { return column_end_ - time_; }
  void advance(uint64_t length);
  void end_segment();

  // Ascending.
  std::vector<PageCosts> pages() const;
  std::vector<SpaceCosts> spaces() const;
  const PathSharing& sharing() const { return sharing_; }
  AccessMap map() const { return map_.finish(); }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  static constexpr uint32_t kPageLeaves = kPageCells / kLeafCells;
  static constexpr size_t kSheetCounts = size_t{2} * kPageCells;  // of units of one cell
  static constexpr uint32_t kMostSheets = 256;                    // open at once

  struct Page {
    uint64_t reads = 0;
    uint64_t writes = 0;
    uint64_t leaves = 0;
    uint64_t cells = 0;
    uint32_t space = 0;
    uint32_t page = 0;
    uint32_t segment = 0;                              // that `marks` are of
    uint32_t sheet = kNone;                            // open
    uint32_t marks = 0;                                // first word in marks_
    std::array<uint64_t, kPageLeaves / 64> ever = {};  // leaves that earlier segments have touched
  };
  struct Space {
    uint32_t unit_cells = 1;
    uint32_t log_page_units = 0;
    uint32_t last_row = 0;
    std::vector<uint32_t> index;  // of pages
    SpaceCosts costs;             // of segments that have ended
  };
  // Bits of a page's units, of one cell at least.
  using Units = std::array<uint64_t, kPageCells / 64>;

  Page& page_of(Space& of, uint32_t space, uint32_t page) {
    const uint32_t index = of.index[page];
    return index != kNone ? pages_[index] : new_page(of, space, page);
  }
  Page& new_page(Space& of, uint32_t space, uint32_t page);
  void open(Page& page);
  // The first access to a unit since its sheet was opened.
  bool mark(Page& page, uint32_t row);
  void flush();
  void add_ended_segment();

  MemoryConfig config_;
  std::vector<Space> spaces_;
  std::vector<Page> pages_;
  AccessMapBuilder map_;
  PathSharing sharing_;
  uint64_t time_ = 0;
  uint64_t column_end_ = 0;
  uint16_t column_ = 0;
  uint32_t segment_ = 1;
  std::vector<uint32_t> segment_pages_;  // that the segment under way has touched
  std::vector<uint64_t> marks_;          // of units that it has touched
  // Of the pages that are open: which pages, counts (reads, writes by unit), units seen, first touches.
  std::vector<uint32_t> open_;
  std::vector<uint32_t> counts_;
  std::vector<Units> seen_;
  std::vector<Units> firsts_;
};

}  // namespace zkmem
