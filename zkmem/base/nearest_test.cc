#include "zkmem/base/nearest.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace zkmem {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"op", "values", "profile", "prove-segment",
                                                    "prev_values"};

TEST(NearestName, FindsSlips) {
  for (const auto& [typed, meant] : {std::pair{"value", "values"},
                                     {"profil", "profile"},
                                     {"Values", "values"},
                                     {"vlaues", "values"},
                                     {"po", "op"},
                                     {"prove_segment", "prove-segment"}}) {
    EXPECT_EQ(nearest_name(typed, kNames), meant) << typed;
    EXPECT_EQ(did_you_mean(typed, kNames), std::string(", did you mean '") + meant + "'?");
  }
}

TEST(NearestName, TakesTheStartOfOneName) {
  EXPECT_EQ(nearest_name("prev", kNames), "prev_values");
  EXPECT_EQ(nearest_name("prove", kNames), "prove-segment");
  EXPECT_EQ(nearest_name("pr", kNames), std::nullopt) << "of several, and too short";
}

TEST(NearestName, DoesNotGuessWildly) {
  for (const char* typed : {"", "xyz", "checksum", "valuable"})
    EXPECT_EQ(did_you_mean(typed, kNames), "") << typed;
  EXPECT_EQ(nearest_name(std::string(100000, 'v'), kNames), std::nullopt);
  EXPECT_EQ(nearest_name("values", {}), std::nullopt);
}

}  // namespace
}  // namespace zkmem
