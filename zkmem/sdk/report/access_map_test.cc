#include "zkmem/sdk/report/access_map.h"

#include <map>
#include <random>
#include <tuple>

#include <gtest/gtest.h>

namespace zkmem {
namespace {

struct Sum {
  uint64_t reads = 0;
  uint64_t writes = 0;
  uint64_t firsts = 0;
  friend bool operator==(const Sum&, const Sum&) = default;
};

Sum sum_of(const AccessMap& map) {
  Sum sum;
  for (const MapSheet& sheet : map.sheets)
    for (const MapBin& bin : sheet.bins)
      sum.reads += bin.reads, sum.writes += bin.writes, sum.firsts += bin.firsts;
  return sum;
}

size_t bins_of(const AccessMap& map) {
  size_t bins = 0;
  for (const MapSheet& sheet : map.sheets) bins += sheet.bins.size();
  return bins;
}

void expect_well_formed(const AccessMap& map) {
  for (const MapSheet& sheet : map.sheets) {
    EXPECT_EQ(sheet.pointer % sheet.cells, 0u);
    EXPECT_FALSE(sheet.bins.empty());
    for (size_t i = 0; i < sheet.bins.size(); ++i) {
      const MapBin& bin = sheet.bins[i];
      EXPECT_LT(bin.row * sheet.row_cells, sheet.cells);
      EXPECT_LT(bin.column * sheet.bin_columns, AccessMapBuilder::kMostColumns);
      if (i == 0) continue;
      EXPECT_LT(std::pair(sheet.bins[i - 1].row, sheet.bins[i - 1].column), std::pair(bin.row, bin.column));
    }
  }
  for (size_t i = 1; i < map.sheets.size(); ++i)
    EXPECT_LT(std::pair(map.sheets[i - 1].space, map.sheets[i - 1].pointer),
              std::pair(map.sheets[i].space, map.sheets[i].pointer));
}

TEST(AccessMap, AddsUpWhatIsAtOnePlace) {
  AccessMapBuilder builder(1000);
  EXPECT_EQ(builder.column_length(), 2u);
  const uint32_t high = builder.add_page(2, 7, 4);
  const uint32_t low = builder.add_page(2, 3, 4);
  builder.add(high, {5, 0, 1, 2, 1});
  builder.add(low, {1023, 1, 1, 0, 0});
  builder.add(high, {4, 1, 0, 1, 1});
  builder.add(high, {5, 0, 10, 20, 0});
  const AccessMap map = builder.finish();
  ASSERT_EQ(map.sheets.size(), 2u);
  EXPECT_EQ(map.sheets[0], (MapSheet{2, 3 * 4096, 4096, 4, 1, {{1023, 1, 1, 0, 0}}}));
  EXPECT_EQ(map.sheets[1], (MapSheet{2, 7 * 4096, 4096, 4, 1, {{4, 1, 0, 1, 1}, {5, 0, 11, 22, 1}}}));
}

TEST(AccessMap, CountsBeyond32Bits) {
  AccessMapBuilder builder(1);
  builder.add_page(1, 0, 4);
  for (int k = 0; k < 3; ++k) builder.add(0, {0, 0, UINT32_MAX, UINT32_MAX, 0});
  EXPECT_EQ(builder.finish().sheets[0].bins[0].reads, 3 * uint64_t{UINT32_MAX});
}

TEST(AccessMap, HasAColumnForEachOfFewAccesses) {
  for (const uint64_t length : {0u, 1u, 511u, 512u}) EXPECT_EQ(AccessMapBuilder(length).column_length(), 1u);
  EXPECT_EQ(AccessMapBuilder(513).column_length(), 2u);
  EXPECT_EQ(AccessMapBuilder(uint64_t{1} << 40).column_length(), uint64_t{1} << 31);
}

// Whatever comes, in whatever order of rows: nothing is lost, and the bounds hold.
TEST(AccessMap, IsBoundedAndLosesNoCount) {
  std::mt19937 twister(1);
  const auto draw = [&] { return static_cast<uint32_t>(twister()); };
  for (const uint32_t pages : {1u, 30u, 3000u}) {
    constexpr size_t kMostBins = 2000;
    constexpr size_t kMostSheets = 500;
    AccessMapBuilder builder(uint64_t{1} << 20, kMostBins, kMostSheets);
    for (uint32_t page = 0; page < pages; ++page)
      builder.add_page(1 + page % 2, page / 2 * 3, page % 2 == 0 ? 1 : 4);
    Sum sum;
    for (uint32_t i = 0; i < 100000; ++i) {
      const uint32_t page = draw() % pages;
      const MapBin bin{static_cast<uint16_t>(draw() % (page % 2 == 0 ? 4096 : 1024)),
                       static_cast<uint16_t>(i / 200), draw() % 3, draw() % 5, draw() % 2};
      builder.add(page, bin);
      sum.reads += bin.reads, sum.writes += bin.writes, sum.firsts += bin.firsts;
    }
    const AccessMap map = builder.finish();
    EXPECT_EQ(sum_of(map), sum);
    EXPECT_LE(bins_of(map), kMostBins);
    EXPECT_LE(map.sheets.size(), kMostSheets);
    expect_well_formed(map);
  }
}

// A page that is full loses detail, its neighbour that has few counts does not.
TEST(AccessMap, KeepsTheDetailOfPagesWithFewCounts) {
  AccessMapBuilder builder(512, 1000);
  const uint32_t full = builder.add_page(2, 0, 4);
  const uint32_t sparse = builder.add_page(2, 1, 4);
  for (uint16_t column = 0; column < 512; ++column) {
    for (uint16_t row = 0; row < 64; ++row) builder.add(full, {row, column, 1, 0, 0});
    if (column % 100 == 0) builder.add(sparse, {column, column, 0, 1, 0});
  }
  const AccessMap map = builder.finish();
  EXPECT_GT(map.sheets[0].row_cells, 4u);
  EXPECT_EQ(map.sheets[1].row_cells, 4u);
  EXPECT_EQ(map.sheets[1].bin_columns, 1u);
  EXPECT_EQ(map.sheets[1].bins.size(), 6u);
  EXPECT_EQ(sum_of(map), (Sum{64 * 512, 6, 0}));
}

}  // namespace
}  // namespace zkmem
