#include "zkmem/sdk/report/flame_tree.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace zkmem {
namespace {

// main calls f twice over, with g in line in f: f;g;f.
Profile small_profile() {
  Profile profile;
  profile.statement = "execution";
  profile.names = {"", "main", "f", "g"};
  profile.calls = {{1, UINT32_MAX}, {2, 0}};
  profile.samples = {{UINT32_MAX, 0, {{1, 0, 0}}, {5, 5, 0, 0, 50}},
                     {0, 4, {{2, 0, 0}}, {3, 3, 3, 0, 30}},
                     {0, 8, {{2, 0, 0}, {3, 0, 0}}, {2, 2, 2, 1, 20}},
                     {1, 12, {{2, 0, 0}}, {1, 1, 0, 0, 10}}};
  return profile;
}

std::map<std::string, uint64_t> cells_by_path(const Profile& profile, const std::vector<FlameNode>& tree) {
  std::map<std::string, uint64_t> cells;
  std::vector<std::string> paths;
  for (size_t i = 0; i < tree.size(); ++i) {
    EXPECT_LE(tree[i].parent, i);
    paths.push_back(i == 0 ? "" : paths[tree[i].parent] + ";" + profile.names[tree[i].function]);
    EXPECT_TRUE(cells.emplace(paths.back(), tree[i].total.cells).second) << paths.back();
  }
  return cells;
}

TEST(FlameTree, HasEachStackOnceWithAllItCalled) {
  const Profile profile = small_profile();
  const auto tree = flame_tree(profile, 100);
  EXPECT_EQ(cells_by_path(profile, tree),
            (std::map<std::string, uint64_t>{
                {"", 110}, {";main", 110}, {";main;f", 60}, {";main;f;g", 20}, {";main;f;f", 10}}));
  EXPECT_EQ(tree[0].total, (Costs{11, 11, 5, 1, 110}));
}

TEST(FlameTree, LeavesTheCheapestToTheirCallers) {
  const Profile profile = small_profile();
  // g has all first touches, and so a larger share of something than the inner f.
  EXPECT_EQ(cells_by_path(profile, flame_tree(profile, 4)),
            (std::map<std::string, uint64_t>{{"", 110}, {";main", 110}, {";main;f", 60}, {";main;f;g", 20}}));
  EXPECT_EQ(flame_tree(profile, 1).size(), 1u);
}

TEST(FlameTree, OfNothingIsOneNode) {
  Profile profile;
  profile.names = {""};
  ASSERT_EQ(flame_tree(profile, 10).size(), 1u);
  EXPECT_EQ(flame_tree(profile, 10)[0].total, Costs());
}

}  // namespace
}  // namespace zkmem
