#include "zkmem/primitives/is_less_than_array.h"

namespace zkmem {

void IsLessThanArray::eval(const ConstraintScope& scope, std::span<const Expr> x, std::span<const Expr> y,
                           Expr out, std::span<const Expr> diff_marker, Expr diff_inverse,
                           std::span<const Expr> limbs, Expr count) const {
  ZKMEM_CHECK(x.size() == y.size() && x.size() == diff_marker.size());
  AirBuilder& builder = scope.builder();
  range_check_limbs(builder, less_than.range_bus, limbs, less_than.max_bits, count);
  Expr prefix_sum = builder.zero();
  Expr difference = builder.zero();
  for (size_t i = 0; i < x.size(); ++i) {
    const Expr step = y[i] - x[i];
    difference += step * diff_marker[i];
    prefix_sum += diff_marker[i];
    scope.assert_bool(diff_marker[i]);
    // Up to the marked index, all elements are equal.
    scope.when(count).assert_zero(logical_not(prefix_sum) * step);
    scope.when(diff_marker[i]).assert_one(step * diff_inverse);
  }
  scope.assert_bool(prefix_sum);
  // Without a marker the arrays are equal, so not less.
  scope.when(count).when(logical_not(prefix_sum)).assert_zero(out);
  less_than.eval_without_range_checks(scope, difference, out, limbs, count);
}

bool fill_is_less_than_array(std::span<const BabyBear> x, std::span<const BabyBear> y, unsigned max_bits,
                             RangeCounts& counts, std::span<BabyBear> diff_marker, BabyBear& diff_inverse,
                             std::span<BabyBear> limbs) {
  BabyBear difference;
  diff_inverse = BabyBear::zero();
  bool equal = true;
  for (size_t i = 0; i < x.size(); ++i) {
    diff_marker[i] = BabyBear::zero();
    if (!equal || x[i] == y[i]) continue;
    equal = false;
    diff_marker[i] = BabyBear::one();
    difference = y[i] - x[i];
    diff_inverse = difference.inverse();
  }
  const uint32_t power = uint32_t{1} << max_bits;
  const uint32_t shifted = (difference + BabyBear::from_canonical(power - 1)).as_canonical();
  counts.decompose(shifted & (power - 1), max_bits, limbs);
  return shifted >= power;
}

}  // namespace zkmem
