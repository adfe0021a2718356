#include "zkmem/verifier/merkle_paths.h"

#include <random>

#include <gtest/gtest.h>

#include "zkmem/protocol/shared_paths.h"

namespace zkmem {
namespace {

// A tree of 2^depth leaves of one element, by the definition: paths are looked up, shared siblings, too.
struct Tree {
  TreeHash hash;
  std::vector<BabyBear> rows;
  std::vector<std::vector<Commitment>> levels;

  Tree(HashSuite suite, uint32_t depth) : hash{suite, scalar_hash_backend()} {
    for (uint32_t i = 0; i < 1U << depth; ++i) rows.push_back(BabyBear::from_canonical(1000 + i));
    // A path of no siblings ends at the leaf; one of one sibling at the parent.
    levels.emplace_back();
    for (uint32_t i = 0; i < 1U << depth; ++i)
      levels[0].push_back(merkle_roots(hash, std::vector<uint32_t>{0}, 0, 1, {&rows[i], 1}, 0, {})[0]);
    for (uint32_t level = 1; level <= depth; ++level) {
      levels.emplace_back();
      for (uint32_t i = 0; i < 1U << (depth - level); ++i)
        levels[level].push_back(root_of(i << level, level));
    }
  }
  Commitment root_of(uint32_t leaf, uint32_t height) const {
    return merkle_roots(hash, std::vector<uint32_t>{leaf}, 0, 1, {&rows[leaf], 1}, height,
                        path(leaf, height))[0];
  }
  std::vector<Commitment> path(uint32_t leaf, uint32_t height) const {
    std::vector<Commitment> siblings;
    for (uint32_t level = 0; level < height; ++level) siblings.push_back(levels[level][leaf >> level ^ 1]);
    return siblings;
  }
  Commitment root() const { return levels.back()[0]; }
};

class SharedMerkleRoot : public ::testing::TestWithParam<HashSuite> {};

TEST_P(SharedMerkleRoot, IsThatOfEachPath) {
  constexpr uint32_t kDepth = 6;
  const Tree tree(GetParam(), kDepth);
  std::mt19937 random(7);
  for (int run = 0; run < 50; ++run) {
    std::vector<uint32_t> queries(1 + random() % 40);
    for (uint32_t& query : queries) query = static_cast<uint32_t>(random() % (1U << kDepth));
    const std::vector<uint32_t> leaves = opened_leaves(queries);
    std::vector<BabyBear> rows;
    for (const uint32_t leaf : leaves) rows.push_back(tree.rows[leaf]);
    std::vector<Commitment> siblings;
    for (const TreeNode node : shared_siblings(leaves, kDepth))
      siblings.push_back(tree.levels[node.level][node.index]);
    EXPECT_EQ(shared_merkle_root(tree.hash, leaves, 0, 1, rows, kDepth, siblings), tree.root());
    rows[random() % rows.size()] += BabyBear::one();
    EXPECT_NE(shared_merkle_root(tree.hash, leaves, 0, 1, rows, kDepth, siblings), tree.root());
  }
}

INSTANTIATE_TEST_SUITE_P(Suites, SharedMerkleRoot,
                         ::testing::Values(HashSuite::kPoseidon2, HashSuite::kBlake3));

}  // namespace
}  // namespace zkmem
