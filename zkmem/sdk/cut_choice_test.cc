#include "zkmem/sdk/cut_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zkmem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Two AIRs: 0 has a row for each access, 1 for each touched leaf. No tables.
constexpr uint32_t kSpace = 2;

void add(CutSurvey& survey, uint64_t accesses, std::initializer_list<uint32_t> leaves,
         bool must_end = false) {
  for (const uint32_t label : leaves) survey.touch(kSpace, label, 1);
  survey.end_piece({{accesses, accesses / 2}, {accesses, 0}, must_end});
}

// By padded rows of the first AIR, and `fixed` a segment.
CostOfHeights by_rows(uint64_t fixed, uint32_t highest = 63) {
  return [=](const LogHeights& heights) -> Result<std::optional<SegmentCost>> {
    if (*heights[0] > highest) return std::optional<SegmentCost>();
    return std::optional(SegmentCost{fixed + (uint64_t{1} << *heights[0]), 0});
  };
}

std::vector<uint64_t> accesses_at(const CutChoice& choice) {
  std::vector<uint64_t> accesses;
  for (const RunLength& place : choice.schedule.places()) accesses.push_back(place.accesses);
  return accesses;
}

TEST(CutSurvey, CountsALeafOfSeveralPiecesOncePerSegment) {
  CutSurvey survey(LogHeights(2));
  add(survey, 4, {0, 1, 511, 512});
  add(survey, 4, {2, 1, 2, 1});
  add(survey, 4, {3});
  add(survey, 4, {0, 1, 2, 512});
  const auto leaves_of = [&](size_t begin, size_t pieces) {
    CutSurvey::Window window(survey, begin);
    while (window.end() < begin + pieces) EXPECT_TRUE(window.grow());
    return window.heights()[1];
  };
  EXPECT_EQ(leaves_of(0, 1), 2u);  // 4 leaves
  EXPECT_EQ(leaves_of(0, 2), 3u);  // 5
  EXPECT_EQ(leaves_of(0, 4), 3u);  // 6
  EXPECT_EQ(leaves_of(1, 2), 2u);  // 3
  EXPECT_EQ(leaves_of(1, 3), 3u);  // 5: leaf 1 and leaf 2 again, 3, and of piece 0 those that come back
  EXPECT_EQ(leaves_of(2, 1), 0u);
}

TEST(CutSurvey, SegmentsHaveTheTablesAndEndWhereTheyMust) {
  LogHeights tables(2);
  tables[1] = 7;
  CutSurvey survey(tables);
  add(survey, 4, {}, true);
  for (size_t i = 0; i < CutSurvey::kMostPieces + 1; ++i) add(survey, 4, {});
  CutSurvey::Window first(survey, 0);
  EXPECT_TRUE(first.grow());
  EXPECT_FALSE(first.grow());
  EXPECT_THAT(first.heights(), ElementsAre(2, 7));
  CutSurvey::Window second(survey, 1);
  for (size_t i = 0; i < CutSurvey::kMostPieces; ++i) EXPECT_TRUE(second.grow());
  EXPECT_FALSE(second.grow());
  EXPECT_EQ(second.length(), (RunLength{4 * CutSurvey::kMostPieces, 2 * CutSurvey::kMostPieces}));
}

TEST(CutChoice, CutsWhereRowsFillTheirHeight) {
  CutSurvey survey(LogHeights(2));
  for (int i = 0; i < 5; ++i) add(survey, 1024, {});
  // One segment has 8192 rows; of 4 pieces and of 1 there are 5120, and a segment more.
  const CutChoice choice = choose_cut(survey, by_rows(100)).value();
  EXPECT_THAT(accesses_at(choice), ElementsAre(4096));
  EXPECT_EQ(choice.schedule.places()[0].instructions, 2048u);
  EXPECT_EQ(choice.why,
            "2 segments of at most 4096 accesses: an estimated 35.8 % less time and as much proof than in "
            "the longest segments (1)");
}

TEST(CutChoice, TakesTheLongestSegmentsWhenNothingIsGained) {
  CutSurvey survey(LogHeights(2));
  for (int i = 0; i < 4; ++i) add(survey, 1024, {});
  EXPECT_THAT(accesses_at(choose_cut(survey, by_rows(0)).value()), ElementsAre());
  const CutChoice dear = choose_cut(survey, by_rows(100000)).value();
  EXPECT_THAT(accesses_at(dear), ElementsAre());
  EXPECT_THAT(dear.why,
              HasSubstr("1 segment of at most 4096 accesses: no other cut is estimated to save a twentieth"));
}

TEST(CutChoice, KeepsTheLongestSegmentsUnlessATwentiethIsSaved) {
  CutSurvey survey(LogHeights(2));
  for (int i = 0; i < 5; ++i) add(survey, 1024, {});
  // 8192 rows and a segment beside 5120 rows and two.
  EXPECT_THAT(accesses_at(choose_cut(survey, by_rows(2500)).value()), ElementsAre(4096));
  EXPECT_THAT(accesses_at(choose_cut(survey, by_rows(2600)).value()), ElementsAre());
}

TEST(CutChoice, LeavesOutWhatCannotBeProven) {
  CutSurvey survey(LogHeights(2));
  for (int i = 0; i < 5; ++i) add(survey, 1024, {});
  const CutChoice longest = choose_cut(survey, by_rows(100, 11)).value();
  EXPECT_THAT(accesses_at(longest), ElementsAre());
  EXPECT_THAT(longest.why, HasSubstr("3 segments of at most 2048 accesses: no other"));
  // A piece is a segment even so: whoever cuts must see.
  EXPECT_THAT(choose_cut(survey, by_rows(100, 3))->why, HasSubstr("5 segments of at most 1024 accesses"));
}

TEST(CutChoice, PassesOnWhatCostsSay) {
  CutSurvey survey(LogHeights(2));
  add(survey, 1, {});
  const auto failed =
      choose_cut(survey, [](const LogHeights&) -> Result<std::optional<SegmentCost>> { return cancelled(); });
  EXPECT_EQ(failed.error().kind, ErrorKind::kCancelled);
}

TEST(CutSchedule, LimitsReachTheNextPlace) {
  const CutSchedule schedule({{100000, 30000}, {200000, 150000}});
  EXPECT_EQ(schedule.limit({0, 0}, 1 << 22), 100000u);
  EXPECT_EQ(schedule.limit({0, 0}, 50000), 50000u);
  // The segment before ended a few accesses early: what is left of it goes into the next one.
  EXPECT_EQ(schedule.limit({99997, 29999}, 1 << 22), 120001u);  // instructions are more than accesses there
  EXPECT_EQ(schedule.limit({199999, 149999}, 1 << 22), uint64_t{1} << 22);
  EXPECT_EQ(schedule.limit({300000, 200000}, 1 << 22), uint64_t{1} << 22);
  EXPECT_EQ(CutSchedule().limit({}, 77), 77u);
}

TEST(SegmentCost, BytesCountBesideTime) {
  EXPECT_EQ((SegmentCost{1000, 10}).weight(), 1000 + 10 * SegmentCost::kNanosecondsPerByte);
}

}  // namespace
}  // namespace zkmem
