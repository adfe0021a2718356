#include "zkmem/protocol/stacked_layout.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/field/babybear.h"
#include "zkmem/hash/batch.h"
#include "zkmem/hash/sponge.h"
#include "zkmem/protocol/golden_cases.h"

namespace zkmem {
namespace {

using nlohmann::json;

json golden() { return json::parse(testing::golden_bytes("swirl/primitives/stacked_commit.json")); }

BabyBear word(const json& value) { return BabyBear::from_canonical(value.get<uint32_t>()); }

Digest digest(const json& value) {
  Digest out;
  for (size_t i = 0; i < out.size(); ++i) out[i] = word(value[i]);
  return out;
}

std::vector<StackedMatrix> matrices(const json& commit) {
  std::vector<StackedMatrix> out;
  for (const json& mat : commit["mats_col_major"]) {
    const auto height = mat["height"].get<uint32_t>();
    out.push_back({mat["width"].get<uint32_t>(), static_cast<uint32_t>(std::countr_zero(height))});
  }
  return out;
}

TEST(StackedLayout, GoldenLayouts) {
  for (const json& commit : golden()) {
    const uint32_t l_skip = commit["l_skip"];
    const uint32_t log_height = l_skip + commit["n_stack"].get<uint32_t>();
    const std::vector<StackedMatrix> mats = matrices(commit);
    const StackedLayout layout = StackedLayout::stack(l_skip, log_height, mats);
    EXPECT_EQ(layout.width(), commit["stacked_width"].get<uint32_t>());
    EXPECT_EQ(StackedLayout::stacked_width(l_skip, log_height, mats), layout.width());
    ASSERT_EQ(layout.slices().size(), commit["layout"].size());
    std::vector<BabyBear> stacked(size_t{layout.width()} << log_height);
    for (size_t i = 0; i < layout.slices().size(); ++i) {
      const StackedSlice& slice = layout.slices()[i];
      const json& expected = commit["layout"][i];
      EXPECT_EQ(slice, (StackedSlice{expected["mat"], expected["col"], expected["stacked_col"],
                                     expected["stacked_row"], expected["log_height"]}));
      const json& values = commit["mats_col_major"][slice.matrix]["values"];
      for (size_t row = 0; row < (size_t{1} << slice.log_height); ++row)
        stacked[(size_t{slice.stacked_column} << log_height) + slice.row + row * layout.stride(slice)] =
            word(values[(size_t{slice.column} << slice.log_height) + row]);
    }
    ASSERT_EQ(stacked.size(), commit["stacked_col_major"].size());
    for (size_t i = 0; i < stacked.size(); ++i)
      EXPECT_EQ(stacked[i], word(commit["stacked_col_major"][i])) << i;
  }
}

// The leaves of the golden codeword (given), the strided combination of 2^k rows, and the recorded path to
// the root.
TEST(StackedLayout, GoldenLeavesAndPath) {
  for (const json& commit : golden()) {
    const size_t width = commit["stacked_width"];
    const size_t height = commit["codeword_col_major"].size() / width;
    const size_t rows_per_query = size_t{1} << commit["k_whir"].get<size_t>();
    const size_t stride = height / rows_per_query;
    ASSERT_EQ(commit["first_stored_layer"].size(), stride);
    std::vector<Digest> layer;
    for (size_t query = 0; query < stride; ++query) {
      std::vector<BabyBear> rows;
      for (size_t t = 0; t < rows_per_query; ++t)
        for (size_t c = 0; c < width; ++c)
          rows.push_back(word(commit["codeword_col_major"][c * height + query + t * stride]));
      std::vector<Digest> leaves(rows_per_query);
      hash_rows(scalar_poseidon2_batch(), rows, width, leaves);
      layer.push_back(tree_compress(leaves));
      EXPECT_EQ(layer.back(), digest(commit["first_stored_layer"][query])) << query;
    }
    Digest node = layer[1];
    size_t index = 1;
    for (const json& sibling : commit["proof_of_query_1"]) {
      node = (index & 1) == 0 ? compress(node, digest(sibling)) : compress(digest(sibling), node);
      index >>= 1;
    }
    EXPECT_EQ(node, digest(commit["root"]));
    EXPECT_EQ(tree_compress(layer), digest(commit["root"]));
  }
}

TEST(StackedLayout, WidthCountsFullAndStartedColumns) {
  const std::vector<StackedMatrix> none;
  EXPECT_EQ(StackedLayout::stacked_width(2, 4, none), 0U);
  for (uint32_t columns = 1; columns < 40; ++columns) {
    const std::vector<StackedMatrix> mats = {{columns, 3}, {3, 1}, {columns / 2, 0}};
    EXPECT_EQ(StackedLayout::stacked_width(2, 4, mats), StackedLayout::stack(2, 4, mats).width()) << columns;
  }
}

}  // namespace
}  // namespace zkmem
