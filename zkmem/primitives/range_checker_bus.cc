#include "zkmem/primitives/range_checker_bus.h"

#include <algorithm>

namespace zkmem {

void range_check_limbs(AirBuilder& builder, const RangeCheckerBus& bus, std::span<const Expr> limbs,
                       unsigned bits, Expr enabled) {
  ZKMEM_CHECK(limbs.size() >= bus.limbs(bits));  // those that are not needed have 0 bits
  for (const Expr limb : limbs) {
    const unsigned limb_bits = std::min(bits, bus.max_bits);
    bus.range_check(builder, limb, limb_bits, enabled);
    bits -= limb_bits;
  }
}

Expr compose_limbs(AirBuilder& builder, const RangeCheckerBus& bus, std::span<const Expr> limbs) {
  Expr value = builder.zero();
  for (size_t i = 0; i < limbs.size(); ++i) value += limbs[i] * (uint64_t{1} << (i * bus.max_bits));
  return value;
}

}  // namespace zkmem
