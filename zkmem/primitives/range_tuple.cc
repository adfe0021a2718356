#include "zkmem/primitives/range_tuple.h"

namespace zkmem {

void RangeTupleBus::send(AirBuilder& builder, Expr x, Expr y, Expr enabled) const {
  bus.lookup_key(builder, {x, y}, enabled);
}

void RangeTupleAir::eval(AirBuilder& builder) const {
  const auto local = builder.local<RangeTupleColumns>();
  const auto next = builder.next<RangeTupleColumns>();
  const std::array<uint32_t, 2> last = {bus_.sizes[0] - 1, bus_.sizes[1] - 1};

  for (unsigned i = 0; i < 2; ++i) {
    builder.when_first_row().assert_zero(local.tuple[i]);
    builder.when_last_row().assert_eq(local.tuple[i], last[i]);
  }
  const Expr x = next.tuple[0] - local.tuple[0];
  const Expr y = next.tuple[1] - local.tuple[1];
  // x stays or grows by one; y grows by one or wraps from its last value to 0.
  builder.when_transition().assert_bool(x);
  builder.when_ne(y, 1).assert_eq(local.tuple[1], last[1]);
  builder.when_ne(y, 1).assert_eq(next.tuple[1], 0);

  // x moves exactly when y wraps: a polynomial in both differences that vanishes on (0, 0), (0, 1), (1, b)
  // and (a, b), where a and b are the differences of a wrap, and on no other pair that the constraints above
  // allow.
  const BabyBear one = BabyBear::one();
  const BabyBear a = -BabyBear::from_canonical(last[0]);
  const BabyBear b = -BabyBear::from_canonical(last[1]);
  builder.assert_zero(y * (y - 1) * (-x * (a + one) + a) + x * x * (y * (b + b - one) - b * b));

  bus_.bus.add_key_with_lookups(builder, {local.tuple[0], local.tuple[1]}, local.mult);
}

}  // namespace zkmem
