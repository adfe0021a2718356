// Attacks on the ledger chips, named after the catalogue (zkmem/attack/log_attacks.cc): what a constraint or
// a lookup rejects, and what passes every segment by itself, so that only the sum of all shows it.
// docs/spec/global-memory.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/memory/chips/ledger/columns.h"
#include "zkmem/memory/statement/ledger_book.h"
#include "zkmem/memory/testing/forged_ledger.h"
#include "zkmem/memory/testing/random_log.h"

namespace zkmem {
namespace {

using testing::Forge;
using ::testing::HasSubstr;
using testing::kLedgerEnds;
using testing::kSegmentBoundary;
using ::testing::StartsWith;
using testing::StatementWorld;
using testing::sum_up;

class LedgerAttack : public ::testing::Test {
 protected:
  static constexpr size_t kEnds = 3;  // behind the three segments

  // What a segment's own proof would say, with sums made anew.
  std::string verdict(size_t segment) {
    sum_up(world_, segment);
    return Forge(world_, segment).verdict();
  }
  bool balances() { return testing::ledger_total(world_).is_zero(); }

  // The leaf's values on a row, as columns `initial` or `final`.
  static void set_values(Forge& forge, const char* air, size_t row, const std::string& column,
                         const std::vector<uint32_t>& values) {
    for (size_t i = 0; i < values.size(); ++i)
      forge.set(air, row, column + "__" + std::to_string(i), values[i]);
  }

  // A second row of 2:0 in segment 1, which starts and ends it at time 0 with what the segment leaves.
  void add_idle_row() {
    Forge forge(world_, 0);
    forge.grow(kSegmentBoundary);
    forge.copy_row(kSegmentBoundary, 0, 2);
    set_values(forge, kSegmentBoundary, 2, "initial", {1, 2, 3, 4});
    for (const char* time : {"timestamps__0", "timestamps__1"})
      forge.set(kSegmentBoundary, 2, time, uint64_t{0});
  }

  StatementWorld world_ = testing::ledger_world();
};

TEST_F(LedgerAttack, TheHonestLedgerIsAccepted) {
  for (size_t segment = 0; segment <= kEnds; ++segment) EXPECT_EQ(verdict(segment), "") << segment;
  EXPECT_TRUE(balances());
}

TEST_F(LedgerAttack, Attack12ATokenPutTwice) {
  // Segment 1 has a second row of 2:0, which starts and ends it at time 0 with what segment 1 leaves: it is
  // nothing to the segment, but another token for a later one.
  add_idle_row();
  EXPECT_EQ(verdict(0), "");
  EXPECT_FALSE(balances());
}

TEST_F(LedgerAttack, Attack12TwoRowsOfALeafInASegment) {
  // The second row takes what the first one puts: the sums are those of one row, but it takes from its own
  // segment.
  add_idle_row();
  Forge(world_, 0).set(kSegmentBoundary, 2, "from", 1);
  EXPECT_EQ(verdict(0), "range checker bus\n");
  EXPECT_TRUE(balances()) << "nothing but the range check rejects it";
}

TEST_F(LedgerAttack, Attack39TakesFromALaterSegment) {
  // Segments 2 and 3 change places in the leaf's chain: 2 takes from 3.
  Forge second(world_, 1);
  second.set(kSegmentBoundary, 0, "from", 3);
  EXPECT_EQ(verdict(1), "range checker bus\n");
  second.set(kSegmentBoundary, 0, "from", 2);
  EXPECT_EQ(verdict(1), "range checker bus\n");
}

TEST_F(LedgerAttack, Attack39SkipsAnUpdate) {
  // Segment 3 reads what segment 1 left, as if segment 2 had not been.
  Forge third(world_, 2);
  for (const char* column : {"initial", "final"})
    set_values(third, kSegmentBoundary, 0, column, {1, 2, 3, 4});
  set_values(third, "AccessLogAir_4", 0, "values", {1, 2, 3, 4});
  set_values(third, "AccessLogAir_4", 0, "prev_data", {1, 2, 3, 4});
  third.set(kSegmentBoundary, 0, "from", 1);
  EXPECT_EQ(verdict(2), "");
  EXPECT_FALSE(balances());
}

TEST_F(LedgerAttack, Attack39LeavesASegmentOut) {
  world_.segments.erase(world_.segments.begin() + 1);
  EXPECT_FALSE(balances());
}

TEST_F(LedgerAttack, Attack39TakesASegmentTwice) {
  world_.segments.push_back(world_.segments[1]);
  EXPECT_FALSE(balances());
}

TEST_F(LedgerAttack, Attack05ARowThatIsUsedTwice) {
  Forge forge(world_, 0);
  forge.set(kSegmentBoundary, 0, "in_use", 2);
  EXPECT_THAT(Forge(world_, 0).verdict(), HasSubstr("SegmentBoundaryAir_4: in_use * (in_use - 1)\n"));
  world_ = testing::ledger_world();
  Forge ends(world_, kEnds);
  ends.set(kLedgerEnds, 0, "in_use", 2);
  EXPECT_THAT(Forge(world_, kEnds).verdict(), HasSubstr("LedgerEndsAir: in_use * (in_use - 1)\n"));
}

TEST_F(LedgerAttack, Attack05PaddingMovesTheSum) {
  Forge forge(world_, 0);
  forge.grow(kSegmentBoundary);
  sum_up(world_, 0);
  ASSERT_EQ(forge.verdict(), "");
  forge.set(kSegmentBoundary, 3, "running_sum__0",
            forge.get(kSegmentBoundary, 3, "running_sum__0") + BabyBear::one());
  EXPECT_THAT(forge.verdict(), StartsWith("SegmentBoundaryAir_4: "));
}

TEST_F(LedgerAttack, Attack15ASumThatIsOffByOne) {
  for (const size_t segment : {size_t{0}, kEnds}) {
    world_ = testing::ledger_world();
    Forge forge(world_, segment);
    const char* air = segment == kEnds ? kLedgerEnds : kSegmentBoundary;
    forge.public_values(air)[ledger_public::kSum + 2] += BabyBear::one();
    EXPECT_THAT(forge.verdict(), StartsWith(std::string(air) + ": ")) << segment;
  }
}

TEST_F(LedgerAttack, Attack15TheSumStartsElsewhere) {
  // All running sums by one higher: the steps are what they were.
  Forge forge(world_, 0);
  for (size_t row = 0; row < forge.height(kSegmentBoundary); ++row) {
    forge.set(kSegmentBoundary, row, "running_sum__0",
              forge.get(kSegmentBoundary, row, "running_sum__0") + BabyBear::one());
  }
  EXPECT_EQ(forge.verdict(), "SegmentBoundaryAir_4: is_first_row * running_sum__0\n");
}

TEST_F(LedgerAttack, Attack12TwoEndsOfALeaf) {
  Forge ends(world_, kEnds);
  ends.grow(kLedgerEnds);
  ends.copy_row(kLedgerEnds, 1, 2);
  EXPECT_EQ(verdict(kEnds), "range checker bus\n");
}

TEST_F(LedgerAttack, Attack12EndsOutOfOrder) {
  Forge ends(world_, kEnds);
  const size_t rows = ends.height(kLedgerEnds);
  ASSERT_EQ(rows, 2u);
  ends.grow(kLedgerEnds);
  ends.copy_row(kLedgerEnds, 0, 2);
  ends.copy_row(kLedgerEnds, 1, 0);
  ends.copy_row(kLedgerEnds, 2, 1);
  ends.clear_row(kLedgerEnds, 2);
  EXPECT_EQ(verdict(kEnds), "range checker bus\n");
  EXPECT_TRUE(balances()) << "the same tokens";
}

TEST_F(LedgerAttack, Attack12EndsBehindPadding) {
  // A gap between rows in use: nothing would compare the rows on both sides of it.
  Forge ends(world_, kEnds);
  ends.grow(kLedgerEnds);
  ends.copy_row(kLedgerEnds, 1, 2);
  ends.clear_row(kLedgerEnds, 1);
  EXPECT_THAT(verdict(kEnds), HasSubstr("LedgerEndsAir: is_transition * next.in_use * (1 - in_use)\n"));
}

TEST_F(LedgerAttack, Attack07And25LeavesOutsideOfTheSpaces) {
  const MemoryConfig& config = world_.airs.config;
  for (const auto& [space, label] :
       std::vector<std::pair<uint64_t, uint64_t>>{{2, uint64_t{1} << config.address_height()},
                                                  {(uint64_t{1} << config.addr_space_height) + 1, 0},
                                                  {0, 1},
                                                  {3, BabyBear::kModulus - 1}}) {
    world_ = testing::ledger_world();
    Forge ends(world_, kEnds);
    ends.set(kLedgerEnds, 1, "address_space", space);
    ends.set(kLedgerEnds, 1, "leaf_label", label);
    EXPECT_EQ(verdict(kEnds), "range checker bus\n") << space << ":" << label;
  }
}

TEST_F(LedgerAttack, Attack09LeavesOutTheEndOfALeaf) {
  Forge ends(world_, kEnds);
  ends.clear_row(kLedgerEnds, 1);
  EXPECT_EQ(verdict(kEnds), "");
  EXPECT_FALSE(balances());
}

TEST_F(LedgerAttack, Attack26AFirstReadOfNoZeros) {
  // Segment 1 starts leaf 2:16 from ones.
  Forge first(world_, 0);
  set_values(first, kSegmentBoundary, 1, "initial", {1, 1, 1, 1});
  set_values(first, "AccessLogAir_4", 1, "prev_data", {1, 1, 1, 1});
  EXPECT_EQ(verdict(0), "");
  EXPECT_FALSE(balances());
}

// What a check without a proof says of a ledger that does not balance.
class LedgerBookTest : public ::testing::Test {
 protected:
  std::string problem() {
    LedgerBook book({});
    for (uint32_t k = 0; k < 3; ++k) {
      const std::string problem = book.follow_segment(world_.airs, world_.segments[k].input(), k);
      if (!problem.empty()) return problem;
    }
    const std::string problem = book.follow_ends(world_.airs, world_.segments[3].input());
    tokens_ = book.tokens();
    return problem;
  }

  StatementWorld world_ = testing::ledger_world();
  uint64_t tokens_ = 0;
};

TEST_F(LedgerBookTest, FollowsTheHonestLedger) {
  EXPECT_EQ(problem(), "");
  EXPECT_EQ(tokens_, 2u * (2 + 1 + 2 + 2));
}

TEST_F(LedgerBookTest, SaysWhichLeafSegmentsAndValues) {
  Forge third(world_, 2);
  for (uint32_t i = 0; i < 4; ++i) third.set(kSegmentBoundary, 0, "initial__" + std::to_string(i), 1 + i);
  third.set(kSegmentBoundary, 0, "from", 1);
  EXPECT_EQ(
      problem(),
      "leaf 2:0: segment 2 takes 1 2 3 4 0 0 0 0 of segment 0, what was left is 5 6 7 8 0 0 0 0 of segment "
      "1\n");
  world_ = testing::ledger_world();
  Forge(world_, 0).set(kSegmentBoundary, 1, "initial__0", 7);
  EXPECT_EQ(
      problem(),
      "leaf 2:16: segment 0 takes 7 0 0 0 0 0 0 0 of the start, what was left is 0 0 0 0 0 0 0 0 of the "
      "start\n");
  world_ = testing::ledger_world();
  Forge(world_, 3).clear_row(kLedgerEnds, 1);
  EXPECT_EQ(problem(), "leaf 2:16: nobody takes what was left, 1 2 3 4 0 0 0 0 of segment 2\n");
}

// With limbs of 8 bits, labels and steps have two.
TEST(LedgerEnds, PlacesOfTwoLimbs) {
  MemoryConfig config = testing::small_config(MemoryProfile::kOpenVmV1, BoundaryMode::kGlobal);
  config.range_max_bits = 8;
  config.timestamp_max_bits = 16;
  const MemoryImage<BabyBear> image(config);
  auto memory = MemoryController<BabyBear>::create(config, image);
  ASSERT_TRUE(memory.ok());
  const std::vector<uint32_t> values = {1, 2, 3, 4};
  ASSERT_TRUE(memory->write({1, 0}, values).ok());
  ASSERT_TRUE(memory->write({2, 8}, values).ok());
  ASSERT_TRUE(memory->write({2, 1000}, values).ok());
  StatementWorld world = testing::make_world(config, memory->memory().log(), image);
  ASSERT_EQ(world.check(), "");
  Forge ends(world, 1);
  EXPECT_EQ(ends.get(kLedgerEnds, 0, "step_high"), BabyBear::from_canonical(512 >> 8));
  ends.set(kLedgerEnds, 0, "step_high", uint64_t{1});
  EXPECT_EQ(ends.verdict(), "range checker bus\n");
  ends.set(kLedgerEnds, 0, "step_high", uint64_t{2});
  ends.set(kLedgerEnds, 1, "label_high", uint64_t{1});
  EXPECT_EQ(ends.verdict(), "range checker bus\n");
}

}  // namespace
}  // namespace zkmem
