// Where a run or log went in its memory, and when: counts by rows of cells and columns of time, in sheets of
// a page each. Bounded: while there are more counts than there is room for, the fullest sheets are made
// coarser, in cells and in time; and of more pages than there is room for neighbours share a sheet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "zkmem/memory/model/address.h"

namespace zkmem {

// Accesses in one row during one column.
struct MapBin {
  uint16_t row = 0;
  uint16_t column = 0;
  uint64_t reads = 0;
  uint64_t writes = 0;
  uint64_t firsts = 0;  // leaves that nothing in their segment had touched before
  friend bool operator==(const MapBin&, const MapBin&) = default;
};

// Some cells of a space during the whole time.
struct MapSheet {
  uint32_t space = 0;
  uint64_t pointer = 0;      // of row 0
  uint64_t cells = 0;        // of all rows
  uint64_t row_cells = 1;    // of each row
  uint32_t bin_columns = 1;  // columns of the map that one of the sheet stands for
  std::vector<MapBin> bins;  // ascending by row, then column
  friend bool operator==(const MapSheet&, const MapSheet&) = default;
};

struct AccessMap {
  uint64_t length = 0;           // instructions of a run, accesses of a log
  uint64_t column_length = 1;    // of them in one column
  std::vector<MapSheet> sheets;  // ascending by space and pointer
  friend bool operator==(const AccessMap&, const AccessMap&) = default;
};

// Until no more than `most` bins are left, or one in each sheet.
void make_coarser(AccessMap& map, size_t most);

class AccessMapBuilder {
 public:
  static constexpr uint64_t kMostColumns = 512;
  static constexpr size_t kMostBins = size_t{1} << 18;    // kept; twice as many while it is made
  static constexpr size_t kMostSheets = size_t{1} << 15;  // kept

  explicit AccessMapBuilder(uint64_t length, size_t most_bins = kMostBins, size_t most_sheets = kMostSheets);

  // Columns are at most kMostColumns.
  uint64_t column_length() const { return map_.column_length; }
  // Another page, whose rows have `row_cells` cells (a power of two) at the finest; its number, from 0.
  uint32_t add_page(uint32_t space, uint32_t page, uint32_t row_cells);
  // To the page with that number; `bin` in its finest rows. Counts of equal places are added.
  void add(uint32_t page, const MapBin& bin);

  AccessMap finish() const;

 private:
  struct Page {
    MapSheet sheet;
    uint32_t finest = 1;  // cells in a row of the bins that come
  };
  void reduce();

  AccessMap map_;
  size_t most_bins_;
  size_t most_sheets_;
  std::vector<Page> pages_;
  size_t bins_ = 0;
};

}  // namespace zkmem
