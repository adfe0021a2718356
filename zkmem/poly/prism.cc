#include "zkmem/poly/prism.h"

#include "zkmem/base/check.h"
#include "zkmem/poly/eq.h"

namespace zkmem {
namespace {

BabyBear half_to(uint32_t exponent) {
  BabyBear value = BabyBear::one();
  for (uint32_t i = 0; i < exponent; ++i) value = value.halved();
  return value;
}

}  // namespace

Ext4 eq_univariate(uint32_t l, Ext4 x, Ext4 y) {
  Ext4 value = Ext4::one();
  for (uint32_t i = 0; i < l; ++i) {
    value = (x + y) * value + (x - Ext4::one()) * (y - Ext4::one());
    x = x.square();
    y = y.square();
  }
  return value * half_to(l);
}

Ext4 eq_univariate_one(uint32_t l, Ext4 x) {
  Ext4 value = Ext4::one();
  for (uint32_t i = 0; i < l; ++i) {
    value *= x + Ext4::one();
    x = x.square();
  }
  return value * half_to(l);
}

Ext4 eq_sharp(std::span<const Ext4> point, const Ext4& z) {
  const auto l = static_cast<uint32_t>(point.size());
  const BabyBear generator = BabyBear::two_adic_generator(l);
  BabyBear root = BabyBear::one();
  Ext4 sum;
  for (const Ext4& weight : eq_table(point)) {
    sum += weight * eq_univariate(l, z, Ext4(root));
    root *= generator;
  }
  return sum;
}

Ext4 eq_prism(uint32_t l, std::span<const Ext4> x, std::span<const Ext4> y) {
  return eq_univariate(l, x[0], y[0]) * eq_mle(x.subspan(1), y.subspan(1));
}

// Row i + 1 is z + 1 in the same block, unless z is the block's last: then z = 0 in the next block,
// cyclically. With eq and rot the multilinear equality and its cyclic successor, the first kind has eq, and
// the wrapping z has rot.
Ext4 rotation_prism(uint32_t l, std::span<const Ext4> x, std::span<const Ext4> y) {
  ZKMEM_CHECK(x.size() == y.size() && !x.empty());
  Ext4 eq = Ext4::one();
  Ext4 rot = Ext4::one();
  for (size_t i = x.size(); i-- > 1;) {
    rot = x[i] * (Ext4::one() - y[i]) * eq + (Ext4::one() - x[i]) * y[i] * rot;
    eq *= eq1(x[i], y[i]);
  }
  const Ext4 shifted = y[0] * BabyBear::two_adic_generator(l);
  return eq_univariate(l, x[0], shifted) * eq +
         eq_univariate_one(l, x[0]) * eq_univariate_one(l, shifted) * (rot - eq);
}

RowSelectors row_selectors(uint32_t l, std::span<const Ext4> point) {
  RowSelectors selectors;
  selectors.is_first = eq_univariate_one(l, point[0]);
  selectors.is_last = eq_univariate_one(l, point[0] * BabyBear::two_adic_generator(l));
  for (const Ext4& x : point.subspan(1)) {
    selectors.is_first *= Ext4::one() - x;
    selectors.is_last *= x;
  }
  selectors.is_transition = Ext4::one() - selectors.is_last;
  return selectors;
}

PrismPoint lifted_point(uint32_t l, int32_t n, std::span<const Ext4> point) {
  if (n < 0) {
    const auto missing = static_cast<uint32_t>(-n);
    return {l - missing, {point[0].exp_power_of_2(missing)}};
  }
  const auto used = point.first(static_cast<size_t>(n) + 1);
  return {l, {used.begin(), used.end()}};
}

}  // namespace zkmem
