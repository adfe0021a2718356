#include "zkmem/primitives/assert_less_than.h"

namespace zkmem {

void AssertLessThan::eval(AirBuilder& builder, Expr x, Expr y, std::span<const Expr> limbs,
                          Expr count) const {
  ZKMEM_CHECK(max_bits <= 29);
  range_check_limbs(builder, range_bus, limbs, max_bits, count);
  const Expr difference = y - x - 1;
  builder.when(count).assert_eq(difference, compose_limbs(builder, range_bus, limbs));
}

}  // namespace zkmem
