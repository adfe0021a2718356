#include "zkmem/poly/univariate.h"

#include <algorithm>
#include <array>
#include <vector>

namespace zkmem {
namespace {

// Rounds of small degree are the many ones.
constexpr std::array<BabyBear, 8> kSmallInverses = [] {
  std::array<BabyBear, 8> inverses;
  for (uint32_t i = 1; i < inverses.size(); ++i) inverses[i] = BabyBear::from_canonical(i).inverse();
  return inverses;
}();

BabyBear inverse_of(size_t n) {
  return n < kSmallInverses.size() ? kSmallInverses[n] : BabyBear::from_u64(n).inverse();
}

template <class Point>
Ext4 horner(std::span<const Ext4> coefficients, const Point& x) {
  Ext4 value;
  for (size_t i = coefficients.size(); i-- > 0;) value = value * x + coefficients[i];
  return value;
}

// Newton's form over 0, 1, 2, …: sum_i binomial(x, i) times the i-th forward difference at 0. Leaves
// differences behind.
Ext4 newton(std::span<Ext4> values, const Ext4& x) {
  Ext4 result;
  Ext4 binomial = Ext4::one();
  for (size_t i = 0; i < values.size(); ++i) {
    result += binomial * values[0];
    for (size_t j = 0; j + 1 < values.size() - i; ++j) values[j] = values[j + 1] - values[j];
    binomial = binomial * (x - Ext4(BabyBear::from_u64(i))) * inverse_of(i + 1);
  }
  return result;
}

}  // namespace

Ext4 evaluate_polynomial(std::span<const Ext4> coefficients, const Ext4& x) {
  return horner(coefficients, x);
}
Ext4 evaluate_polynomial(std::span<const Ext4> coefficients, BabyBear x) { return horner(coefficients, x); }

Ext4 interpolate_at_integers(std::span<const Ext4> values, const Ext4& x) {
  std::vector<Ext4> differences(values.begin(), values.end());
  return newton(differences, x);
}

Ext4 next_sumcheck_claim(const Ext4& claim, std::span<const Ext4> values_from_1, const Ext4& challenge) {
  std::vector<Ext4> values;
  values.reserve(values_from_1.size() + 1);
  values.push_back(values_from_1.empty() ? claim : claim - values_from_1[0]);
  values.insert(values.end(), values_from_1.begin(), values_from_1.end());
  return newton(values, challenge);
}

Ext4 sum_over_subgroup(std::span<const Ext4> coefficients, uint32_t log_order) {
  Ext4 sum;
  const size_t order = size_t{1} << log_order;
  for (size_t i = 0; i < coefficients.size(); i += order) sum += coefficients[i];
  return sum * BabyBear::from_u64(order);
}

}  // namespace zkmem
