#include "zkmem/hash/blake3_simd.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "zkmem/field/simd_target.h"
#include "zkmem/hash/simd_backend.h"

namespace zkmem {
namespace {

Blake3Words reference(const Blake3Mode& mode, std::span<const uint32_t> words) {
  std::vector<uint8_t> bytes;
  for (const uint32_t word : words) {
    for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<uint8_t>(word >> shift));
  }
  std::array<uint8_t, 32> out;
  blake3(mode, bytes, out);
  Blake3Words digest = {};
  for (size_t i = 0; i < 32; ++i) digest[i / 4] |= uint32_t{out[i]} << (8 * (i % 4));
  return digest;
}

// The reference is held to the official vectors (blake3_test.cc), the kernel of every target to the
// reference.
class SimdBlake3 : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { ASSERT_TRUE(pin_simd_target(GetParam())); }
  void TearDown() override { ASSERT_TRUE(pin_simd_target("")); }

  const Blake3Mode keyed_ = blake3_keyed_mode({1, 2, 3, 4, 5, 6, 7, 0xffffffff});
};

TEST_P(SimdBlake3, HashesRowsOfColumns) {
  std::mt19937 rng(1);
  // Around a block, a chunk, and trees that are full and that are not.
  for (const size_t width : {0U, 1U, 15U, 16U, 17U, 255U, 256U, 257U, 512U, 513U, 769U, 1793U}) {
    for (const size_t height : {1U, 16U, 35U}) {
      std::vector<BabyBear> cells(width * height);
      for (BabyBear& cell : cells) cell = BabyBear::from_u64(rng() % 4 == 0 ? BabyBear::kModulus - 1 : rng());
      std::vector<const BabyBear*> columns;
      for (size_t j = 0; j < width; ++j) columns.push_back(cells.data() + j * height);
      const size_t first = height / 3;
      std::vector<Blake3Words> digests(height - first);
      for (const Blake3Mode& mode : {blake3_hash_mode(), keyed_}) {
        simd_blake3_columns(mode, columns, first, digests);
        for (size_t r = 0; r < digests.size(); ++r) {
          std::vector<uint32_t> row;
          for (const BabyBear* column : columns) row.push_back(column[first + r].as_canonical());
          ASSERT_EQ(digests[r], reference(mode, row)) << width << " x " << height << " row " << r;
        }
      }
    }
  }
}

// As rows and nodes hashed by themselves.
TEST_P(SimdBlake3, HashesGroupsOfRowsOfOneColumn) {
  std::mt19937 rng(2);
  const Blake3Mode other = blake3_keyed_mode({8, 7, 6, 5, 4, 3, 2, 1});
  for (const unsigned k : {0U, 1U, 2U, 4U, 5U, 8U}) {
    for (const size_t count : {1U, 3U, 16U, 37U}) {
      std::vector<BabyBear> column(count << k);
      for (BabyBear& cell : column) cell = BabyBear::from_u64(rng());
      std::vector<Blake3Words> groups(count);
      simd_blake3_groups(keyed_, other, column.data(), k, groups);
      for (size_t i = 0; i < count; ++i) {
        std::vector<Blake3Words> nodes;
        for (size_t j = 0; j < size_t{1} << k; ++j)
          nodes.push_back(reference(keyed_, std::array{column[(i << k) + j].as_canonical()}));
        for (size_t half = nodes.size() / 2; half > 0; half /= 2) {
          for (size_t j = 0; j < half; ++j) {
            std::vector<uint32_t> both(nodes[j].begin(), nodes[j].end());
            both.insert(both.end(), nodes[j + half].begin(), nodes[j + half].end());
            nodes[j] = reference(other, both);
          }
        }
        ASSERT_EQ(groups[i], nodes[0]) << "2^" << k << " rows, group " << i << " of " << count;
      }
    }
  }
}

// The verifier's way in: rows one after the other, few or many, and wider than what is gathered into lanes.
TEST_P(SimdBlake3, ABackendHashesAnyNumberOfRowsOfAnyWidth) {
  std::mt19937 rng(3);
  constexpr std::pair<size_t, size_t> kShapes[] = {{0, 3}, {1, 1}, {7, 63}, {16, 64}, {33, 65}, {65537, 2}};
  for (const auto& [width, count] : kShapes) {
    std::vector<BabyBear> rows(width * count);
    for (BabyBear& cell : rows) cell = BabyBear::from_u64(rng());
    std::vector<Blake3Words> digests(count);
    std::vector<Blake3Words> expected(count);
    simd_hash_backend().blake3().hash_rows(keyed_, rows, width, digests);
    scalar_hash_backend().blake3().hash_rows(keyed_, rows, width, expected);
    EXPECT_EQ(digests, expected) << width << " x " << count;
  }
}

TEST_P(SimdBlake3, HashesNodesInPlace) {
  std::mt19937 rng(2);
  for (const size_t count : {1U, 7U, 16U, 33U, 128U}) {
    std::vector<Blake3Words> nodes(2 * count);
    for (Blake3Words& node : nodes) {
      for (uint32_t& word : node) word = static_cast<uint32_t>(rng());
    }
    std::vector<Blake3Words> expected;
    for (size_t i = 0; i < count; ++i) {
      std::vector<uint32_t> words(nodes[2 * i].begin(), nodes[2 * i].end());
      words.insert(words.end(), nodes[2 * i + 1].begin(), nodes[2 * i + 1].end());
      expected.push_back(reference(keyed_, words));
    }
    std::vector<Blake3Words> left;
    std::vector<Blake3Words> right;
    for (size_t i = 0; i < count; ++i) {
      left.push_back(nodes[2 * i]);
      right.push_back(nodes[2 * i + 1]);
    }
    simd_blake3_compress(keyed_, left, right, left);
    ASSERT_EQ(left, expected) << count;
    simd_blake3_nodes(keyed_, nodes, std::span(nodes).first(count));
    nodes.resize(count);
    ASSERT_EQ(nodes, expected) << count;
  }
}

TEST_P(SimdBlake3, GrindsTheSmallestWitness) {
  const Blake3Words state = {9, 8, 7, 6, 5, 4, 3, 2};
  const auto passes = [&](uint64_t witness, unsigned bits) {
    std::vector<uint32_t> words(state.begin(), state.end());
    words.push_back(static_cast<uint32_t>(witness));
    words.push_back(static_cast<uint32_t>(witness >> 32));
    return reference(keyed_, words)[0] >> (32 - bits) == 0;
  };
  // From 0, across 32 bits, and up to the last witness there is.
  for (const uint64_t begin : {uint64_t{0}, uint64_t{0xfffffff5}, ~uint64_t{0} - 1000}) {
    for (const unsigned bits : {1U, 6U}) {
      uint64_t smallest = begin;
      while (!passes(smallest, bits)) ++smallest;
      ASSERT_LT(smallest - begin, 900U);
      EXPECT_EQ(simd_blake3_grind(keyed_, state, bits, begin, begin + 1000), smallest);
      EXPECT_EQ(simd_blake3_grind(keyed_, state, bits, begin, smallest), smallest);  // none before the end
      EXPECT_EQ(simd_blake3_grind(keyed_, state, bits, smallest, smallest + 1), smallest);
      EXPECT_GT(simd_blake3_grind(keyed_, state, bits, smallest + 1, begin + 1000), smallest);
    }
  }
  EXPECT_EQ(simd_blake3_grind(keyed_, state, 32, 0, 50), 50U);
}

INSTANTIATE_TEST_SUITE_P(Targets, SimdBlake3, testing::ValuesIn(simd_targets()),
                         [](const auto& target) { return target.param; });

}  // namespace
}  // namespace zkmem
