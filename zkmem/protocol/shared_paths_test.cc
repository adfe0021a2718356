#include "zkmem/protocol/shared_paths.h"

#include <random>
#include <set>
#include <utility>

#include <gtest/gtest.h>

namespace zkmem {
namespace {

TEST(SharedPaths, OneLeafHasItsPath) {
  EXPECT_EQ(shared_siblings(std::vector<uint32_t>{5}, 3), (std::vector<TreeNode>{{0, 4}, {1, 3}, {2, 0}}));
}

TEST(SharedPaths, WhatFollowsIsNotSent) {
  // 2 and 3 give their parent 1, whose sibling 0 is sent; 6 needs 7 and then 2.
  EXPECT_EQ(shared_siblings(std::vector<uint32_t>{2, 3, 6}, 3),
            (std::vector<TreeNode>{{0, 7}, {1, 0}, {1, 2}}));
}

TEST(SharedPaths, AllLeavesNeedNothing) {
  EXPECT_TRUE(shared_siblings(std::vector<uint32_t>{0, 1, 2, 3}, 2).empty());
  EXPECT_TRUE(shared_siblings(std::vector<uint32_t>{0}, 0).empty());
  EXPECT_TRUE(shared_siblings({}, 4).empty());
}

TEST(SharedPaths, LeavesAreOpenedOnce) {
  EXPECT_EQ(opened_leaves(std::vector<uint32_t>{7, 1, 7, 3, 1}), (std::vector<uint32_t>{1, 3, 7}));
  EXPECT_TRUE(opened_leaves({}).empty());
}

// As defined: the siblings of nodes on paths, without the nodes on paths.
TEST(SharedPaths, AreTheSiblingsOnNoPath) {
  std::mt19937 random(1);
  const auto below = [&](uint32_t bound) { return static_cast<uint32_t>(random() % bound); };
  for (int run = 0; run < 200; ++run) {
    const uint32_t depth = below(12);
    std::vector<uint32_t> queries(below(60));
    for (uint32_t& query : queries) query = below(1U << depth);
    std::set<std::pair<uint32_t, uint32_t>> on_paths;
    for (const uint32_t query : queries)
      for (uint32_t level = 0; level <= depth; ++level) on_paths.emplace(level, query >> level);
    std::vector<TreeNode> expected;
    std::set<std::pair<uint32_t, uint32_t>> siblings;
    for (const auto& [level, index] : on_paths)
      if (level < depth && !on_paths.contains({level, index ^ 1})) siblings.emplace(level, index ^ 1);
    for (const auto& [level, index] : siblings) expected.push_back({level, index});
    EXPECT_EQ(shared_siblings(opened_leaves(queries), depth), expected);
  }
}

}  // namespace
}  // namespace zkmem
