#include "zkmem/air/dag_builder.h"

#include <gtest/gtest.h>

#include "zkmem/air/interaction.h"
#include "zkmem/air/testing/golden_air.h"

namespace zkmem {
namespace {

using Kinds = std::vector<NodeKind>;

Kinds kinds(const ConstraintDag& dag) {
  Kinds out;
  for (const DagNode& node : dag.nodes) out.push_back(node.kind);
  return out;
}

AirWidths common(size_t width) {
  return AirWidths{.preprocessed = 0, .cached_mains = {}, .common_main = width};
}

TEST(DagBuilder, SimplifiesAsTheReferenceAndKeepsDeadNodes) {
  AirBuilder b(common(2), 0);
  b.assert_zero(b.main(0) + 0);             // the variable itself; the 0 stays in the list
  b.assert_zero(b.main(1) - (-b.main(0)));  // becomes an addition; the negation stays
  b.assert_zero(1 * b.main(0) * 1);
  const AirConstraints air = build_constraints(b);
  using enum NodeKind;
  EXPECT_EQ(kinds(air.dag), (Kinds{kVariable, kConstant, kVariable, kNeg, kAdd, kConstant}));
  EXPECT_EQ(air.dag.constraint_idx, (std::vector<uint32_t>{0, 4})) << "sorted, without duplicates";
}

TEST(DagBuilder, StoresTheDegreeOfTheTreeAsWritten) {
  AirBuilder b(common(1), 0);
  const Expr x = b.main(0);
  b.assert_zero((x - x * x * x) * 0 + x);
  const AirConstraints air = build_constraints(b);
  EXPECT_EQ(air.max_constraint_degree, 3U);
  EXPECT_EQ(air.dag.nodes[air.dag.constraint_idx[0]].kind, NodeKind::kVariable);
}

TEST(DagBuilder, EqualTreesOfDifferentWrittenDegreeAreDifferentNodes) {
  AirBuilder b(common(2), 0);
  const Expr folded = b.zero() * b.main(0) * b.main(0);  // interned as the constant 0, written degree 2
  b.assert_zero(b.main(0) * (b.main(1) + folded));
  b.assert_zero(b.main(0) * b.main(1));
  const AirConstraints air = build_constraints(b);
  EXPECT_EQ(air.dag.constraint_idx.size(), 2U);
}

TEST(DagBuilder, NestedConditionsMultiplyFromTheOutside) {
  AirBuilder b(common(3), 0);
  b.when(b.main(0)).when(b.main(1)).assert_zero(b.main(2));
  const AirConstraints air = build_constraints(b);
  const DagNode& outer = air.dag.nodes[air.dag.constraint_idx[0]];
  EXPECT_EQ(outer.kind, NodeKind::kMul);
  EXPECT_EQ(air.dag.nodes[outer.left].variable.index, 0U);
  EXPECT_EQ(air.dag.nodes[outer.right].kind, NodeKind::kMul);
  EXPECT_EQ(outer.degree_multiple, 3U);
}

TEST(DagBuilder, ListsUnusedVariablesByPart) {
  AirBuilder b(AirWidths{.preprocessed = 1, .cached_mains = {1}, .common_main = 2}, 0);
  b.assert_zero(b.main(1, 1));
  const AirConstraints air = build_constraints(b);
  EXPECT_TRUE(air.need_rot);
  using V = SymbolicVariable;
  const auto kPre = EntryKind::kPreprocessed;
  const auto kMain = EntryKind::kMain;
  EXPECT_EQ(air.unused_variables, (std::vector<V>{{kPre, 0, 0, 0},
                                                  {kPre, 0, 1, 0},
                                                  {kMain, 0, 0, 0},
                                                  {kMain, 0, 1, 0},
                                                  {kMain, 1, 0, 0},
                                                  {kMain, 1, 1, 0},
                                                  {kMain, 1, 0, 1}}));
}

// The range checker's table of the reference, written here by hand: value, max_bits, two_to_max_bits, mult.
TEST(DagBuilder, RebuildsAGoldenAirNodeForNode) {
  AirBuilder b(common(4), 0);
  const auto local = b.row(0, 0);
  const auto next = b.row(0, 1);
  b.when_first_row().assert_zero(local[0]);
  b.when_first_row().assert_zero(local[1]);
  b.when_first_row().assert_one(local[2]);
  const Expr step = next[1] - local[1];
  b.when_transition().assert_bool(step);
  b.when_transition().when(next[0]).assert_eq(next[0], local[0] + 1);
  b.when_transition().assert_eq(next[2], local[2] * (1 + step));
  b.when_transition().assert_eq(local[0] + local[2] + 1, next[0] + next[2]);
  b.when_last_row().assert_zero(local[0]);
  b.when_last_row().assert_eq(local[1], 18);
  b.when_last_row().assert_zero(local[3]);
  LookupBus{3}.add_key_with_lookups(b, {local[0], local[1]}, local[3]);
  EXPECT_EQ(
      testing::compare_with_golden_air(build_constraints(b), "openvm-v2/air/VariableRangeCheckerAir.json"),
      "");
  EXPECT_NE(testing::compare_with_golden_air(build_constraints(b), "openvm-v2/air/AccessAir.json"), "");
}

}  // namespace
}  // namespace zkmem
