#include "zkmem/sdk/segment_fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zkmem {
namespace {

using ::testing::ElementsAre;

TEST(CutNote, IsOneLineHoweverOftenTheLimitIsHalved) {
  std::vector<std::string> notes = {"another note"};
  CutNote cuts(notes);
  EXPECT_THAT(notes, ElementsAre("another note"));
  for (uint64_t limit = 1 << 22; limit >= 1 << 12; limit /= 2) cuts.add(3, limit, limit_reached("too large"));
  EXPECT_THAT(notes, ElementsAre("another note", "segment 3 is cut to 4096 accesses: too large"));
  notes.push_back("a later one");
  cuts.add(5, 2048, limit_reached("no room"));
  EXPECT_THAT(notes,
              ElementsAre("another note",
                          "segments are cut from segment 3 on, from segment 5 on to 2048 accesses: no room",
                          "a later one"));
}

}  // namespace
}  // namespace zkmem
