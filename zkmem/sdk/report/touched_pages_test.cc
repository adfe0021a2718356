// Against a slow count of the same accesses, leaf by leaf and node by node.
#include "zkmem/sdk/report/touched_pages.h"

#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace zkmem {
namespace {

using Place = std::pair<uint32_t, uint64_t>;  // space, number

class SlowCount {
 public:
  explicit SlowCount(const MemoryConfig& config) : config_(config), nodes(config.tree_height() + 1) {}

  bool touch(uint32_t space, uint64_t cell, uint32_t unit) {
    for (uint32_t k = 0; k < unit; ++k) cells_.emplace(space, cell + k);
    return leaves_.emplace(space, cell / kLeafCells).second;
  }
  void end_segment() {
    for (const Place& leaf : leaves_) {
      again[leaf.first] += ever_.insert(leaf).second ? 0u : 1u;
      unshared += config_.tree_height();
    }
    for (size_t level = 0; level < nodes.size(); ++level) {
      std::set<uint64_t> all;
      for (const Place& leaf : leaves_)
        all.insert(config_.leaf_index({leaf.first, static_cast<uint32_t>(leaf.second * kLeafCells)}) >>
                   level);
      nodes[level] += all.size();
    }
    std::map<uint32_t, uint64_t> count;
    for (const auto& [space, cell] : cells_) ++count[space];
    for (const auto& [space, n] : count) {
      cells[space] += n;
      packed[space] += (n + kLeafCells - 1) / kLeafCells;
    }
    for (uint32_t shift = 0; shift < kLeafCells; ++shift) {
      std::set<Place> moved;
      for (const auto& [space, cell] : cells_) moved.emplace(space, (cell + shift) / kLeafCells);
      for (const Place& leaf : moved) ++shifted[{leaf.first, shift}];
    }
    leaves_.clear();
    cells_.clear();
  }

 private:
  MemoryConfig config_;
  std::set<Place> leaves_, cells_, ever_;

 public:
  std::vector<uint64_t> nodes;
  uint64_t unshared = 0;
  std::map<uint32_t, uint64_t> again, cells, packed;
  std::map<std::pair<uint32_t, uint32_t>, uint64_t> shifted;
};

void expect_equal(const MemoryConfig& config, uint32_t seed) {
  constexpr uint64_t kLength = 20000;
  std::mt19937 twister(seed);
  const auto draw = [&] { return static_cast<uint32_t>(twister()); };
  TouchedPages pages(config, kLength);
  SlowCount slow(config);
  uint64_t reads = 0;
  uint64_t leaves = 0;
  const uint64_t segment = 1000 + draw() % 5000;
  for (uint64_t time = 0; time < kLength; ++time) {
    if (time != 0 && time % segment == 0) pages.end_segment(), slow.end_segment();
    uint32_t space = 1;
    do space = 1 + draw() % static_cast<uint32_t>(config.spaces.size() - 1);
    while (!config.has_space(space));
    const uint32_t unit_cells = pages.unit_cells(space);
    // Mostly near one place, sometimes anywhere; the ends of pages and of the space, too.
    const uint64_t units = config.spaces[space].num_cells / unit_cells;
    uint64_t unit = draw() % 8 == 0 ? draw() : (draw() % 4) * 5000 + draw() % 40;
    if (draw() % 16 == 0) unit = units - 1 - draw() % 3;
    unit %= units;
    const bool is_write = draw() % 3 == 0;
    const bool is_first =
        draw() % 5 == 0 && time != 0
            ? pages.touch_more(space, static_cast<uint32_t>(unit), is_write)
            : (reads += is_write ? 0u : 1u, pages.touch(space, static_cast<uint32_t>(unit), is_write));
    ASSERT_EQ(is_first, slow.touch(space, unit * unit_cells, unit_cells)) << time;
    leaves += is_first ? 1u : 0u;
    pages.advance(1);
  }
  pages.end_segment();
  slow.end_segment();
  EXPECT_EQ(pages.sharing().nodes, slow.nodes);
  EXPECT_EQ(pages.sharing().unshared, slow.unshared);
  uint64_t reads_found = 0;
  uint64_t leaves_found = 0;
  for (const SpaceCosts& space : pages.spaces()) {
    reads_found += space.reads;
    leaves_found += space.leaves;
    EXPECT_EQ(space.leaves_again, slow.again[space.space]);
    EXPECT_EQ(space.cells, slow.cells[space.space]);
    EXPECT_EQ(space.packed_leaves, slow.packed[space.space]);
    EXPECT_EQ(space.shifted_leaves[0], space.leaves);
    for (uint32_t shift = 0; shift < kLeafCells; shift += pages.unit_cells(space.space))
      EXPECT_EQ(space.shifted_leaves[shift], (slow.shifted[{space.space, shift}]))
          << space.space << " " << shift;
  }
  EXPECT_EQ(reads_found, reads);
  EXPECT_EQ(leaves_found, leaves);
  uint64_t on_map = 0;
  uint64_t firsts = 0;
  for (const MapSheet& sheet : pages.map().sheets)
    for (const MapBin& bin : sheet.bins) on_map += bin.reads + bin.writes, firsts += bin.firsts;
  EXPECT_EQ(on_map, kLength);
  EXPECT_EQ(firsts, leaves);
}

TEST(TouchedPages, AreThoseOfASlowCount) {
  for (uint32_t seed = 1; seed <= 3; ++seed) {
    expect_equal(MemoryConfig::openvm_v2_default(), seed);
    MemoryConfig hybrid = MemoryConfig::hybrid_default();
    expect_equal(hybrid, seed);
    hybrid.put_under(MemoryProfile::kOpenVmV1);
    expect_equal(hybrid, seed);
  }
}

// More pages than can be open at once, in one column.
TEST(TouchedPages, MayBeManyAtOnce) {
  TouchedPages pages(MemoryConfig::openvm_v2_default(), 1);
  for (int round = 0; round < 2; ++round)
    for (uint32_t page = 0; page < 1000; ++page)
      EXPECT_EQ(pages.touch(2, page * 1024 + 5, round == 1), round == 0);
  pages.advance(1);
  pages.end_segment();
  const std::vector<PageCosts> costs = pages.pages();
  ASSERT_EQ(costs.size(), 1000u);
  for (const PageCosts& page : costs) {
    EXPECT_EQ(page.reads, 1u);
    EXPECT_EQ(page.writes, 1u);
    EXPECT_EQ(page.leaves, 1u);
    EXPECT_EQ(page.cells, 4u);
  }
  for (const MapSheet& sheet : pages.map().sheets)
    EXPECT_EQ(sheet.bins, (std::vector<MapBin>{{5, 0, 1, 1, 1}}));
}

}  // namespace
}  // namespace zkmem
