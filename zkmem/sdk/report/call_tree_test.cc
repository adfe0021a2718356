#include "zkmem/sdk/report/call_tree.h"

#include <vector>

#include <gtest/gtest.h>

namespace zkmem {
namespace {

// Functions on the stack, outermost first.
std::vector<uint32_t> path(const CallTree& tree) {
  std::vector<uint32_t> functions;
  for (uint32_t at = tree.top(); at != CallTree::kNone; at = tree.nodes()[at].caller)
    functions.insert(functions.begin(), tree.nodes()[at].function);
  return functions;
}
using Path = std::vector<uint32_t>;

TEST(CallTree, FollowsCallsAndReturns) {
  CallTree tree(7);
  tree.call(8, 100);
  tree.call(9, 200);
  EXPECT_EQ(path(tree), (Path{7, 8, 9}));
  tree.go_back(200, 8);
  EXPECT_EQ(path(tree), (Path{7, 8}));
  const uint32_t again = tree.top();
  tree.go_back(100, 7);
  tree.call(8, 104);
  EXPECT_EQ(tree.top(), again);  // one node for all calls from there
  EXPECT_EQ(tree.nodes().size(), 3u);
}

TEST(CallTree, ATailCallReturnsForItsCaller) {
  CallTree tree(7);
  tree.call(8, 100);
  tree.replace(9);
  EXPECT_EQ(path(tree), (Path{7, 9}));
  tree.go_back(100, 7);
  EXPECT_EQ(path(tree), (Path{7}));
}

TEST(CallTree, AReturnPastSeveralCallsLeavesThemAll) {
  CallTree tree(7);
  tree.call(8, 100);
  tree.call(9, 200);
  tree.call(10, 300);
  tree.go_back(100, 7);
  EXPECT_EQ(path(tree), (Path{7}));
}

TEST(CallTree, AReturnToWhereNobodyCalledFromIsAJump) {
  CallTree tree(7);
  tree.call(8, 100);
  tree.go_back(999, 8);
  EXPECT_EQ(path(tree), (Path{7, 8}));
  tree.go_back(999, 12);
  EXPECT_EQ(path(tree), (Path{7, 12}));
}

TEST(CallTree, ADeeperStackThanItHasRoomForIsItsCallers) {
  CallTree tree(0);
  const uint32_t deep = CallTree::kDeepest + 100;
  for (uint32_t k = 1; k <= deep; ++k) tree.call(k, k);
  EXPECT_EQ(tree.nodes().size(), CallTree::kDeepest);
  EXPECT_EQ(tree.unfollowed(), deep + 1 - CallTree::kDeepest);
  for (uint32_t k = deep; k >= 1; --k) tree.go_back(k, k - 1);
  EXPECT_EQ(path(tree), (Path{0}));
}

TEST(CallTree, HasNoMoreNodesThanItsRoom) {
  CallTree tree(0);
  for (uint32_t k = 1; k < 2 * CallTree::kMostNodes; ++k) {
    tree.call(k, 1);
    tree.go_back(1, 0);
  }
  EXPECT_EQ(tree.nodes().size(), CallTree::kMostNodes);
  EXPECT_GT(tree.unfollowed(), 0u);
  EXPECT_EQ(path(tree), (Path{0}));
}

}  // namespace
}  // namespace zkmem
