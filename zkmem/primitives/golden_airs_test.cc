#include <gtest/gtest.h>

#include "zkmem/air/testing/golden_air.h"
#include "zkmem/primitives/poseidon2_air.h"
#include "zkmem/primitives/variable_range_checker_air.h"

namespace zkmem {
namespace {

TEST(GoldenAirs, VariableRangeCheckerIsTheReferences) {
  const VariableRangeCheckerAir air(RangeCheckerBus{LookupBus{3}, 17});
  EXPECT_EQ(
      testing::compare_with_golden_air(build_constraints(air), "openvm-v2/air/VariableRangeCheckerAir.json"),
      "");
}

TEST(GoldenAirs, Poseidon2WithARegisterIsTheReferences) {
  const Poseidon2Air<Poseidon2Sbox::kRegister> air(LookupBus{5});
  EXPECT_EQ(
      testing::compare_with_golden_air(build_constraints(air), "openvm-v2/air/Poseidon2PeripheryAir_r1.json"),
      "");
  EXPECT_EQ(air.column_names().size(), 300U);
}

TEST(GoldenAirs, Poseidon2WithoutARegisterIsTheReferences) {
  const Poseidon2Air<Poseidon2Sbox::kExpression> air(LookupBus{5});
  EXPECT_EQ(
      testing::compare_with_golden_air(build_constraints(air), "openvm-v2/air/Poseidon2PeripheryAir_r0.json"),
      "");
  EXPECT_EQ(air.column_names().size(), 159U);
}

}  // namespace
}  // namespace zkmem
