#include "zkmem/sdk/report/access_map.h"

#include <algorithm>
#include <utility>

namespace zkmem {
namespace {

inline uint32_t place_of(const MapBin& bin) { return uint32_t{bin.row} << 16 | bin.column; }

// Sorted, and of each place one.
void tidy(std::vector<MapBin>& bins) {
  std::ranges::sort(bins, [](const MapBin& a, const MapBin& b) { return place_of(a) < place_of(b); });
  size_t kept = 0;
  for (const MapBin& bin : bins) {
    if (kept == 0 || place_of(bins[kept - 1]) != place_of(bin)) {
      bins[kept++] = bin;
      continue;
    }
    bins[kept - 1].reads += bin.reads;
    bins[kept - 1].writes += bin.writes;
    bins[kept - 1].firsts += bin.firsts;
  }
  bins.resize(kept);
}

// Twice the cells in a row, or twice the columns in a bin. Rows go first: from afar a page is one row anyway,
// and time shows what the code did. False: there is one bin left.
bool coarsen(MapSheet& sheet) {
  const bool has_rows = sheet.row_cells < sheet.cells;
  const bool has_columns = sheet.bin_columns < AccessMapBuilder::kMostColumns;
  if (!has_rows && !has_columns) return false;
  const bool takes_rows = has_rows && (!has_columns || sheet.row_cells < uint64_t{64} * sheet.bin_columns);
  if (takes_rows) {
    sheet.row_cells *= 2;
    for (MapBin& bin : sheet.bins) bin.row /= 2;
  } else {
    sheet.bin_columns *= 2;
    for (MapBin& bin : sheet.bins) bin.column /= 2;
  }
  tidy(sheet.bins);
  return true;
}

size_t count_bins(const std::vector<MapSheet*>& sheets) {
  size_t bins = 0;
  for (const MapSheet* sheet : sheets) bins += sheet->bins.size();
  return bins;
}

// The fullest first, until no more than `most` are left, or one in each sheet.
void make_coarser(std::vector<MapSheet*> sheets, size_t most) {
  for (size_t bins = count_bins(sheets); bins > most; bins = count_bins(sheets)) {
    std::erase_if(sheets, [](const MapSheet* sheet) { return sheet->bins.size() < 2; });
    if (sheets.empty()) return;
    const size_t average = count_bins(sheets) / sheets.size();
    bool is_coarser = false;
    for (MapSheet* sheet : sheets)
      if (sheet->bins.size() >= average) is_coarser = coarsen(*sheet) || is_coarser;
    if (!is_coarser) return;
  }
}

// One sheet of `group` pages' cells, of one row.
void join(std::vector<MapSheet>& sheets, uint64_t group) {
  const uint64_t cells = group * kPageCells;
  std::vector<MapSheet> joined;
  for (MapSheet& sheet : sheets) {
    const uint64_t pointer = sheet.pointer / cells * cells;
    if (joined.empty() || joined.back().space != sheet.space || joined.back().pointer != pointer)
      joined.push_back({sheet.space, pointer, cells, cells, 1, {}});
    MapSheet& to = joined.back();
    // The coarser of two times holds of both.
    while (to.bin_columns < sheet.bin_columns) coarsen(to);
    for (MapBin bin : sheet.bins) {
      bin.row = 0;
      bin.column = static_cast<uint16_t>(bin.column * sheet.bin_columns / to.bin_columns);
      to.bins.push_back(bin);
    }
    tidy(to.bins);
  }
  sheets = std::move(joined);
}

}  // namespace

AccessMapBuilder::AccessMapBuilder(uint64_t length, size_t most_bins, size_t most_sheets)
    : most_bins_(most_bins), most_sheets_(most_sheets) {
  map_.length = length;
  map_.column_length = std::max<uint64_t>(1, (length + kMostColumns - 1) / kMostColumns);
}

uint32_t AccessMapBuilder::add_page(uint32_t space, uint32_t page, uint32_t row_cells) {
  pages_.push_back({{space, uint64_t{page} * kPageCells, kPageCells, row_cells, 1, {}}, row_cells});
  return static_cast<uint32_t>(pages_.size() - 1);
}

void AccessMapBuilder::add(uint32_t page, const MapBin& bin) {
  auto& [sheet, finest] = pages_[page];
  MapBin& added = sheet.bins.emplace_back(bin);
  added.row = static_cast<uint16_t>(uint64_t{bin.row} * finest / sheet.row_cells);
  added.column = static_cast<uint16_t>(bin.column / sheet.bin_columns);
  if (++bins_ > 2 * most_bins_) reduce();
}

void AccessMapBuilder::reduce() {
  std::vector<MapSheet*> sheets;
  for (Page& page : pages_) {
    tidy(page.sheet.bins);
    sheets.push_back(&page.sheet);
  }
  make_coarser(sheets, most_bins_);
  bins_ = count_bins(sheets);
  // Pages of one bin each: nothing is coarser, and the next time is as far away as the room is large.
  if (bins_ > most_bins_) most_bins_ = bins_;
}

AccessMap AccessMapBuilder::finish() const {
  AccessMap map = map_;
  for (const Page& page : pages_) {
    if (page.sheet.bins.empty()) continue;
    map.sheets.push_back(page.sheet);
    tidy(map.sheets.back().bins);
  }
  std::ranges::sort(map.sheets, {},
                    [](const MapSheet& sheet) { return std::pair(sheet.space, sheet.pointer); });
  for (uint64_t group = 2; map.sheets.size() > most_sheets_ && group <= (uint64_t{1} << 20); group *= 2)
    join(map.sheets, group);
  make_coarser(map, most_bins_);
  return map;
}

void make_coarser(AccessMap& map, size_t most) {
  std::vector<MapSheet*> sheets;
  for (MapSheet& sheet : map.sheets) sheets.push_back(&sheet);
  make_coarser(std::move(sheets), most);
}

}  // namespace zkmem
