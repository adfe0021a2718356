#include "zkmem/memory/merkle/shared_opening.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/opening_codec.h"

namespace zkmem {
namespace {

const MerkleDimensions kSmall{2, 5};  // 4 spaces of 256 cells
constexpr uint32_t kSpaces = 4;
constexpr uint32_t kCells = 256;

class SharedOpeningTest : public testing::Test {
 protected:
  SharedOpeningTest() {
    std::vector<uint64_t> places;
    std::vector<Digest> hashes;
    for (uint64_t leaf = 0; leaf < kSpaces * kCells / kLeafCells; ++leaf) {
      Digest cells;
      for (BabyBear& cell : cells) cell = BabyBear::from_canonical(static_cast<uint32_t>(rng_() % 1000));
      cells_.push_back(cells);
      places.push_back(leaf);
      hashes.push_back(leaf_hash(cells));
    }
    tree_.update({}, scalar_poseidon2_batch(), TouchedNodes(kSmall, places), hashes);
  }

  Result<SharedOpening> open(const std::vector<CellRange>& ranges) {
    return open_ranges(tree_, ranges, [&](uint32_t space, uint32_t label) {
      return cells_[kSmall.leaf_index(space, label)];
    });
  }
  BabyBear cell(uint32_t space, uint64_t pointer) {
    return cells_[kSmall.leaf_index(space, static_cast<uint32_t>(pointer / kLeafCells))]
                 [pointer % kLeafCells];
  }
  // Up to eight ranges in order, neighbours and such of one leaf among them.
  std::vector<CellRange> random_ranges() {
    std::vector<CellRange> ranges;
    uint32_t space = 1 + below(kSpaces);
    uint64_t from = below(kCells);
    for (uint32_t wanted = 1 + below(8); ranges.size() < wanted && space <= kSpaces;) {
      if (from >= kCells) {
        ++space;
        from = below(20);
        continue;
      }
      const uint32_t count = 1 + below(std::min(20u, static_cast<uint32_t>(kCells - from)));
      ranges.push_back({space, static_cast<uint32_t>(from), count});
      from += count + (below(3) == 0 ? below(100) : below(3));
    }
    if (ranges.empty()) ranges.push_back({1, 0, 1});
    return ranges;
  }
  uint32_t below(uint32_t bound) { return static_cast<uint32_t>(rng_() % bound); }

  std::mt19937 rng_{7};
  MerkleTree tree_{kSmall};
  std::vector<Digest> cells_;
};

TEST_F(SharedOpeningTest, RandomRangesVerifyAndShowTheCells) {
  for (int i = 0; i < 300; ++i) {
    const std::vector<CellRange> ranges = random_ranges();
    const SharedOpening opening = open(ranges).value();
    ASSERT_TRUE(verify_shared_opening(tree_.root(), kSmall, opening).ok());
    const auto values = opening.values();
    ASSERT_EQ(values.size(), ranges.size());
    for (size_t r = 0; r < ranges.size(); ++r) {
      ASSERT_EQ(values[r].size(), ranges[r].count);
      for (uint32_t k = 0; k < ranges[r].count; ++k) {
        EXPECT_EQ(values[r][k], cell(ranges[r].address_space, uint64_t{ranges[r].pointer} + k));
      }
    }
    const auto bytes = encode_shared_opening(kSmall, opening);
    EXPECT_TRUE(is_shared_opening(bytes));
    EXPECT_EQ(decode_shared_opening(kSmall, bytes).value(), opening);
    EXPECT_EQ(opening_dimensions(bytes).value(), kSmall);
  }
}

TEST_F(SharedOpeningTest, NodesAreSharedAndThoseOfTheWholeTreeAreNotThere) {
  const SharedOpening two = open({{1, 0, 1}, {1, 8, 1}}).value();
  EXPECT_EQ(two.leaves.size(), 2u);
  EXPECT_EQ(two.siblings.size(), kSmall.height() - 1);
  const SharedOpening one = open({{1, 0, 1}, {1, 7, 1}}).value();
  EXPECT_EQ(one.leaves.size(), 1u);
  EXPECT_EQ(one.siblings.size(), kSmall.height());
  const SharedOpening all = open({{1, 0, kCells}, {2, 0, kCells}, {3, 0, kCells}, {4, 0, kCells}}).value();
  EXPECT_TRUE(all.siblings.empty());
}

TEST_F(SharedOpeningTest, NoAlteredByteVerifies) {
  const auto bytes =
      encode_shared_opening(kSmall, open({{2, 3, 2}, {2, 5, 1}, {2, 30, 4}, {4, 200, 9}}).value());
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const uint8_t flip : {uint8_t{1}, uint8_t{128}}) {
      auto altered = bytes;
      altered[i] ^= flip;
      const auto decoded = decode_shared_opening(kSmall, altered);
      if (!decoded.ok()) continue;
      const bool verifies = verify_shared_opening(tree_.root(), kSmall, *decoded).ok();
      // A range that begins elsewhere in the same leaf shows another cell of it, which is as true.
      if (verifies) {
        const auto values = decoded->values();
        for (size_t r = 0; r < values.size(); ++r) {
          for (size_t k = 0; k < values[r].size(); ++k) {
            EXPECT_EQ(values[r][k], cell(decoded->ranges[r].address_space, decoded->ranges[r].pointer + k));
          }
        }
        EXPECT_LT(i, 14u + 4 * 12) << "byte " << i;
      }
    }
  }
  for (size_t n = 0; n < bytes.size(); ++n) {
    EXPECT_FALSE(decode_shared_opening(kSmall, std::span(bytes).first(n)).ok());
  }
}

TEST_F(SharedOpeningTest, Attack36AnotherDepthASiblingTooManyOrTooFew) {
  const SharedOpening opening = open({{2, 3, 2}, {4, 200, 9}}).value();
  EXPECT_FALSE(verify_shared_opening(tree_.root(), {2, 4}, opening).ok());
  EXPECT_FALSE(decode_shared_opening({2, 4}, encode_shared_opening(kSmall, opening)).ok());
  SharedOpening altered = opening;
  altered.siblings.pop_back();
  EXPECT_NE(verify_shared_opening(tree_.root(), kSmall, altered).error().message.find("digests, has"),
            std::string::npos);
  altered = opening;
  altered.siblings.push_back(Digest{});
  EXPECT_FALSE(verify_shared_opening(tree_.root(), kSmall, altered).ok());
  altered = opening;
  altered.leaves.push_back(Digest{});
  EXPECT_NE(
      verify_shared_opening(tree_.root(), kSmall, altered).error().message.find("touch 3 leaves, has 4"),
      std::string::npos);
  altered = opening;
  std::swap(altered.siblings.front(), altered.siblings.back());
  EXPECT_FALSE(verify_shared_opening(tree_.root(), kSmall, altered).ok());
}

TEST_F(SharedOpeningTest, RangesAscendDoNotOverlapAndLieInTheTree) {
  EXPECT_NE(open({{2, 8, 4}, {2, 4, 4}}).error().message.find("2:4+4 do not lie behind 2:8+4"),
            std::string::npos);
  EXPECT_FALSE(open({{2, 8, 4}, {2, 11, 4}}).ok());
  EXPECT_FALSE(open({{2, 8, 4}, {1, 0, 4}}).ok());
  EXPECT_FALSE(open({{2, 250, 7}}).ok());
  EXPECT_FALSE(open({{5, 0, 1}}).ok());
  EXPECT_FALSE(open({{0, 0, 1}}).ok());
  EXPECT_FALSE(open({{1, 0, 0}}).ok());
  EXPECT_FALSE(open({}).ok());
  SharedOpening opening = open({{2, 8, 4}, {3, 4, 4}}).value();
  std::swap(opening.ranges[0], opening.ranges[1]);
  EXPECT_FALSE(verify_shared_opening(tree_.root(), kSmall, opening).ok());
  const auto decoded = decode_shared_opening(kSmall, encode_shared_opening(kSmall, opening));
  EXPECT_NE(decoded.error().message.find("range: starts at 2:8, the one before ends at 3:8"),
            std::string::npos);
  opening.ranges.clear();
  EXPECT_FALSE(decode_shared_opening(kSmall, encode_shared_opening(kSmall, opening)).ok());
}

TEST_F(SharedOpeningTest, Attack34CountsAreComparedWithTheBytesThatAreThere) {
  const auto bytes = encode_shared_opening(kSmall, open({{2, 3, 2}, {4, 200, 9}}).value());
  const auto with_word = [&](size_t at, uint32_t word) {
    auto altered = bytes;
    for (size_t i = 0; i < 4; ++i) altered[at + i] = static_cast<uint8_t>(word >> (8 * i));
    return decode_shared_opening(kSmall, altered).error().message;
  };
  EXPECT_NE(with_word(10, UINT32_MAX).find("number of ranges: 4294967295 items"), std::string::npos);
  EXPECT_NE(with_word(22, UINT32_MAX).find("number of cells: 4294967295, must be"), std::string::npos);
  EXPECT_NE(with_word(22, 1u << 24).find("16777225 in all"), std::string::npos);
  EXPECT_NE(with_word(22, 1u << 23).find("leaves: 8388632 items"), std::string::npos);
}

}  // namespace
}  // namespace zkmem
