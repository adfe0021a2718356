#include <random>

#include <gtest/gtest.h>

#include "zkmem/field/babybear.h"
#include "zkmem/field/ext4.h"
#include "zkmem/field/koalabear.h"
#include "zkmem/field/matrix.h"

namespace zkmem {
namespace {

// One axiom suite for all fields.
template <class F>
F random_element(std::mt19937_64& rng) {
  if constexpr (std::same_as<F, Ext4>) {
    return Ext4({BabyBear::from_u64(rng()), BabyBear::from_u64(rng()), BabyBear::from_u64(rng()),
                 BabyBear::from_u64(rng())});
  } else {
    return F::from_u64(rng());
  }
}

template <class F>
class FieldAxioms : public testing::Test {};
using Fields = testing::Types<BabyBear, KoalaBear, Ext4>;
TYPED_TEST_SUITE(FieldAxioms, Fields);

TYPED_TEST(FieldAxioms, Hold) {
  using F = TypeParam;
  std::mt19937_64 rng(1);
  for (int i = 0; i < 1000; ++i) {
    const F a = random_element<F>(rng);
    const F b = random_element<F>(rng);
    const F c = random_element<F>(rng);
    EXPECT_EQ(a + b, b + a);
    EXPECT_EQ(a * b, b * a);
    EXPECT_EQ((a + b) + c, a + (b + c));
    EXPECT_EQ((a * b) * c, a * (b * c));
    EXPECT_EQ(a * (b + c), a * b + a * c);
    EXPECT_EQ(a - a, F::zero());
    EXPECT_EQ(a + (-a), F::zero());
    EXPECT_EQ(a * F::one(), a);
    if (!a.is_zero()) {
      EXPECT_EQ(a * a.inverse(), F::one());
    }
    EXPECT_EQ(a.pow(7), a * a * a * a * a * a * a);
    EXPECT_EQ(a.exp_power_of_2(3), a.pow(8));
  }
  EXPECT_EQ(F::zero().inverse(), F::zero());
}

template <class F>
class PrimeFields : public testing::Test {};
using Primes = testing::Types<BabyBear, KoalaBear>;
TYPED_TEST_SUITE(PrimeFields, Primes);

TYPED_TEST(PrimeFields, AgreeWithPlainArithmetic) {
  using F = TypeParam;
  std::mt19937_64 rng(2);
  const uint64_t p = F::kModulus;
  std::vector<uint64_t> samples = {0, 1, 2, p - 1, p - 2, p / 2, p / 2 + 1};
  for (int i = 0; i < 100; ++i) samples.push_back(rng() % p);
  for (const uint64_t a : samples) {
    const F x = F::from_u64(a);
    EXPECT_EQ(x.as_canonical(), a);
    EXPECT_EQ(x.halved() + x.halved(), x);
    for (const uint64_t b : samples) {
      const F y = F::from_u64(b);
      EXPECT_EQ((x + y).as_canonical(), (a + b) % p);
      EXPECT_EQ((x - y).as_canonical(), (a + p - b) % p);
      EXPECT_EQ((x * y).as_canonical(), a * b % p);
    }
  }
  EXPECT_EQ(F::from_i64(-1), -F::one());
}

TYPED_TEST(PrimeFields, RootsOfUnityHaveTheirOrder) {
  using F = TypeParam;
  for (unsigned k = 1; k <= F::kTwoAdicity; ++k) {
    EXPECT_EQ(F::two_adic_generator(k).exp_power_of_2(k - 1), -F::one());
    EXPECT_EQ(F::two_adic_generator(k).square(), F::two_adic_generator(k - 1));
  }
}

TEST(ColumnMatrix, ColumnsAreContiguous) {
  Trace trace(4, 3);
  trace.at(2, 1) = BabyBear::one();
  EXPECT_EQ(trace.view().column(1)[2], BabyBear::one());
  EXPECT_EQ(trace.view().data()[6], BabyBear::one());
  EXPECT_EQ(trace.view().columns(1, 2).at(2, 0), BabyBear::one());
}

}  // namespace
}  // namespace zkmem
