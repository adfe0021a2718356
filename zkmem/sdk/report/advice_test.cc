#include "zkmem/sdk/report/advice.h"

#include <gtest/gtest.h>

namespace zkmem {
namespace {

using Kind = Advice::Kind;

Profile profile_with(const SpaceCosts& space, const char* statement) {
  Profile profile;
  profile.statement = statement;
  profile.spaces = {space};
  return profile;
}

TEST(Advice, HasTheNumberOfEachWay) {
  SpaceCosts space{.space = 2, .reads = 90, .writes = 10, .leaves = 50};
  space.cells = 100;
  space.leaves_again = 5;
  space.crossing = 7;
  space.shifted_leaves = {50, 0, 48, 0, 40, 0, 49, 0};
  space.packed_leaves = 13;
  const std::vector<Advice> all = advice_for(profile_with(space, "memory"), 100);
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].kind, Kind::kLayout);
  EXPECT_EQ(all[0].leaves, 37u);
  EXPECT_EQ(all[0].cells, 3700u);
  EXPECT_EQ(all[1].kind, Kind::kAlignment);
  EXPECT_EQ(all[1].leaves, 10u);
  EXPECT_NE(all[1].text.find("moved by 4 cells, the segments would touch 40 leaves instead of 50 leaves"),
            std::string::npos)
      << all[1].text;
  EXPECT_EQ(all[2].kind, Kind::kSegments);
  EXPECT_EQ(all[2].cells, 500u);
  EXPECT_EQ(all[3].kind, Kind::kCrossing);
  EXPECT_EQ(all[3].cells, 0u);
  EXPECT_NE(all[3].text.find("7 accesses of 100"), std::string::npos) << all[3].text;
}

TEST(Advice, IsNoneWhereNothingIsBetter) {
  SpaceCosts space{.space = 2, .leaves = 13};
  space.cells = 100;
  space.shifted_leaves = {13, 0, 0, 0, 14, 0, 0, 0};
  space.packed_leaves = 13;
  EXPECT_TRUE(advice_for(profile_with(space, "memory"), 100).empty());
}

TEST(Advice, DoesNotMoveRegisters) {
  SpaceCosts space{.space = 1, .leaves = 10};
  space.shifted_leaves = {10, 0, 0, 0, 5, 0, 0, 0};
  space.packed_leaves = 5;
  EXPECT_TRUE(advice_for(profile_with(space, "execution"), 100).empty());
  EXPECT_EQ(advice_for(profile_with(space, "memory"), 100).size(), 2u);
}

}  // namespace
}  // namespace zkmem
