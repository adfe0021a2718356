#include "zkmem/memory/traces/merkle_trace.h"

#include <fstream>
#include <map>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/air/columns.h"

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

struct Updated {
  MerkleTree tree;
  Trace trace;
  size_t used;
};

Updated update(MerkleTree tree, const std::map<uint64_t, Digest>& cells, unsigned threads) {
  std::vector<uint64_t> leaves;
  std::vector<Digest> digests;
  for (const auto& [leaf, values] : cells) {
    leaves.push_back(leaf);
    digests.push_back(leaf_hash(values));
  }
  const MerkleTraceShape shape(tree.dimensions(), leaves);
  if (leaves.empty()) digests = {tree.node(0, 0)};
  Trace trace(shape.padded_height(), kColumnCount<MerkleColumns>);
  Context context;
  context.threads = threads;
  const MerkleTraceWriter writer(tree.dimensions(), shape, trace.view());
  tree.update(context, scalar_poseidon2_batch(), shape.nodes, digests, writer);
  return {tree, trace, shape.used_rows()};
}

// The golden file's final memory on its initial memory, by leaf.
TEST(MerkleTrace, EqualsTheGoldenRowForRow) {
  const json file = golden("memory/log_a.persistent.json");
  const MerkleDimensions dimensions{3, 26};
  std::map<uint64_t, Digest> cells;
  for (const json& cell : file.at("initial_memory")) {
    const uint32_t pointer = cell.at(1).get<uint32_t>();
    cells[dimensions.leaf_index(cell.at(0).get<uint32_t>(), pointer / 8)][pointer % 8] =
        BabyBear::from_canonical(cell.at(2).get<uint32_t>());
  }
  const Updated initial = update(MerkleTree(dimensions), cells, 1);
  std::map<uint64_t, Digest> final_cells;
  for (const json& block : file.at("final_memory")) {
    final_cells[dimensions.leaf_index(block.at("as").get<uint32_t>(), block.at("ptr").get<uint32_t>() / 8)] =
        digest(block.at("values"));
  }
  const json& merkle = file.at("merkle");
  EXPECT_EQ(initial.tree.root(), digest(merkle.at("initial_root")));
  for (const unsigned threads : {1u, 2u, 4u}) {
    const Updated after = update(initial.tree, final_cells, threads);
    EXPECT_EQ(after.tree.root(), digest(merkle.at("final_root")));
    ASSERT_EQ(after.used, merkle.at("used_rows").get<size_t>());
    ASSERT_EQ(after.trace.height(), merkle.at("padded_height").get<size_t>());
    for (size_t row = 0; row < after.trace.height(); ++row) {
      for (size_t col = 0; col < kColumnCount<MerkleColumns>; ++col) {
        const uint32_t expected = row < after.used ? merkle.at("rows").at(row).at(col).get<uint32_t>() : 0;
        ASSERT_EQ(after.trace.at(row, col).as_canonical(), expected) << "row " << row << ", column " << col;
      }
    }
  }
}

TEST(MerkleTrace, WithoutAccessesThePathToLeafZeroIsOpenedAndNothingBelowIt) {
  const MerkleDimensions dimensions{2, 4};
  const Updated empty = update(MerkleTree(dimensions), {}, 1);
  EXPECT_EQ(empty.tree.root(), MerkleTree(dimensions).root());
  EXPECT_EQ(empty.used, 2 * dimensions.height());
  // Height-1 rows come last: final, then initial. Both children of the final row are declared untouched.
  const size_t last_final = empty.used - 2;
  EXPECT_EQ(empty.trace.at(last_final, 2), BabyBear::one());
  EXPECT_EQ(empty.trace.at(last_final, 31), BabyBear::one());
  EXPECT_EQ(empty.trace.at(last_final, 32), BabyBear::one());
  EXPECT_EQ(empty.trace.at(last_final - 2, 31), BabyBear::zero());
  EXPECT_EQ(empty.trace.at(last_final - 2, 32), BabyBear::one());
}

}  // namespace
}  // namespace zkmem
