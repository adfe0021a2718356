#include "zkmem/prover/work_memory.h"

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace zkmem {
namespace {

struct Block {
  std::byte* at;
  size_t bytes;
  std::byte filled_with;
};

TEST(WorkMemory, BlocksDoNotOverlapAndTheRangeIsWholeAgainAtTheEnd) {
  std::mt19937 draw(1);
  WorkMemory memory(uint64_t{64} << 20);
  std::vector<Block> blocks;
  const auto give_one = [&] {
    std::swap(blocks[draw() % blocks.size()], blocks.back());
    const Block block = blocks.back();
    blocks.pop_back();
    for (size_t i = 0; i < block.bytes; ++i) ASSERT_EQ(block.at[i], block.filled_with) << "another's";
    memory.give(block.at, block.bytes);
  };
  for (int i = 0; i < 2000; ++i) {
    if (!blocks.empty() && draw() % 2 == 0) give_one();
    // Small ones, aligned to 64 bytes, and now and then one that is aligned to 2 MiB.
    const size_t bytes = draw() % 16 == 0 ? (size_t{2} << 20) + draw() % 100000 : draw() % 5000;
    const Block block = {static_cast<std::byte*>(memory.take(bytes)), bytes, std::byte(draw())};
    EXPECT_EQ(reinterpret_cast<uintptr_t>(block.at) % 64, 0u);
    if (bytes != 0) std::memset(block.at, static_cast<int>(block.filled_with), bytes);
    blocks.push_back(block);
  }
  while (!blocks.empty()) give_one();
  // What was taken in pieces can be had in one.
  const uint64_t touched = memory.touched();
  void* whole = memory.take(size_t{64} << 20);
  EXPECT_GE(memory.touched(), std::max(touched, uint64_t{64} << 20));  // of the range, not beside it
  memory.give(whole, size_t{64} << 20);
}

// A small block that stays must not keep two large ones, once they are free, from being had as one.
TEST(WorkMemory, SmallBlocksDoNotStandBetweenLargeOnes) {
  constexpr size_t kLarge = (size_t{16} << 20) + 4096;
  WorkMemory memory(2 * kLarge + 64);
  void* first = memory.take(kLarge);
  void* small = memory.take(64);
  void* second = memory.take(kLarge);
  const uint64_t touched = memory.touched();
  memory.give(first, kLarge);
  memory.give(second, kLarge);
  void* both = memory.take(2 * kLarge);
  EXPECT_EQ(both, first);
  EXPECT_EQ(memory.touched(), touched);
  memory.give(both, 2 * kLarge);
  memory.give(small, 64);
}

TEST(WorkMemory, WhatDoesNotFitIsTakenFromTheSystem) {
  WorkMemory memory(4096);
  void* fits = memory.take(2 << 20);
  void* beside = memory.take(1 << 20);
  EXPECT_EQ(memory.peak_use(), 3u << 20);
  memory.give(beside, 1 << 20);
  memory.give(fits, 2 << 20);
  EXPECT_EQ(memory.peak_use(), 3u << 20);
}

}  // namespace
}  // namespace zkmem
