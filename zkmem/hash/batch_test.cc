#include "zkmem/hash/batch.h"

#include <vector>

#include <gtest/gtest.h>

#include "zkmem/hash/sponge.h"

namespace zkmem {
namespace {

std::vector<BabyBear> ramp(size_t count) {
  std::vector<BabyBear> values;
  for (size_t i = 0; i < count; ++i) values.push_back(BabyBear::from_u64(i * 7919 + 3));
  return values;
}

// Widths around the rate, counts around the chunk.
TEST(Poseidon2Batch, RowsHashAsTheScalarSponge) {
  for (const size_t width : {0U, 1U, 7U, 8U, 9U, 16U, 21U}) {
    for (const size_t count : {1U, 5U, 64U, 65U, 130U}) {
      const std::vector<BabyBear> rows = ramp(width * count);
      std::vector<Digest> digests(count);
      hash_rows(scalar_poseidon2_batch(), rows, width, digests);
      for (size_t i = 0; i < count; ++i)
        ASSERT_EQ(digests[i], hash_slice(std::span(rows).subspan(i * width, width))) << width << " " << count;
    }
  }
}

TEST(Poseidon2Batch, PairsCompressInPlace) {
  std::vector<Digest> level(256);
  for (size_t i = 0; i < level.size(); ++i) level[i][i % kDigestWidth] = BabyBear::from_u64(i + 1);
  const Digest expected = tree_compress(level);
  for (size_t count = level.size(); count > 1; count /= 2)
    compress_pairs(scalar_poseidon2_batch(), std::span(level).first(count),
                   std::span(level).first(count / 2));
  EXPECT_EQ(level[0], expected);
}

}  // namespace
}  // namespace zkmem
