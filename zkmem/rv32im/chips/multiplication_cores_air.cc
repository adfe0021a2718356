// Constraints of MUL, MULH, MULHSU, MULHU.
#include "zkmem/rv32im/chips/cores.h"

namespace zkmem::rv32im {
namespace {

// carry[i] of the low word of b · c with limbs a: 256 carry[i] = Σ b[k] c[i - k] + carry[i - 1] - a[i].
Word<Expr> low_word_carries(AirBuilder& builder, const Word<Expr>& a, const Word<Expr>& b,
                            const Word<Expr>& c) {
  const BabyBear inverse_256 = BabyBear::from_canonical(256).inverse();
  Word<Expr> carry;
  for (size_t i = 0; i < kWordLimbs; ++i) {
    const Expr last = i == 0 ? builder.zero() : carry[i - 1];
    Expr products = builder.zero();
    for (size_t k = 0; k <= i; ++k) products += b[k] * c[i - k];
    carry[i] = inverse_256 * (last + products - a[i]);
  }
  return carry;
}

}  // namespace

CoreOutput MulCore::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row, Expr) {
  builder.assert_bool(row.is_valid);
  // Limbs are bytes and carries below 2^11: no wrap in the field, so each equation holds in the integers.
  const Word<Expr> carry = low_word_carries(builder, row.a, row.b, row.c);
  for (size_t i = 0; i < kWordLimbs; ++i) buses.range_tuple.send(builder, row.a[i], carry[i], row.is_valid);

  CoreOutput output;
  output.reads = {row.b, row.c};
  output.write = row.a;
  output.is_valid = row.is_valid;
  output.opcode = builder.constant(uint32_t{kMul}) + builder.zero();
  return output;
}

CoreOutput MulHCore::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row, Expr) {
  const std::array<Expr, 3> flags = {row.opcode_mulh_flag, row.opcode_mulhsu_flag, row.opcode_mulhu_flag};
  const Expr is_valid = one_flag_at_most(builder, flags);
  builder.assert_bool(is_valid);
  const auto& [b, c] = std::tie(row.b, row.c);
  const BabyBear inverse_256 = BabyBear::from_canonical(256).inverse();

  const Word<Expr> carry_mul = low_word_carries(builder, row.a_mul, b, c);
  for (size_t i = 0; i < kWordLimbs; ++i) {
    buses.range_tuple.send(builder, row.a_mul[i], carry_mul[i], is_valid);
  }

  // The upper four limbs of the product of the sign-extended operands.
  Word<Expr> carry;
  for (size_t j = 0; j < kWordLimbs; ++j) {
    const Expr last = j == 0 ? carry_mul[kWordLimbs - 1] : carry[j - 1];
    Expr products = builder.zero();
    for (size_t k = j + 1; k < kWordLimbs; ++k) products += b[k] * c[kWordLimbs + j - k];
    Expr extensions = builder.zero();
    for (size_t k = 0; k <= j; ++k) extensions = extensions + b[k] * row.c_ext + c[k] * row.b_ext;
    carry[j] = inverse_256 * (last + products + extensions - row.a[j]);
  }
  for (size_t i = 0; i < kWordLimbs; ++i) buses.range_tuple.send(builder, row.a[i], carry[i], is_valid);

  // The extensions are 255 times the sign, and 0 for an operand taken as unsigned.
  const BabyBear inverse_255 = BabyBear::from_canonical(255).inverse();
  const Expr b_sign = row.b_ext * inverse_255;
  const Expr c_sign = row.c_ext * inverse_255;
  builder.assert_bool(b_sign);
  builder.assert_bool(c_sign);
  builder.when(row.opcode_mulhu_flag).assert_zero(b_sign);
  builder.when(row.opcode_mulhu_flag + row.opcode_mulhsu_flag).assert_zero(c_sign);
  // 2 (top limb - 128 sign) is a byte exactly when the sign is the top bit; for MULHSU c's is only a byte.
  buses.bitwise.send_range(builder, 2 * (b[3] - b_sign * 128),
                           (row.opcode_mulh_flag + 1) * (c[3] - c_sign * 128),
                           row.opcode_mulh_flag + row.opcode_mulhsu_flag);

  CoreOutput output;
  output.reads = {b, c};
  output.write = row.a;
  output.is_valid = is_valid;
  output.opcode = uint32_t{kMulh} + local_opcode(builder, flags);
  return output;
}

}  // namespace zkmem::rv32im
