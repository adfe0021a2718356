// Gadget: x < y where `count` is 1, for x and y of at most max_bits bits: y - x - 1 is a sum of range-checked
// limbs. max_bits <= 29, otherwise a negative difference could wrap into range (attack 3). Assumes: count is
// 0 or 1; x and y are already known to have at most max_bits bits. Source: openvm-circuit-primitives
// assert_less_than (2.0.2).
#pragma once

#include "zkmem/primitives/range_checker_bus.h"
#include "zkmem/primitives/range_counts.h"

namespace zkmem {

struct AssertLessThan {
  RangeCheckerBus range_bus;
  unsigned max_bits = 29;

  size_t limbs() const { return range_bus.limbs(max_bits); }
  void eval(AirBuilder& builder, Expr x, Expr y, std::span<const Expr> limbs, Expr count) const;
};

// The limbs for x < y, counted.
inline void fill_assert_less_than(uint32_t x, uint32_t y, unsigned max_bits, RangeCounts& counts,
                                  std::span<BabyBear> limbs) {
  ZKMEM_DCHECK(x < y);
  counts.decompose(y - x - 1, max_bits, limbs);
}

}  // namespace zkmem
