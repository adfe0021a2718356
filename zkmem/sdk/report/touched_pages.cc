#include "zkmem/sdk/report/touched_pages.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

namespace zkmem {
namespace {

// Leaves that lie under data of a segment, were it moved by each number of units.
class ShiftedLeaves {
 public:
  explicit ShiftedLeaves(uint32_t unit_cells) : units_(kLeafCells / unit_cells) {}

  // Ascending.
  void add(uint64_t unit) {
    ++count_;
    for (uint32_t shift = 0; shift < units_; ++shift) {
      const uint64_t leaf = (unit + shift) / units_ + 1;
      if (last_[shift] == leaf) continue;
      last_[shift] = leaf;
      ++leaves_[shift];
    }
  }
  void add_to(SpaceCosts& costs) const {
    for (uint32_t shift = 0; shift < units_; ++shift)
      costs.shifted_leaves[shift * (kLeafCells / units_)] += leaves_[shift];
    costs.packed_leaves += (count_ + units_ - 1) / units_;
    costs.cells += count_ * (kLeafCells / units_);
  }

 private:
  uint32_t units_;
  uint64_t count_ = 0;
  std::array<uint64_t, kLeafCells> last_ = {};
  std::array<uint64_t, kLeafCells> leaves_ = {};
};

template <class Function>
void each_bit(uint64_t word, Function function) {
  for (; word != 0; word &= word - 1) function(static_cast<uint32_t>(std::countr_zero(word)));
}

}  // namespace

TouchedPages::TouchedPages(const MemoryConfig& config, uint64_t length) : config_(config), map_(length) {
  column_end_ = map_.column_length();
  for (uint32_t space = 0; space < config.spaces.size(); ++space) {
    Space& of = spaces_.emplace_back();
    of.costs.space = space;
    of.costs.name = config.spaces[space].name;
    of.costs.size = config.spaces[space].num_cells;
    if (!config.has_space(space)) continue;
    of.unit_cells = std::min(config.block_size(space), kLeafCells);
    of.last_row = kPageCells / of.unit_cells - 1;
    of.log_page_units = static_cast<uint32_t>(std::countr_zero(kPageCells / of.unit_cells));
    of.index.assign((config.spaces[space].num_cells + kPageCells - 1) / kPageCells, kNone);
  }
  counts_.resize(kMostSheets * kSheetCounts);
  seen_.resize(kMostSheets);
  firsts_.resize(kMostSheets);
  sharing_.nodes.resize(config.tree_height() + 1);
}

TouchedPages::Page& TouchedPages::new_page(Space& of, uint32_t space, uint32_t page) {
  of.index[page] = map_.add_page(space, page, of.unit_cells);
  Page& added = pages_.emplace_back();
  added.space = space;
  added.page = page;
  return added;
}

void TouchedPages::open(Page& page) {
  if (open_.size() == kMostSheets) flush();
  page.sheet = static_cast<uint32_t>(open_.size());
  open_.push_back(spaces_[page.space].index[page.page]);
}

bool TouchedPages::mark(Page& page, uint32_t row) {
  const Space& of = spaces_[page.space];
  if (page.segment != segment_) {
    page.segment = segment_;
    page.marks = static_cast<uint32_t>(marks_.size());
    marks_.resize(marks_.size() + (of.last_row + 64) / 64);
    segment_pages_.push_back(of.index[page.page]);
  }
  const uint32_t units = kLeafCells / of.unit_cells;  // of a leaf, all in one word
  uint64_t& word = marks_[page.marks + row / 64];
  const uint64_t leaf = ((uint64_t{1} << units) - 1) << (row % 64 / units * units);
  const bool is_first = (word & leaf) == 0;
  word |= uint64_t{1} << (row % 64);
  if (!is_first) return false;
  ++page.leaves;
  firsts_[page.sheet][row / 64] |= uint64_t{1} << (row % 64);
  return true;
}

bool TouchedPages::touch_more(uint32_t space, uint32_t unit, bool is_write) {
  const bool is_first = touch(space, unit, is_write);
  // On the map it is an access, of the page it is none: flush() will count it.
  Page& page = pages_[spaces_[space].index[unit >> spaces_[space].log_page_units]];
  --(is_write ? page.writes : page.reads);
  return is_first;
}

void TouchedPages::add(uint32_t space, uint32_t unit, uint32_t reads, uint32_t writes) {
  Space& of = spaces_[space];
  Page& page = page_of(of, space, unit >> of.log_page_units);
  if (page.sheet == kNone) open(page);
  const uint32_t row = unit & of.last_row;
  uint32_t* const counts = &counts_[size_t{page.sheet} * kSheetCounts + 2 * row];
  counts[0] += reads;
  counts[1] += writes;
  uint64_t& word = seen_[page.sheet][row / 64];
  const uint64_t bit = uint64_t{1} << (row % 64);
  if ((word & bit) == 0) {
    word |= bit;
    mark(page, row);
  }
}

void TouchedPages::flush() {
  for (size_t sheet = 0; sheet < open_.size(); ++sheet) {
    Page& page = pages_[open_[sheet]];
    page.sheet = kNone;
    for (uint32_t k = 0; k * 64 <= spaces_[page.space].last_row; ++k) {
      each_bit(std::exchange(seen_[sheet][k], 0), [&](uint32_t bit) {
        uint32_t* const counts = &counts_[sheet * kSheetCounts + 2 * (size_t{k} * 64 + bit)];
        page.reads += counts[0];
        page.writes += counts[1];
        map_.add(open_[sheet], {static_cast<uint16_t>(k * 64 + bit), column_, std::exchange(counts[0], 0),
                                std::exchange(counts[1], 0), firsts_[sheet][k] >> bit & 1});
      });
      firsts_[sheet][k] = 0;
    }
  }
  open_.clear();
}

void TouchedPages::advance(uint64_t length) {
  time_ += length;
  if (time_ != column_end_) return;
  flush();
  column_end_ += map_.column_length();
  // Behind the end of what was planned there is nothing.
  if (column_ + 1u < AccessMapBuilder::kMostColumns) ++column_;
}

void TouchedPages::end_segment() {
  flush();
  std::ranges::sort(segment_pages_, {},
                    [this](uint32_t page) { return std::pair(pages_[page].space, pages_[page].page); });
  add_ended_segment();
  segment_pages_.clear();
  marks_.clear();
  ++segment_;
}

void TouchedPages::add_ended_segment() {
  const uint32_t height = config_.tree_height();
  std::vector<uint64_t> parted(height + 2);  // leaves by the level below which their path is their own
  std::optional<uint64_t> last;
  for (size_t at = 0; at < segment_pages_.size();) {
    const uint32_t space = pages_[segment_pages_[at]].space;
    Space& of = spaces_[space];
    const uint32_t units = kLeafCells / of.unit_cells;
    ShiftedLeaves shifted(of.unit_cells);
    for (; at < segment_pages_.size() && pages_[segment_pages_[at]].space == space; ++at) {
      Page& page = pages_[segment_pages_[at]];
      for (uint32_t k = 0; k * 64 <= of.last_row; ++k) {
        const uint64_t word = marks_[page.marks + k];
        page.cells += static_cast<uint64_t>(std::popcount(word)) * of.unit_cells;
        each_bit(word, [&](uint32_t bit) {
          const uint32_t row = k * 64 + bit;
          shifted.add((uint64_t{page.page} << of.log_page_units) + row);
          const uint32_t in_page = row / units;
          const uint64_t leaf = config_.leaf_index({space, page.page * kPageCells + in_page * kLeafCells});
          if (last == leaf) return;
          ++parted[last ? static_cast<size_t>(std::bit_width(leaf ^ *last)) : height + 1];
          last = leaf;
          uint64_t& ever = page.ever[in_page / 64];
          const uint64_t leaf_bit = uint64_t{1} << (in_page % 64);
          of.costs.leaves_again += (ever & leaf_bit) != 0 ? 1 : 0;
          ever |= leaf_bit;
        });
      }
    }
    shifted.add_to(of.costs);
  }
  uint64_t nodes = 0;
  for (size_t level = height + 1; level-- > 0;) {
    nodes += parted[level + 1];
    sharing_.nodes[level] += nodes;
  }
  sharing_.unshared += nodes * height;  // of level 0: the leaves
}

std::vector<PageCosts> TouchedPages::pages() const {
  std::vector<PageCosts> costs;
  for (const Page& page : pages_)
    costs.push_back({page.space, page.page, page.reads, page.writes, page.leaves, page.cells});
  std::ranges::sort(costs, {}, [](const PageCosts& page) { return std::pair(page.space, page.page); });
  return costs;
}

std::vector<SpaceCosts> TouchedPages::spaces() const {
  std::vector<SpaceCosts> spaces;
  for (const PageCosts& page : pages()) {
    if (spaces.empty() || spaces.back().space != page.space) spaces.push_back(spaces_[page.space].costs);
    SpaceCosts& space = spaces.back();
    space.reads += page.reads;
    space.writes += page.writes;
    space.leaves += page.leaves;
    ++space.pages;
  }
  return spaces;
}

}  // namespace zkmem
