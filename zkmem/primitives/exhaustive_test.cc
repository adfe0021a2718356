// The gadgets over small prime fields, where every assignment of their columns can be tried: same
// constraints, fewer bits. A prime q between 2^(max_bits + 1) and 2^(max_bits + 2) stands for BabyBear, which
// is between 2^30 and 2^31 for 29 bits.
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "zkmem/air/dag_builder.h"
#include "zkmem/primitives/assert_less_than.h"
#include "zkmem/primitives/is_less_than_array.h"
#include "zkmem/primitives/is_zero.h"

namespace zkmem {
namespace {

using Row = std::vector<uint32_t>;

AirWidths one_row_of(size_t columns) {
  AirWidths widths;
  widths.common_main = columns;
  return widths;
}

// Constraints and range checks of one row, in the integers modulo q.
class SmallField {
 public:
  SmallField(const AirBuilder& builder, uint32_t q) : dag_(build_constraints(builder).dag), q_(q) {
    for (const DagNode& node : dag_.nodes) constants_.push_back(small(node.constant));
  }

  bool holds(const Row& row) {
    values_.resize(dag_.nodes.size());
    for (size_t i = 0; i < dag_.nodes.size(); ++i) values_[i] = value(i, row);
    for (const uint32_t node : dag_.constraint_idx) {
      if (values_[node] != 0) return false;
    }
    for (const DagInteraction& check : dag_.interactions) {
      if (values_[check.count] != 0 && values_[check.message[0]] >= uint32_t{1}
                                                                        << values_[check.message[1]]) {
        return false;
      }
    }
    return true;
  }

 private:
  // Constants are small numbers or their negatives.
  uint32_t small(BabyBear constant) const {
    const uint32_t canonical = constant.as_canonical();
    return canonical <= BabyBear::kModulus / 2 ? canonical % q_
                                               : (q_ - (BabyBear::kModulus - canonical) % q_) % q_;
  }
  uint32_t value(size_t index, const Row& row) const {
    const DagNode& node = dag_.nodes[index];
    switch (node.kind) {
      case NodeKind::kVariable:
        return row[node.variable.index];
      case NodeKind::kConstant:
        return constants_[index];
      case NodeKind::kAdd:
        return (values_[node.left] + values_[node.right]) % q_;
      case NodeKind::kSub:
        return (values_[node.left] + q_ - values_[node.right]) % q_;
      case NodeKind::kNeg:
        return (q_ - values_[node.left]) % q_;
      case NodeKind::kMul:
        return values_[node.left] * values_[node.right] % q_;
      default:
        ADD_FAILURE() << "a selector in a gadget of one row";
        return 0;
    }
  }

  ConstraintDag dag_;
  uint32_t q_;
  std::vector<uint32_t> constants_, values_;
};

// Calls `each` with every row whose column i is below limits[i].
void for_each_row(const std::vector<uint32_t>& limits, const std::function<void(const Row&)>& each) {
  Row row(limits.size());
  for (;;) {
    each(row);
    size_t column = 0;
    while (column < row.size() && ++row[column] == limits[column]) row[column++] = 0;
    if (column == row.size()) return;
  }
}

struct Found {
  size_t accepted = 0;  // rows that hold and are right
  size_t wrong = 0;     // rows that hold and are not
};

// Of all rows that hold: how many are as `is_right` says.
Found try_all(const AirBuilder& builder, uint32_t q, const std::vector<uint32_t>& limits,
              const std::function<bool(const Row&)>& is_right) {
  SmallField field(builder, q);
  Found found;
  for_each_row(limits, [&](const Row& row) {
    if (field.holds(row)) ++(is_right(row) ? found.accepted : found.wrong);
  });
  return found;
}

std::span<const Expr> columns(const std::vector<Expr>& row, size_t first, size_t count) {
  return std::span(row).subspan(first, count);
}

constexpr uint32_t kPrimes[] = {17, 19, 23, 29, 31};  // for 3 bits

TEST(Exhaustive, IsZero) {
  for (const uint32_t q : {3U, 5U, 17U, 31U}) {
    AirBuilder builder(one_row_of(3), 0);
    const auto row = builder.row(0, 0);
    eval_is_zero(builder, row[0], row[1], row[2], builder.one());
    const Found found =
        try_all(builder, q, {q, q, q}, [](const Row& r) { return r[1] == (r[0] == 0 ? 1U : 0U); });
    EXPECT_EQ(found.wrong, 0) << q;
    // 0 with any inverse, and each other x with its own.
    EXPECT_EQ(found.accepted, q + q - 1) << q;
  }
}

TEST(Exhaustive, RangeLimbs) {
  // 5 bits in limbs of 2, 2 and 1: each number below 32 once, and nothing else.
  constexpr uint32_t q = 67;
  AirBuilder builder(one_row_of(4), 0);
  const auto row = builder.row(0, 0);
  const RangeCheckerBus bus{.bus = {0}, .max_bits = 2};
  range_check_limbs(builder, bus, columns(row, 1, 3), 5, builder.one());
  builder.assert_eq(row[0], compose_limbs(builder, bus, columns(row, 1, 3)));
  std::vector<uint32_t> times(q);
  try_all(builder, q, {q, q, q, q}, [&](const Row& r) { return ++times[r[0]] != 0; });
  for (uint32_t x = 0; x < q; ++x) EXPECT_EQ(times[x], x < 32 ? 1 : 0) << x;
}

TEST(Exhaustive, AssertLessThan) {
  for (const uint32_t q : kPrimes) {
    AirBuilder builder(one_row_of(4), 0);
    const auto row = builder.row(0, 0);
    AssertLessThan{{.bus = {0}, .max_bits = 2}, 3}.eval(builder, row[0], row[1], columns(row, 2, 2),
                                                        builder.one());
    const Found found = try_all(builder, q, {8, 8, q, q}, [](const Row& r) { return r[0] < r[1]; });
    EXPECT_EQ(found.wrong, 0) << q;
    EXPECT_EQ(found.accepted, 28) << q;  // each pair once
  }
}

Found is_less_than(uint32_t q) {
  AirBuilder builder(one_row_of(5), 0);
  const auto row = builder.row(0, 0);
  IsLessThan{{.bus = {0}, .max_bits = 2}, 3}.eval(builder, row[0], row[1], row[2], columns(row, 3, 2),
                                                  builder.one());
  return try_all(builder, q, {8, 8, q, q, q}, [](const Row& r) { return r[2] == (r[0] < r[1] ? 1U : 0U); });
}

TEST(Exhaustive, IsLessThan) {
  for (const uint32_t q : kPrimes) {
    EXPECT_EQ(is_less_than(q).wrong, 0) << q;
    EXPECT_EQ(is_less_than(q).accepted, 64) << q;
  }
}

TEST(Exhaustive, Attack3ComparisonsWrapInAFieldThatIsTooSmall) {
  // The bound of 29 bits is needed: with a prime below 2^(max_bits + 1) both answers are accepted of some
  // pairs.
  EXPECT_GT(is_less_than(13).wrong, 0);
  AirBuilder builder(one_row_of(4), 0);
  const auto row = builder.row(0, 0);
  AssertLessThan{{.bus = {0}, .max_bits = 2}, 3}.eval(builder, row[0], row[1], columns(row, 2, 2),
                                                      builder.one());
  EXPECT_GT(try_all(builder, 13, {8, 8, 13, 13}, [](const Row& r) { return r[0] < r[1]; }).wrong, 0);
}

TEST(Exhaustive, IsLessThanArray) {
  // Two elements of 2 bits: x, y, out, two markers, the inverse, one limb.
  constexpr uint32_t q = 11;
  AirBuilder builder(one_row_of(9), 0);
  const auto row = builder.row(0, 0);
  IsLessThanArray{{{.bus = {0}, .max_bits = 2}, 2}}.eval(builder, columns(row, 0, 2), columns(row, 2, 2),
                                                         row[4], columns(row, 5, 2), row[7],
                                                         columns(row, 8, 1), builder.one());
  const auto is_less = [](const Row& r) { return r[0] != r[2] ? r[0] < r[2] : r[1] < r[3]; };
  const Found found = try_all(builder, q, {4, 4, 4, 4, q, q, q, q, q},
                              [&](const Row& r) { return r[4] == (is_less(r) ? 1U : 0U); });
  EXPECT_EQ(found.wrong, 0);
  // Equal arrays with any inverse, which no marker asks for; each other pair once.
  EXPECT_EQ(found.accepted, 16 * q + 240);
}

}  // namespace
}  // namespace zkmem
