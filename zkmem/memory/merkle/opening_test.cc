#include "zkmem/memory/merkle/opening.h"

#include <fstream>
#include <map>
#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/memory/merkle/public_values.h"

namespace zkmem {
namespace {

using nlohmann::json;

Digest digest(const json& words) {
  Digest d;
  for (size_t i = 0; i < d.size(); ++i) d[i] = BabyBear::from_canonical(words.at(i).get<uint32_t>());
  return d;
}

uint32_t below(std::mt19937& rng, uint32_t bound) { return static_cast<uint32_t>(rng() % bound); }

class Memory {
 public:
  explicit Memory(const MerkleDimensions& dimensions) : tree(dimensions) {}

  void write(uint32_t address_space, uint32_t pointer, uint32_t value) {
    cells_[{address_space, pointer / 8}][pointer % 8] = BabyBear::from_canonical(value);
  }
  void commit() {
    std::vector<uint64_t> leaves;
    std::vector<Digest> digests;
    for (const auto& [place, values] : cells_) {
      leaves.push_back(tree.dimensions().leaf_index(place.first, place.second));
      digests.push_back(leaf_hash(values));
    }
    tree.update({}, scalar_poseidon2_batch(), TouchedNodes(tree.dimensions(), leaves), digests);
  }
  LeafReader reader() const {
    return [this](uint32_t address_space, uint32_t label) {
      const auto found = cells_.find({address_space, label});
      return found == cells_.end() ? Digest{} : found->second;
    };
  }
  MerkleOpening open(uint32_t address_space, uint32_t pointer, uint32_t count) const {
    auto opening = open_range(tree, address_space, pointer, count, reader());
    EXPECT_TRUE(opening.ok());
    return std::move(opening).value();
  }

  MerkleTree tree;

 private:
  std::map<std::pair<uint32_t, uint32_t>, Digest> cells_;
};

const MerkleDimensions kSmall{2, 5};

Memory random_memory(uint32_t seed) {
  std::mt19937 rng(seed);
  Memory memory(kSmall);
  for (int i = 0; i < 300; ++i) memory.write(1 + below(rng, 4), below(rng, 256), below(rng, 1000));
  memory.commit();
  return memory;
}

TEST(MerkleOpening, EveryRangeVerifiesAndNoOtherValueDoes) {
  const Memory memory = random_memory(1);
  std::mt19937 rng(2);
  for (int i = 0; i < 300; ++i) {
    const uint32_t pointer = below(rng, 256);
    const uint32_t count = 1 + below(rng, 256 - pointer);
    MerkleOpening opening = memory.open(1 + below(rng, 4), pointer, count);
    ASSERT_TRUE(verify_opening(memory.tree.root(), kSmall, opening).ok());
    opening.values[below(rng, count)] += BabyBear::one();
    EXPECT_FALSE(verify_opening(memory.tree.root(), kSmall, opening).ok());
  }
}

TEST(MerkleOpening, AnotherAddressIsRejected) {
  const Memory memory = random_memory(3);
  const MerkleOpening opening = memory.open(2, 16, 8);
  for (uint32_t space = 1; space <= 4; ++space) {
    for (uint32_t pointer = 0; pointer < 256; pointer += 8) {
      MerkleOpening moved = opening;
      moved.address_space = space;
      moved.pointer = pointer;
      EXPECT_EQ(verify_opening(memory.tree.root(), kSmall, moved).ok(), space == 2 && pointer == 16);
    }
  }
  MerkleOpening outside = opening;
  outside.address_space = 0;
  EXPECT_FALSE(verify_opening(memory.tree.root(), kSmall, outside).ok());
  outside.address_space = 5;
  EXPECT_FALSE(verify_opening(memory.tree.root(), kSmall, outside).ok());
  outside = opening;
  outside.pointer = 256;
  EXPECT_FALSE(verify_opening(memory.tree.root(), kSmall, outside).ok());
}

TEST(MerkleOpening, AWrongDepthIsRejected) {
  const Memory memory = random_memory(4);
  const MerkleOpening opening = memory.open(1, 0, 8);
  MerkleOpening shorter = opening;
  shorter.siblings.pop_back();
  EXPECT_FALSE(verify_opening(memory.tree.root(), kSmall, shorter).ok());
  shorter = opening;
  shorter.siblings.erase(shorter.siblings.begin());
  EXPECT_FALSE(verify_opening(memory.tree.root(), kSmall, shorter).ok());
  MerkleOpening longer = opening;
  longer.siblings.push_back(Digest{});
  EXPECT_FALSE(verify_opening(memory.tree.root(), kSmall, longer).ok());
  // A verifier with other dimensions refuses too.
  EXPECT_FALSE(verify_opening(memory.tree.root(), {2, 4}, opening).ok());
  EXPECT_FALSE(verify_opening(memory.tree.root(), {2, 6}, opening).ok());
}

// Digests are cells of a field space as well as any: below a real leaf, one can be made up whose "cells" are
// the children of an inner node. The fixed depth is what rejects both directions.
TEST(MerkleOpening, AnInnerNodeIsNoLeafAndALeafIsNoInnerNode) {
  Memory memory(kSmall);
  Digest forged_leaf;
  for (size_t i = 0; i < 8; ++i) forged_leaf[i] = BabyBear::from_canonical(static_cast<uint32_t>(777 + i));
  const Digest planted = leaf_hash(forged_leaf);
  for (uint32_t i = 0; i < 8; ++i) memory.write(4, i, planted[i].as_canonical());
  memory.commit();
  const MerkleOpening honest = memory.open(4, 0, 8);
  // One level deeper: the planted cells as the left child, zero as the right one.
  MerkleOpening deeper = honest;
  deeper.values.assign(forged_leaf.begin(), forged_leaf.end());
  deeper.siblings.insert(deeper.siblings.begin(), Digest{});
  EXPECT_FALSE(verify_opening(memory.tree.root(), kSmall, deeper).ok());
  // One level higher: the children's digests as cells.
  MerkleOpening higher = honest;
  const Digest left = memory.tree.node(0, kSmall.leaf_index(4, 0));
  higher.values.assign(left.begin(), left.end());
  higher.siblings.erase(higher.siblings.begin());
  EXPECT_FALSE(verify_opening(memory.tree.root(), kSmall, higher).ok());
}

TEST(MerkleOpening, NeighbouringCellsAndEveryDigestOfThePathCount) {
  const Memory memory = random_memory(5);
  const MerkleOpening opening = memory.open(3, 5, 20);
  ASSERT_EQ(opening.before.size(), 5u);
  ASSERT_EQ(opening.after.size(), 7u);
  MerkleOpening wrong = opening;
  wrong.before[0] += BabyBear::one();
  EXPECT_FALSE(verify_opening(memory.tree.root(), kSmall, wrong).ok());
  wrong = opening;
  wrong.after.pop_back();
  EXPECT_FALSE(verify_opening(memory.tree.root(), kSmall, wrong).ok());
  for (size_t i = 0; i < opening.siblings.size(); ++i) {
    wrong = opening;
    wrong.siblings[i][3] += BabyBear::one();
    EXPECT_FALSE(verify_opening(memory.tree.root(), kSmall, wrong).ok()) << i;
  }
}

TEST(MerkleOpening, ImpossibleRangesAreErrors) {
  const Memory memory = random_memory(6);
  EXPECT_FALSE(open_range(memory.tree, 1, 0, 0, memory.reader()).ok());
  EXPECT_FALSE(open_range(memory.tree, 0, 0, 1, memory.reader()).ok());
  EXPECT_FALSE(open_range(memory.tree, 5, 0, 1, memory.reader()).ok());
  EXPECT_FALSE(open_range(memory.tree, 1, 255, 2, memory.reader()).ok());
  EXPECT_FALSE(open_range(memory.tree, 1, 0xfffffff8, 16, memory.reader()).ok());
}

TEST(PublicValues, ProofsAreTheGoldenOnes) {
  std::ifstream stream(std::string(ZKMEM_TESTDATA) + "/memory/public_values.json");
  const json file = json::parse(stream);
  ASSERT_FALSE(file.empty());
  for (const json& c : file) {
    const MerkleDimensions dimensions{c.at("config").at("addr_space_height").get<unsigned>(),
                                      c.at("config").at("address_height").get<unsigned>()};
    Memory memory(dimensions);
    for (const json& write : c.at("writes_in_order")) {
      memory.write(write.at(0).get<uint32_t>(), write.at(1).get<uint32_t>(), write.at(2).get<uint32_t>());
    }
    memory.commit();
    EXPECT_EQ(memory.tree.root(), digest(c.at("memory_root")));
    const auto count = c.at("num_public_values").get<uint32_t>();
    const auto opened = open_public_values(memory.tree, count, memory.reader());
    ASSERT_TRUE(opened.ok());
    const PublicValuesProof& proof = *opened;
    EXPECT_EQ(proof.commitment, digest(c.at("public_values_commit")));
    ASSERT_EQ(proof.siblings.size(), c.at("proof_siblings_bottom_up").size());
    for (size_t i = 0; i < proof.siblings.size(); ++i) {
      EXPECT_EQ(proof.siblings[i], digest(c.at("proof_siblings_bottom_up").at(i)));
    }
    for (size_t i = 0; i < count; ++i) {
      EXPECT_EQ(proof.public_values[i].as_canonical(), c.at("public_values").at(i).get<uint32_t>());
    }
    const std::vector<Digest> top = memory.tree.top(dimensions.address_space_height);
    ASSERT_EQ(top.size(), c.at("top_tree_0_indexed").size());
    for (size_t i = 0; i < top.size(); ++i) EXPECT_EQ(top[i], digest(c.at("top_tree_0_indexed").at(i)));

    EXPECT_TRUE(verify_public_values(memory.tree.root(), dimensions, count, proof).ok());
    EXPECT_FALSE(verify_public_values(memory.tree.root(), dimensions, 2 * count, proof).ok());
    for (size_t i = 0; i < count; ++i) {
      PublicValuesProof wrong = proof;
      wrong.public_values[i] += BabyBear::one();
      EXPECT_FALSE(verify_public_values(memory.tree.root(), dimensions, count, wrong).ok());
    }
    PublicValuesProof wrong = proof;
    wrong.siblings.pop_back();
    EXPECT_FALSE(verify_public_values(memory.tree.root(), dimensions, count, wrong).ok());
  }
  const MerkleTree tree({3, 26});
  EXPECT_FALSE(open_public_values(tree, 24, {}).ok());
  EXPECT_FALSE(open_public_values(tree, 0, {}).ok());
}

}  // namespace
}  // namespace zkmem
