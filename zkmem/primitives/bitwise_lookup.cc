#include "zkmem/primitives/bitwise_lookup.h"

namespace zkmem {
namespace {

Expr compose_bits(AirBuilder& builder, const std::array<Expr, 8>& bits) {
  Expr sum = builder.zero();
  for (unsigned i = 0; i < 8; ++i) sum += bits[i] * (1u << i);
  return sum;
}

}  // namespace

void BitwiseLookupBus::send_range(AirBuilder& builder, Expr x, Expr y, Expr enabled) const {
  bus.lookup_key(builder, {x, y, builder.zero(), builder.zero()}, enabled);
}

void BitwiseLookupBus::send_xor(AirBuilder& builder, Expr x, Expr y, Expr z, Expr enabled) const {
  bus.lookup_key(builder, {x, y, z, builder.one()}, enabled);
}

void BitwiseLookupBus::receive(AirBuilder& builder, Expr x, Expr y, Expr z, Expr op,
                               Expr multiplicity) const {
  bus.add_key_with_lookups(builder, {x, y, z, op}, multiplicity);
}

void BitwiseLookupAir::eval(AirBuilder& builder) const {
  const auto local = builder.local<BitwiseLookupColumns>();
  const auto next = builder.next<BitwiseLookupColumns>();
  constexpr uint32_t kSide = 1 << 8;

  for (unsigned i = 0; i < 8; ++i) {
    builder.assert_bool(local.x_bits[i]);
    builder.assert_bool(local.y_bits[i]);
  }
  const Expr x = compose_bits(builder, local.x_bits);
  const Expr y = compose_bits(builder, local.y_bits);
  Expr x_xor_y = builder.zero();
  for (unsigned i = 0; i < 8; ++i) {
    const Expr a = local.x_bits[i];
    const Expr b = local.y_bits[i];
    x_xor_y += (a + b - 2 * a * b) * (1u << i);
  }

  // The rows are numbered 0 … 2^16 - 1, so every pair is there exactly once.
  const Expr row = x * kSide + y;
  const Expr next_row = compose_bits(builder, next.x_bits) * kSide + compose_bits(builder, next.y_bits);
  builder.when_transition().assert_one(next_row - row);
  builder.when_first_row().assert_zero(row);
  builder.when_last_row().assert_eq(row, kBitwiseLookupHeight - 1);

  bus_.receive(builder, x, y, builder.zero(), builder.zero(), local.mult_range);
  bus_.receive(builder, x, y, x_xor_y, builder.one(), local.mult_xor);
}

}  // namespace zkmem
