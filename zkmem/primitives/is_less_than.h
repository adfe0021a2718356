// Gadget: out = (x < y) where `count` is 1, for x and y of at most max_bits bits (<= 29): y - x - 1 +
// 2^max_bits is out 2^max_bits plus a sum of range-checked limbs. Assumes count is 0 or 1 and both bounds.
// Source: openvm-circuit-primitives is_less_than (2.0.2).
#pragma once

#include "zkmem/primitives/range_checker_bus.h"
#include "zkmem/primitives/range_counts.h"

namespace zkmem {

struct IsLessThan {
  RangeCheckerBus range_bus;
  unsigned max_bits = 29;

  size_t limbs() const { return range_bus.limbs(max_bits); }
  void eval(AirBuilder& builder, Expr x, Expr y, Expr out, std::span<const Expr> limbs, Expr count) const;
  // The constraints alone, on y - x; the caller adds range_check_limbs. `scope` may restrict the rows.
  void eval_without_range_checks(const ConstraintScope& scope, Expr y_minus_x, Expr out,
                                 std::span<const Expr> limbs, Expr condition) const;
};

// Fills the limbs (counted) and returns out, for |y - x| <= 2^max_bits.
inline bool fill_is_less_than(uint32_t x, uint32_t y, unsigned max_bits, RangeCounts& counts,
                              std::span<BabyBear> limbs) {
  const uint32_t shifted = (uint32_t{1} << max_bits) + y - x - 1;
  counts.decompose(shifted & ((uint32_t{1} << max_bits) - 1), max_bits, limbs);
  return x < y;
}

}  // namespace zkmem
