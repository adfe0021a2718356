#include "zkmem/primitives/is_less_than.h"

namespace zkmem {

void IsLessThan::eval(AirBuilder& builder, Expr x, Expr y, Expr out, std::span<const Expr> limbs,
                      Expr count) const {
  range_check_limbs(builder, range_bus, limbs, max_bits, count);
  eval_without_range_checks(builder, y - x, out, limbs, count);
}

void IsLessThan::eval_without_range_checks(const ConstraintScope& scope, Expr y_minus_x, Expr out,
                                           std::span<const Expr> limbs, Expr condition) const {
  ZKMEM_CHECK(max_bits <= 29);
  const uint64_t power = uint64_t{1} << max_bits;
  const Expr shifted = y_minus_x + (power - 1);
  const Expr composed = compose_limbs(scope.builder(), range_bus, limbs) + out * power;
  scope.when(condition).assert_eq(shifted, composed);
  scope.assert_bool(out);
}

}  // namespace zkmem
