// How a run's ends are cut by address, and what a plan may say of it.
#include "zkmem/sdk/ledger_planning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/statement/memory_global/statement.h"

namespace zkmem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The sizes of the parts, of which one fits if it has so many leaves at most.
std::vector<size_t> cut(size_t leaves, size_t most, size_t fitting) {
  std::vector<size_t> sizes;
  size_t next = 0;
  const auto parts = cut_ends(leaves, most, [&](LeafRange part) -> Result<bool> {
    EXPECT_EQ(part.first, next);
    if (part.count > fitting) return false;
    sizes.push_back(part.count);
    next += part.count;
    return true;
  });
  EXPECT_EQ(*parts, sizes.size());
  return sizes;
}

TEST(CutEnds, PartsFollowEachOtherAndAreAsLargeAsFits) {
  EXPECT_THAT(cut(10, 4, 100), ElementsAre(4, 4, 2));
  EXPECT_THAT(cut(10, 10, 100), ElementsAre(10));
  EXPECT_THAT(cut(20000, 20000, 8192), ElementsAre(8192, 8192, 3616)) << "full rows of a power of two";
  EXPECT_THAT(cut(20000, 20000, 9000), ElementsAre(8192, 8192, 3616));
  EXPECT_THAT(cut(9, 9, 1), ElementsAre(1, 1, 1, 1, 1, 1, 1, 1, 1));
  EXPECT_THAT(cut(0, 7, 1), IsEmpty());
}

TEST(CutEnds, AnErrorEndsIt) {
  const auto parts = cut_ends(5, 2, [](LeafRange) -> Result<bool> { return bad_input("no room"); });
  EXPECT_EQ(parts.error().message, "no room");
}

// Of a segment and then so many proofs of ends, each of so many leaves.
Plan plan_of(const std::vector<uint64_t>& parts) {
  Plan plan{global_memory_statement().new_claim()};
  plan.add_segment({}, 20);
  claim_as<GlobalMemoryClaim>(*plan.claim).segments[0].is_last = true;
  for (const uint64_t leaves : parts) {
    PlannedSegment part;
    part.leaves = leaves;
    plan.add_segment(part, 20);
  }
  return plan;
}
std::pair<size_t, size_t> part_of(const Plan& plan, size_t index, size_t leaves) {
  const LeafRange part = planned_part(plan, index, leaves).value();
  return {part.first, part.count};
}

TEST(PlannedPart, AreTheLeavesOfAProof) {
  EXPECT_EQ(part_of(plan_of({}), 0, 9), std::pair(size_t{0}, size_t{9})) << "beside the segment";
  EXPECT_EQ(part_of(plan_of({0}), 1, 9), std::pair(size_t{0}, size_t{9}));
  const Plan plan = plan_of({4, 3, 2});
  EXPECT_EQ(part_of(plan, 1, 9), std::pair(size_t{0}, size_t{4}));
  EXPECT_EQ(part_of(plan, 2, 9), std::pair(size_t{4}, size_t{3}));
  EXPECT_EQ(part_of(plan, 3, 9), std::pair(size_t{7}, size_t{2}));
  EXPECT_TRUE(check_planned_ends(plan).ok());
}

TEST(PlannedPart, PlansOfOtherLeavesAreRefused) {
  EXPECT_EQ(planned_part(plan_of({4, 3, 2}), 1, 10).error().message,
            "the plan's parts of the ends are of 9 leaves, the ends of 10");
  EXPECT_EQ(planned_part(plan_of({4, 3, 2}), 1, 8).error().message,
            "the plan's entry 3 is of 2 leaves of the ends, behind 7, of 8 in all");
  EXPECT_THAT(planned_part(plan_of({4, UINT64_MAX}), 1, 8).error().message,
              HasSubstr("the plan's entry 2 is of"));
  EXPECT_EQ(check_planned_ends(plan_of({4, 0, 2})).error().message,
            "the plan has 3 entries behind its last segment, parts of the ends: entry 2 has no leaves");
}

}  // namespace
}  // namespace zkmem
