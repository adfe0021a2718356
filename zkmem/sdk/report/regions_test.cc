#include "zkmem/sdk/report/regions.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "zkmem/base/file.h"

namespace zkmem {
namespace {

using Kind = MemoryRegion::Kind;

// sort.elf: sections at [0x200800, 0x203330).
std::vector<uint8_t> sort_elf() {
  return read_file(ZKMEM_SOURCE_DIR "/examples/guests/elf/sort.elf").value();
}

std::vector<PageCosts> touched(const std::vector<uint32_t>& pages) {
  std::vector<PageCosts> costs;
  for (const uint32_t page : pages) costs.push_back({.space = 2, .page = page});
  return costs;
}

MemoryRegion find(const std::vector<MemoryRegion>& regions, Kind kind) {
  const auto found = std::ranges::find(regions, kind, &MemoryRegion::kind);
  return found == regions.end() ? MemoryRegion() : *found;
}

TEST(Regions, PutTheStackWhereItsPointerIs) {
  const auto regions =
      memory_regions(sort_elf(), 0x200800, touched({0x1fe, 0x1ff, 0x200, 0x203, 0x204, 0x205}));
  EXPECT_EQ(find(regions, Kind::kStack).pointer, 0x1fe000u);
  EXPECT_EQ(find(regions, Kind::kStack).cells, 0x2800u);
  EXPECT_EQ(find(regions, Kind::kHeap).pointer, 0x203330u);
  EXPECT_EQ(find(regions, Kind::kHeap).cells, 0x206000u - 0x203330);
  EXPECT_TRUE(std::ranges::is_sorted(regions, {}, &MemoryRegion::pointer));
}

TEST(Regions, PartHeapAndStackInOneRoom) {
  const auto regions =
      memory_regions(sort_elf(), 0x1ffffff0, touched({0x203, 0x204, 0x207, 0x1fffe, 0x1ffff}));
  EXPECT_EQ(find(regions, Kind::kHeap).pointer, 0x203330u);
  EXPECT_EQ(find(regions, Kind::kHeap).cells, 0x208000u - 0x203330);
  EXPECT_EQ(find(regions, Kind::kStack).pointer, 0x1fffe000u);
  EXPECT_EQ(find(regions, Kind::kStack).cells, 0x2000u);
}

TEST(Regions, OfAFileWithoutSectionsAreNone) {
  EXPECT_TRUE(memory_regions({}, 0x1000, touched({0, 1})).empty());
}

}  // namespace
}  // namespace zkmem
