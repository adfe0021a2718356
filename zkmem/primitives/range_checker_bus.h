// The bus of range checks: (value, bits) is on it exactly when value < 2^bits and bits <= max_bits, where (0,
// 0) counts as in range. Users look keys up; the variable range checker chip (variable_range_checker_air.h)
// provides them. Source: openvm-circuit-primitives var_range (2.0.2).
#pragma once

#include "zkmem/air/interaction.h"

namespace zkmem {

struct RangeCheckerBus {
  LookupBus bus;
  unsigned max_bits = 17;

  // value < 2^bits where `enabled` is 1; bits must not exceed max_bits.
  void range_check(AirBuilder& builder, Expr value, unsigned bits, Expr enabled) const {
    ZKMEM_CHECK(bits <= max_bits);
    bus.lookup_key(builder, {value, builder.constant(bits)}, enabled);
  }
  // The number of bits may be an expression; the table bounds it.
  void range_check(AirBuilder& builder, Expr value, Expr bits, Expr enabled) const {
    bus.lookup_key(builder, {value, bits}, enabled);
  }
  size_t limbs(unsigned bits) const { return (bits + max_bits - 1) / max_bits; }
};

// Range checks of the limbs of a number of `bits` bits, lowest limb first; the last limb may be shorter.
void range_check_limbs(AirBuilder& builder, const RangeCheckerBus& bus, std::span<const Expr> limbs,
                       unsigned bits, Expr enabled);
// 0 + limb_0 + limb_1 2^max_bits + …
Expr compose_limbs(AirBuilder& builder, const RangeCheckerBus& bus, std::span<const Expr> limbs);

}  // namespace zkmem
