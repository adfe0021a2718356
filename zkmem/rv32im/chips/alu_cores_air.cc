// Constraints of ADD … AND, the shifts and the comparisons.
#include "zkmem/rv32im/chips/cores.h"

namespace zkmem::rv32im {
namespace {

const BabyBear kInverse256 = BabyBear::from_canonical(256).inverse();

}  // namespace

CoreOutput BaseAluCore::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row, Expr) {
  const std::array<Expr, 5> flags = {row.opcode_add_flag, row.opcode_sub_flag, row.opcode_xor_flag,
                                     row.opcode_or_flag, row.opcode_and_flag};
  const Expr is_valid = one_flag_at_most(builder, flags);
  builder.assert_bool(is_valid);

  // ADD: a + 256 carry = b + c + last carry; SUB: b + 256 carry = a + c + last carry. With bytes everywhere,
  // carries being bits decides a.
  const auto& [a, b, c] = std::tie(row.a, row.b, row.c);
  Expr carry_add = builder.zero();
  Expr carry_sub = builder.zero();
  for (size_t i = 0; i < kWordLimbs; ++i) {
    carry_add = kInverse256 * (b[i] + c[i] - a[i] + carry_add);
    builder.when(row.opcode_add_flag).assert_bool(carry_add);
    carry_sub = kInverse256 * (a[i] + c[i] - b[i] + carry_sub);
    builder.when(row.opcode_sub_flag).assert_bool(carry_sub);
  }

  // One xor lookup a limb: (a, a, 0) checks the range for ADD and SUB; (b, c, b xor c) holds a for the
  // others, where b xor c is a for XOR, 2a - b - c for OR, b + c - 2a for AND.
  const Expr bitwise = row.opcode_xor_flag + row.opcode_or_flag + row.opcode_and_flag;
  for (size_t i = 0; i < kWordLimbs; ++i) {
    const Expr x = (1 - bitwise) * a[i] + bitwise * b[i];
    const Expr y = (1 - bitwise) * a[i] + bitwise * c[i];
    const Expr x_xor_y = row.opcode_xor_flag * a[i] + row.opcode_or_flag * (2 * a[i] - b[i] - c[i]) +
                         row.opcode_and_flag * (b[i] + c[i] - 2 * a[i]);
    buses.bitwise.send_xor(builder, x, y, x_xor_y, is_valid);
  }

  CoreOutput output;
  output.reads = {b, c};
  output.write = a;
  output.is_valid = is_valid;
  output.opcode = uint32_t{kAdd} + local_opcode(builder, flags);
  return output;
}

CoreOutput ShiftCore::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row, Expr) {
  const std::array<Expr, 3> flags = {row.opcode_sll_flag, row.opcode_srl_flag, row.opcode_sra_flag};
  const Expr is_valid = one_flag_at_most(builder, flags);
  builder.assert_bool(is_valid);
  const auto& [a, b, c] = std::tie(row.a, row.b, row.c);
  const Expr left = row.opcode_sll_flag;
  const Expr right = row.opcode_srl_flag + row.opcode_sra_flag;

  // Exactly one bit marker is set, and the multiplier is 2 to its index.
  Expr bit_marker_sum = builder.zero();
  Expr bit_shift = builder.zero();
  for (size_t i = 0; i < row.bit_shift_marker.size(); ++i) {
    const Expr marker = row.bit_shift_marker[i];
    builder.assert_bool(marker);
    bit_marker_sum += marker;
    bit_shift += i * marker;
    builder.when(marker).assert_eq(row.bit_multiplier_left, (size_t{1} << i) * left);
    builder.when(marker).assert_eq(row.bit_multiplier_right, (size_t{1} << i) * right);
  }
  builder.when(is_valid).assert_one(bit_marker_sum);

  // Exactly one limb marker is set; under it each limb of a follows from two neighbouring limbs of b.
  Expr limb_marker_sum = builder.zero();
  Expr limb_shift = builder.zero();
  for (size_t i = 0; i < kWordLimbs; ++i) {
    const Expr marker = row.limb_shift_marker[i];
    builder.assert_bool(marker);
    limb_marker_sum += marker;
    limb_shift += i * marker;
    const ConstraintScope when_shift = builder.when(marker);
    for (size_t j = 0; j < kWordLimbs; ++j) {
      if (j < i) {
        when_shift.assert_zero(a[j] * left);
      } else {
        const Expr from_below = j == i ? builder.zero() : row.bit_shift_carry[j - i - 1] * left;
        const Expr expected =
            from_below + b[j - i] * row.bit_multiplier_left - (1u << 8) * row.bit_shift_carry[j - i] * left;
        when_shift.assert_eq(a[j] * left, expected);
      }
      if (j + i > kWordLimbs - 1) {
        when_shift.assert_eq(a[j] * right, row.b_sign * 255);
      } else {
        const Expr from_above = j + i == kWordLimbs - 1 ? row.b_sign * (row.bit_multiplier_right - 1)
                                                        : row.bit_shift_carry[j + i + 1] * right;
        const Expr expected = from_above * (1u << 8) + right * (b[j + i] - row.bit_shift_carry[j + i]);
        when_shift.assert_eq(a[j] * row.bit_multiplier_right, expected);
      }
    }
  }
  builder.when(is_valid).assert_one(limb_marker_sum);

  // The shift is c mod 32: what is left of the low limb is a multiple of 32 below 256.
  const BabyBear inverse_32 = BabyBear::from_canonical(32).inverse();
  buses.range.range_check(builder, (c[0] - limb_shift * 8 - bit_shift) * inverse_32, 3, is_valid);

  // b_sign is the top bit of b for SRA, else 0.
  builder.assert_bool(row.b_sign);
  builder.when(1 - row.opcode_sra_flag).assert_zero(row.b_sign);
  const Expr sign_bit = row.b_sign * 128;
  buses.bitwise.send_xor(builder, b[3], builder.constant(128), b[3] + 128 - 2 * sign_bit,
                         row.opcode_sra_flag);

  for (size_t i = 0; i < kWordLimbs; i += 2) buses.bitwise.send_range(builder, a[i], a[i + 1], is_valid);
  for (const Expr& carry : row.bit_shift_carry) buses.range.range_check(builder, carry, bit_shift, is_valid);

  CoreOutput output;
  output.reads = {b, c};
  output.write = a;
  output.is_valid = is_valid;
  output.opcode = uint32_t{kSll} + local_opcode(builder, flags);
  return output;
}

}  // namespace zkmem::rv32im
