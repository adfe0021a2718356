#include "zkmem/hash/simd.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "zkmem/field/simd_target.h"
#include "zkmem/hash/sponge.h"

namespace zkmem {
namespace {

// Random words with the extremes among them.
BabyBear random_element(std::mt19937& rng) {
  switch (rng() % 8) {
    case 0:
      return BabyBear::zero();
    case 1:
      return BabyBear::from_monty(BabyBear::kModulus - 1);
    default:
      return BabyBear::from_u64(rng());
  }
}

template <size_t N>
std::vector<std::array<BabyBear, N>> random_arrays(size_t count, uint32_t seed) {
  std::mt19937 rng(seed);
  std::vector<std::array<BabyBear, N>> out(count);
  for (auto& one : out)
    for (BabyBear& x : one) x = random_element(rng);
  return out;
}

class SimdHash : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { ASSERT_TRUE(pin_simd_target(GetParam())); }
  void TearDown() override { ASSERT_TRUE(pin_simd_target("")); }
};

TEST_P(SimdHash, PermutesLikeTheScalarReference) {
  for (const size_t count : {1U, 3U, 15U, 16U, 17U, 64U, 1000U}) {
    std::vector<Poseidon2State> states = random_arrays<16>(count, 1);
    std::vector<Poseidon2State> expected = states;
    simd_poseidon2_batch().permute(states);
    for (Poseidon2State& state : expected) poseidon2_permute(state);
    ASSERT_EQ(states, expected) << count;
  }
}

TEST_P(SimdHash, CompressesLikeTheScalarReference) {
  for (const size_t count : {1U, 7U, 16U, 33U, 128U}) {
    std::vector<Digest> left = random_arrays<8>(count, 2);
    const std::vector<Digest> right = random_arrays<8>(count, 3);
    std::vector<Digest> expected;
    for (size_t i = 0; i < count; ++i) expected.push_back(compress(left[i], right[i]));
    simd_compress(left, right, left);
    ASSERT_EQ(left, expected) << count;
  }
}

TEST_P(SimdHash, HashesRowsOfColumnMajorMatrices) {
  std::mt19937 rng(4);
  for (const size_t width : {0U, 1U, 4U, 7U, 8U, 9U, 16U, 21U}) {
    for (const size_t height : {1U, 5U, 16U, 35U}) {
      std::vector<BabyBear> cells(width * height);
      for (BabyBear& cell : cells) cell = random_element(rng);
      std::vector<const BabyBear*> columns;
      for (size_t j = 0; j < width; ++j) columns.push_back(cells.data() + j * height);
      for (const size_t first : {size_t{0}, height / 2}) {
        std::vector<Digest> digests(height - first);
        simd_hash_columns(columns, first, digests);
        for (size_t r = 0; r < digests.size(); ++r) {
          std::vector<BabyBear> row;
          for (size_t j = 0; j < width; ++j) row.push_back(columns[j][first + r]);
          ASSERT_EQ(digests[r], hash_slice(row)) << width << " x " << height << " row " << r;
        }
      }
    }
  }
}

TEST_P(SimdHash, GrindsTheSmallestWitness) {
  for (uint32_t seed = 0; seed < 4; ++seed) {
    GrindTask task{random_arrays<16>(1, seed)[0], seed * 2 + 1, 6};
    const auto passes = [&](uint32_t w) {
      Poseidon2State state = task.state;
      state[task.position] = BabyBear::from_canonical(w);
      poseidon2_permute(state);
      return state[7].as_canonical() % 64 == 0;
    };
    uint32_t smallest = 5;
    while (!passes(smallest)) ++smallest;
    EXPECT_EQ(simd_grind(task, 5, 10000), smallest);
    EXPECT_EQ(simd_grind(task, 5, smallest), smallest);      // none before the end
    EXPECT_EQ(simd_grind(task, smallest, 10000), smallest);  // the first candidate itself
    EXPECT_GT(simd_grind(task, smallest + 1, 10000), smallest);
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, SimdHash, testing::ValuesIn(simd_targets()),
                         [](const auto& target) { return target.param; });

}  // namespace
}  // namespace zkmem
