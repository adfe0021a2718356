#include "zkmem/primitives/variable_range_checker_air.h"

#include "zkmem/air/air_builder.h"

namespace zkmem {

void VariableRangeCheckerAir::eval(AirBuilder& builder) const {
  const auto local = builder.local<VariableRangeCheckerColumns>();
  const auto next = builder.next<VariableRangeCheckerColumns>();
  // The first row is (0, 0).
  builder.when_first_row().assert_zero(local.value);
  builder.when_first_row().assert_zero(local.max_bits);
  builder.when_first_row().assert_one(local.two_to_max_bits);
  // The bits stay or grow by one, and their power of two with them.
  const Expr step = next.max_bits - local.max_bits;
  builder.when_transition().assert_bool(step);
  // The value counts up or restarts at 0.
  builder.when_transition().when(next.value).assert_eq(next.value, local.value + 1);
  builder.when_transition().assert_eq(next.two_to_max_bits, local.two_to_max_bits * (1 + step));
  // value + 2^bits counts up by one each row, so a restart happens exactly where the bits grow.
  builder.when_transition().assert_eq(local.value + local.two_to_max_bits + 1,
                                      next.value + next.two_to_max_bits);
  // The last row is (0, max_bits + 1), which nobody may use.
  builder.when_last_row().assert_zero(local.value);
  builder.when_last_row().assert_eq(local.max_bits, bus_.max_bits + 1);
  builder.when_last_row().assert_zero(local.mult);
  bus_.bus.add_key_with_lookups(builder, {local.value, local.max_bits}, local.mult);
}

}  // namespace zkmem
