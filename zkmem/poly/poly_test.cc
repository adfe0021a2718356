#include <vector>

#include <gtest/gtest.h>

#include "zkmem/poly/eq.h"
#include "zkmem/poly/prism.h"
#include "zkmem/poly/univariate.h"

namespace zkmem {
namespace {

// A fixed, well mixed sequence of extension elements.
class Elements {
 public:
  Ext4 next() {
    Ext4 value;
    for (size_t i = 0; i < Ext4::kDegree; ++i) {
      state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
      value[i] = BabyBear::from_u64(state_ >> 20);
    }
    return value;
  }
  std::vector<Ext4> next(size_t count) {
    std::vector<Ext4> values;
    for (size_t i = 0; i < count; ++i) values.push_back(next());
    return values;
  }

 private:
  uint64_t state_ = 7;
};

Ext4 root_power(uint32_t l, size_t exponent) { return Ext4(BabyBear::two_adic_generator(l).pow(exponent)); }

// The point of row i: (w^z, bits of x).
std::vector<Ext4> row_point(uint32_t l, uint32_t n, size_t row) {
  std::vector<Ext4> point = {root_power(l, row & ((size_t{1} << l) - 1))};
  for (uint32_t i = 0; i < n; ++i) point.push_back(Ext4::from_canonical(row >> (l + i) & 1));
  return point;
}

TEST(Eq, TableHoldsEveryIndex) {
  Elements random;
  const std::vector<Ext4> x = random.next(5);
  const std::vector<Ext4> table = eq_table(x);
  ASSERT_EQ(table.size(), 32U);
  Ext4 sum;
  for (uint32_t i = 0; i < 32; ++i) {
    std::vector<Ext4> bits;
    for (uint32_t b = 0; b < 5; ++b) bits.push_back(Ext4::from_canonical(i >> b & 1));
    EXPECT_EQ(table[i], eq_mle(x, bits)) << i;
    EXPECT_EQ(table[i], eq_index(x, i)) << i;
    sum += table[i];
  }
  EXPECT_EQ(sum, Ext4::one());
}

TEST(Eq, BaseFieldVariableIsTheEmbeddedOne) {
  Elements random;
  const Ext4 x = random.next();
  const BabyBear y = BabyBear::from_canonical(12345);
  EXPECT_EQ(eq1(x, y), eq1(x, Ext4(y)));
}

TEST(Univariate, InterpolationAgreesWithCoefficients) {
  Elements random;
  for (size_t degree = 0; degree < 20; ++degree) {
    const std::vector<Ext4> coefficients = random.next(degree + 1);
    std::vector<Ext4> values;
    for (uint32_t i = 0; i <= degree; ++i)
      values.push_back(evaluate_polynomial(coefficients, BabyBear::from_canonical(i)));
    const Ext4 x = random.next();
    const Ext4 expected = evaluate_polynomial(coefficients, x);
    EXPECT_EQ(interpolate_at_integers(values, x), expected) << degree;
    if (degree == 0) continue;
    const std::vector<Ext4> from_1(values.begin() + 1, values.end());
    EXPECT_EQ(next_sumcheck_claim(values[0] + values[1], from_1, x), expected) << degree;
    EXPECT_EQ(interpolate_at_integers(values, Ext4::one()), values[1]) << degree;
  }
}

TEST(Univariate, SumOverSubgroup) {
  Elements random;
  const std::vector<Ext4> coefficients = random.next(23);
  for (uint32_t l = 0; l < 5; ++l) {
    Ext4 sum;
    for (size_t z = 0; z < (size_t{1} << l); ++z) sum += evaluate_polynomial(coefficients, root_power(l, z));
    EXPECT_EQ(sum_over_subgroup(coefficients, l), sum) << l;
  }
}

TEST(Prism, EqualityIsTheIdentityOnRows) {
  for (uint32_t l = 0; l < 4; ++l) {
    for (size_t a = 0; a < (size_t{4} << l); ++a) {
      for (size_t b = 0; b < (size_t{4} << l); ++b) {
        const auto x = row_point(l, 2, a);
        const auto y = row_point(l, 2, b);
        const size_t next = (b + 1) % (size_t{4} << l);
        EXPECT_EQ(eq_prism(l, x, y), Ext4::from_canonical(a == b ? 1 : 0)) << l << " " << a << " " << b;
        EXPECT_EQ(rotation_prism(l, x, y), Ext4::from_canonical(a == next ? 1 : 0))
            << l << " " << a << " " << b;
      }
    }
  }
}

TEST(Prism, UnivariateEqualityWithOne) {
  Elements random;
  for (uint32_t l = 0; l < 6; ++l) {
    const Ext4 x = random.next();
    EXPECT_EQ(eq_univariate_one(l, x), eq_univariate(l, x, Ext4::one())) << l;
  }
}

TEST(Prism, SharpWeightsInterpolateTheTable) {
  Elements random;
  for (uint32_t l = 0; l < 4; ++l) {
    const std::vector<Ext4> point = random.next(l);
    const std::vector<Ext4> table = eq_table(point);
    for (size_t z = 0; z < table.size(); ++z)
      EXPECT_EQ(eq_sharp(point, root_power(l, z)), table[z]) << l << " " << z;
  }
}

TEST(Prism, SelectorsMarkTheirRows) {
  for (uint32_t l = 0; l < 4; ++l) {
    for (uint32_t n = 0; n < 3; ++n) {
      const size_t rows = size_t{1} << (l + n);
      for (size_t row = 0; row < rows; ++row) {
        const RowSelectors selectors = row_selectors(l, row_point(l, n, row));
        EXPECT_EQ(selectors.is_first, Ext4::from_canonical(row == 0 ? 1 : 0));
        EXPECT_EQ(selectors.is_last, Ext4::from_canonical(row == rows - 1 ? 1 : 0));
        EXPECT_EQ(selectors.is_transition, Ext4::from_canonical(row == rows - 1 ? 0 : 1));
      }
    }
  }
}

TEST(Prism, LiftedPointOfShortTraces) {
  Elements random;
  const std::vector<Ext4> point = random.next(4);
  EXPECT_EQ(lifted_point(3, 2, point).coordinates, (std::vector<Ext4>{point[0], point[1], point[2]}));
  EXPECT_EQ(lifted_point(3, 0, point).coordinates, (std::vector<Ext4>{point[0]}));
  const PrismPoint shorter = lifted_point(3, -2, point);
  EXPECT_EQ(shorter.l, 1U);
  EXPECT_EQ(shorter.coordinates, (std::vector<Ext4>{point[0].pow(4)}));
}

}  // namespace
}  // namespace zkmem
