// Constraints of DIV, DIVU, REM, REMU.
#include "zkmem/rv32im/chips/cores.h"

namespace zkmem::rv32im {
namespace {

Expr limb_sum(AirBuilder& builder, const Word<Expr>& limbs) {
  Expr sum = builder.zero();
  for (const Expr& limb : limbs) sum += limb;
  return sum;
}

// b = c q + r in 64 bits, all four sign-extended; looks up (q[i], carry) and (r[i], carry), which makes the
// limbs bytes.
void check_product(AirBuilder& builder, const MachineBuses& buses, const DivRemCore::Columns<Expr>& row,
                   Expr is_valid) {
  const auto& [b, c, q, r] = std::tie(row.b, row.c, row.q, row.r);
  const BabyBear inverse_256 = BabyBear::from_canonical(256).inverse();
  const Expr b_ext = row.b_sign * 255;
  const Expr c_ext = row.c_sign * 255;
  Word<Expr> carry;
  for (size_t i = 0; i < kWordLimbs; ++i) {
    const Expr last = i == 0 ? builder.zero() : carry[i - 1];
    Expr products = r[i];
    for (size_t k = 0; k <= i; ++k) products += c[k] * q[i - k];
    carry[i] = (last + products - b[i]) * inverse_256;
  }
  for (size_t i = 0; i < kWordLimbs; ++i) buses.range_tuple.send(builder, q[i], carry[i], is_valid);

  const Expr q_ext = row.q_sign * 255;
  Word<Expr> carry_ext;
  for (size_t j = 0; j < kWordLimbs; ++j) {
    const Expr last = j == 0 ? carry[kWordLimbs - 1] : carry_ext[j - 1];
    Expr products = builder.zero();
    for (size_t k = j + 1; k < kWordLimbs; ++k) products += c[k] * q[kWordLimbs + j - k];
    Expr extensions = builder.zero();
    for (size_t k = 0; k <= j; ++k) extensions = extensions + c[k] * q_ext + q[k] * c_ext;
    // r has b's sign, or is 0.
    const Expr limb = last + products + extensions + (1 - row.r_zero) * b_ext;
    carry_ext[j] = (limb - b_ext) * inverse_256;
  }
  for (size_t i = 0; i < kWordLimbs; ++i) buses.range_tuple.send(builder, r[i], carry_ext[i], is_valid);
}

// zero_divisor: c = 0, and then q is all ones. r_zero: r = 0 and c is not. Returns their sum.
Expr check_special_cases(AirBuilder& builder, const DivRemCore::Columns<Expr>& row, Expr is_valid) {
  const Expr special = row.zero_divisor + row.r_zero;
  builder.assert_bool(special);

  builder.assert_bool(row.zero_divisor);
  const ConstraintScope when_zero_divisor = builder.when(row.zero_divisor);
  for (size_t i = 0; i < kWordLimbs; ++i) {
    when_zero_divisor.assert_zero(row.c[i]);
    when_zero_divisor.assert_eq(row.q[i], 255);
  }
  // A sum of four bytes is 0 only if all are; otherwise it has an inverse.
  const Expr c_sum = limb_sum(builder, row.c);
  const Expr nonzero_divisor = is_valid - row.zero_divisor;
  builder.assert_bool(nonzero_divisor);
  builder.when(nonzero_divisor).assert_one(c_sum * row.c_sum_inv);

  builder.assert_bool(row.r_zero);
  for (const Expr& limb : row.r) builder.when(row.r_zero).assert_zero(limb);
  const Expr r_sum = limb_sum(builder, row.r);
  const Expr ordinary = is_valid - special;
  builder.assert_bool(ordinary);
  builder.when(ordinary).assert_one(r_sum * row.r_sum_inv);
  return special;
}

void check_signs(AirBuilder& builder, const MachineBuses& buses, const DivRemCore::Columns<Expr>& row) {
  const Expr is_signed = row.opcode_div_flag + row.opcode_rem_flag;
  builder.assert_bool(row.b_sign);
  builder.assert_bool(row.c_sign);
  builder.when(1 - is_signed).assert_zero(row.b_sign);
  builder.when(1 - is_signed).assert_zero(row.c_sign);
  builder.assert_eq(row.b_sign + row.c_sign - 2 * row.b_sign * row.c_sign, row.sign_xor);

  // q_sign is sign_xor if q is not 0; if q is 0 the product forces it to be 0.
  const Expr q_sum = limb_sum(builder, row.q);
  builder.assert_bool(row.q_sign);
  builder.when(q_sum).when(1 - row.zero_divisor).assert_eq(row.q_sign, row.sign_xor);
  builder.when_ne(row.q_sign, row.sign_xor).when(1 - row.zero_divisor).assert_zero(row.q_sign);

  buses.bitwise.send_range(builder, 2 * (row.b[3] - row.b_sign * 128), 2 * (row.c[3] - row.c_sign * 128),
                           is_signed);
}

// |r| < |c|: r_prime has r's magnitude with c's sign; compared as unsigned words, r_prime < c if c is
// positive and c < r_prime if it is negative.
void check_remainder(AirBuilder& builder, const MachineBuses& buses, const DivRemCore::Columns<Expr>& row,
                     Expr is_valid, Expr special) {
  const Word<Expr>& prime = row.r_prime;
  const BabyBear inverse_256 = BabyBear::from_canonical(256).inverse();
  Expr carry = builder.zero();
  for (size_t i = 0; i < kWordLimbs; ++i) {
    builder.when(1 - row.sign_xor).assert_eq(row.r[i], prime[i]);
    // r + r_prime = 2^32: each limb sum is 0 so far or 256, a 0 sum means a 0 limb, and r_prime[i] is not
    // 256.
    const Expr last = carry;
    carry = (last + row.r[i] + prime[i]) * inverse_256;
    const ConstraintScope when_negated = builder.when(row.sign_xor);
    when_negated.assert_zero((carry - last) * (carry - 1));
    when_negated.assert_one((prime[i] - 256) * row.r_inv[i]);
    when_negated.when(1 - carry).assert_zero(prime[i]);
  }

  Expr prefix_sum = special;
  for (size_t i = kWordLimbs; i-- > 0;) {
    const Expr difference = prime[i] * (2 * row.c_sign - 1) + row.c[i] * (1 - 2 * row.c_sign);
    prefix_sum += row.lt_marker[i];
    builder.assert_bool(row.lt_marker[i]);
    builder.assert_zero((1 - prefix_sum) * difference);
    builder.when(row.lt_marker[i]).assert_eq(row.lt_diff, difference);
  }
  builder.when(is_valid).assert_one(prefix_sum);
  buses.bitwise.send_range(builder, row.lt_diff - 1, builder.zero(), is_valid - special);
}

}  // namespace

CoreOutput DivRemCore::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row, Expr) {
  const std::array<Expr, 4> flags = {row.opcode_div_flag, row.opcode_divu_flag, row.opcode_rem_flag,
                                     row.opcode_remu_flag};
  const Expr is_valid = one_flag_at_most(builder, flags);
  builder.assert_bool(is_valid);
  check_product(builder, buses, row, is_valid);
  const Expr special = check_special_cases(builder, row, is_valid);
  check_signs(builder, buses, row);
  check_remainder(builder, buses, row, is_valid, special);

  CoreOutput output;
  output.reads = {row.b, row.c};
  const Expr is_div = row.opcode_div_flag + row.opcode_divu_flag;
  for (size_t i = 0; i < kWordLimbs; ++i) output.write[i] = select(is_div, row.q[i], row.r[i]);
  output.is_valid = is_valid;
  output.opcode = local_opcode(builder, flags) + uint32_t{kDiv};
  return output;
}

}  // namespace zkmem::rv32im
