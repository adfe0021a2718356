#include "zkmem/memory/merkle/tree.h"

#include <atomic>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace zkmem {
namespace {

using nlohmann::json;

json golden(const std::string& name) {
  std::ifstream file(std::string(ZKMEM_TESTDATA) + "/" + name);
  EXPECT_TRUE(file.good()) << name;
  return json::parse(file);
}

Digest digest(const json& words) {
  Digest d;
  for (size_t i = 0; i < d.size(); ++i) d[i] = BabyBear::from_canonical(words.at(i).get<uint32_t>());
  return d;
}

Digest random_digest(std::mt19937& rng) {
  Digest d;
  for (BabyBear& word : d) word = BabyBear::from_u64(rng());
  return d;
}

class CountingHash final : public Poseidon2Batch {
 public:
  void permute(std::span<Poseidon2State> states) const override {
    count += states.size();
    scalar_poseidon2_batch().permute(states);
  }
  mutable std::atomic<size_t> count = 0;
};

using Leaves = std::map<uint64_t, Digest>;

void set_leaves(MerkleTree& tree, const Leaves& leaves, unsigned threads = 1,
                const Poseidon2Batch& hash = scalar_poseidon2_batch()) {
  std::vector<uint64_t> indices;
  std::vector<Digest> digests;
  for (const auto& [index, value] : leaves) {
    indices.push_back(index);
    digests.push_back(value);
  }
  Context context;
  context.threads = threads;
  tree.update(context, hash, TouchedNodes(tree.dimensions(), indices), digests);
}

// The definition, for small trees.
Digest naive_root(const MerkleDimensions& dimensions, const Leaves& leaves) {
  std::vector<Digest> layer(size_t{1} << dimensions.height(), zero_subtree_roots()[0]);
  for (const auto& [index, value] : leaves) layer[index] = value;
  for (; layer.size() > 1; layer.resize(layer.size() / 2)) {
    for (size_t i = 0; i < layer.size() / 2; ++i) layer[i] = compress(layer[2 * i], layer[2 * i + 1]);
  }
  return layer[0];
}

TEST(MerkleTree, ZeroSubtreesAreTheGoldenOnes) {
  const json roots = golden("memory/merkle.json").at("zero_subtree_root_by_height");
  ASSERT_EQ(roots.size(), 33u);
  for (size_t h = 0; h < roots.size(); ++h) EXPECT_EQ(zero_subtree_roots()[h], digest(roots[h])) << h;
}

TEST(MerkleTree, RootsAreTheGoldenOnesAfterEachSetOfWrites) {
  const json file = golden("memory/merkle.json");
  for (const json& c : file.at("cases")) {
    const MerkleDimensions dimensions{c.at("config").at("addr_space_height").get<unsigned>(),
                                      c.at("config").at("address_height").get<unsigned>()};
    MerkleTree tree(dimensions);
    EXPECT_EQ(tree.root(), digest(c.at("zero_root")));
    std::map<uint64_t, Digest> cells;
    for (const json& set : c.at("sets_cumulative")) {
      Leaves changed;
      for (const json& write : set.at("writes")) {
        const uint32_t pointer = write.at(1).get<uint32_t>();
        const uint64_t leaf = dimensions.leaf_index(write.at(0).get<uint32_t>(), pointer / kLeafCells);
        cells[leaf][pointer % kLeafCells] = BabyBear::from_canonical(write.at(2).get<uint32_t>());
        changed[leaf] = leaf_hash(cells[leaf]);
      }
      set_leaves(tree, changed);
      EXPECT_EQ(tree.root(), digest(set.at("root_after")));
    }
  }
}

TEST(MerkleTree, EqualsTheDefinitionForEveryHeightAndThreadCount) {
  std::mt19937 rng(1);
  for (unsigned height = 1; height <= 9; ++height) {
    const MerkleDimensions dimensions{1, height - 1};
    for (const unsigned threads : {1u, 2u, 5u}) {
      MerkleTree tree(dimensions);
      Leaves all;
      for (int round = 0; round < 4; ++round) {
        Leaves changed;
        for (uint32_t i = 0; i <= rng() % (1u << height); ++i)
          changed[rng() % (1u << height)] = random_digest(rng);
        for (const auto& [index, value] : changed) all[index] = value;
        set_leaves(tree, changed, threads);
        ASSERT_EQ(tree.root(), naive_root(dimensions, all)) << height << " levels, " << threads << " threads";
      }
      for (const auto& [index, value] : all) EXPECT_EQ(tree.node(0, index), value);
    }
  }
}

TEST(MerkleTree, AnUpdateHashesEachTouchedNodeOnce) {
  std::mt19937 rng(2);
  const MerkleDimensions dimensions{3, 26};
  for (const size_t count : {size_t{1}, size_t{10}, size_t{1000}}) {
    Leaves leaves;
    std::set<std::pair<unsigned, uint64_t>> nodes;
    while (leaves.size() < count) {
      const uint64_t index = rng() % (1u << 29);
      leaves[index] = random_digest(rng);
      for (unsigned h = 1; h <= dimensions.height(); ++h) nodes.insert({h, index >> h});
    }
    MerkleTree tree(dimensions);
    for (int round = 0; round < 2; ++round) {  // on an empty tree and on one with content: the same
      const CountingHash hash;
      set_leaves(tree, leaves, 2, hash);
      EXPECT_EQ(hash.count, nodes.size());
      EXPECT_LE(hash.count, count * dimensions.height());
      for (auto& [index, value] : leaves) value[0] += BabyBear::one();
    }
  }
}

TEST(MerkleTree, WhatDidNotChangeIsNotHashed) {
  std::mt19937 rng(5);
  Leaves leaves;
  while (leaves.size() < 100) leaves[rng() % (1u << 29)] = random_digest(rng);
  MerkleTree tree({3, 26});
  set_leaves(tree, leaves);
  const Digest root = tree.root();
  const CountingHash none;
  set_leaves(tree, leaves, 1, none);
  EXPECT_EQ(none.count, 0u);
  EXPECT_EQ(tree.root(), root);
  leaves.begin()->second[7] += BabyBear::one();
  const CountingHash one_path;
  set_leaves(tree, leaves, 1, one_path);
  EXPECT_EQ(one_path.count, 29u);
  EXPECT_NE(tree.root(), root);
}

TEST(MerkleTree, MemoryIsProportionalToTouchedPaths) {
  std::mt19937 rng(3);
  const MerkleDimensions dimensions{3, 26};
  MerkleTree empty(dimensions);
  EXPECT_LT(empty.memory_bytes(), 256u);
  for (const size_t count : {size_t{1}, size_t{100}, size_t{2000}}) {
    Leaves leaves;
    while (leaves.size() < count) leaves[rng() % (1u << 29)] = random_digest(rng);
    MerkleTree tree(dimensions);
    set_leaves(tree, leaves);
    EXPECT_LT(tree.memory_bytes(), count * dimensions.height() * sizeof(Digest) * 7 + 256);
  }
  // Dense memory: two digests a leaf, and little more.
  Leaves dense;
  for (uint64_t i = 0; i < 4096; ++i) dense[i] = random_digest(rng);
  MerkleTree tree(dimensions);
  set_leaves(tree, dense);
  EXPECT_LT(tree.memory_bytes(), 4096 * 2 * sizeof(Digest) * 3 / 2);
}

TEST(MerkleTree, ACopySharesPagesAndIsNotChangedByLaterUpdates) {
  std::mt19937 rng(4);
  const MerkleDimensions dimensions{2, 8};
  std::vector<MerkleTree> versions = {MerkleTree(dimensions)};
  std::vector<Leaves> contents = {{}};
  for (int version = 0; version < 20; ++version) {
    MerkleTree next = versions[rng() % versions.size()];
    const auto from =
        static_cast<size_t>(std::find_if(versions.begin(), versions.end(),
                                         [&](const auto& v) { return v.root() == next.root(); }) -
                            versions.begin());
    Leaves content = contents[from];
    Leaves changed;
    for (int i = 0; i < 10; ++i) changed[rng() % 1024] = random_digest(rng);
    for (const auto& [index, value] : changed) content[index] = value;
    set_leaves(next, changed, 3);
    versions.push_back(next);
    contents.push_back(content);
  }
  for (size_t i = 0; i < versions.size(); ++i) {
    EXPECT_EQ(versions[i].root(), naive_root(dimensions, contents[i]));
    for (uint64_t leaf = 0; leaf < 1024; ++leaf) {
      const auto found = contents[i].find(leaf);
      ASSERT_EQ(versions[i].node(0, leaf),
                found == contents[i].end() ? zero_subtree_roots()[0] : found->second);
    }
  }
}

}  // namespace
}  // namespace zkmem
