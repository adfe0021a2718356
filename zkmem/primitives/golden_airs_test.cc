#include <gtest/gtest.h>

#include "zkmem/air/testing/golden_air.h"
#include "zkmem/primitives/variable_range_checker_air.h"

namespace zkmem {
namespace {

TEST(GoldenAirs, VariableRangeCheckerIsTheReferences) {
  const VariableRangeCheckerAir air(RangeCheckerBus{LookupBus{3}, 17});
  EXPECT_EQ(
      testing::compare_with_golden_air(build_constraints(air), "openvm-v2/air/VariableRangeCheckerAir.json"),
      "");
}

}  // namespace
}  // namespace zkmem
