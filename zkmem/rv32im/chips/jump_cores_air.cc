// Constraints of JAL, LUI, JALR and AUIPC.
#include "zkmem/rv32im/chips/cores.h"

namespace zkmem::rv32im {
namespace {

// Bits of pc in the top limb of its four, and what a limb must be multiplied by so that a byte check bounds
// them.
constexpr unsigned kTopPcBits = kPcBits - 24;

// Σ limbs[i] · 2^(8 (i + first)).
template <size_t N>
Expr compose(AirBuilder& builder, const std::array<Expr, N>& limbs, unsigned first) {
  Expr sum = builder.zero();
  for (size_t i = 0; i < N; ++i) sum += limbs[i] * (1u << (8 * (i + first)));
  return sum;
}

}  // namespace

CoreOutput JalLuiCore::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                            Expr from_pc) {
  const Word<Expr>& rd = row.rd_data;
  builder.assert_bool(row.is_lui);
  builder.assert_bool(row.is_jal);
  const Expr is_valid = row.is_lui + row.is_jal;
  builder.assert_bool(is_valid);
  builder.when(row.is_lui).assert_zero(rd[0]);

  for (size_t i = 0; i < kWordLimbs; i += 2) buses.bitwise.send_range(builder, rd[i], rd[i + 1], is_valid);
  // JAL: the bits of rd above pc's are 0 (xor with them adds them).
  constexpr uint32_t kAbovePc = 0xff & ~((1u << kTopPcBits) - 1);
  buses.bitwise.send_xor(builder, rd[3], builder.constant(kAbovePc), rd[3] + kAbovePc, row.is_jal);

  // LUI: rd = imm 2^12.
  const Expr upper = compose(builder, std::array<Expr, 3>{rd[1], rd[2], rd[3]}, 0);
  builder.when(row.is_lui).assert_eq(upper, row.imm * (1u << 4));
  // JAL: rd = pc + 4.
  const Expr value = rd[0] + upper * (1u << 8);
  builder.when(row.is_jal).assert_eq(value, from_pc + kPcStep);

  CoreOutput output;
  output.to_pc = from_pc + row.is_lui * kPcStep + row.is_jal * row.imm;
  output.write = rd;
  output.is_valid = is_valid;
  output.opcode = uint32_t{kJal} + (row.is_lui * 1 + row.is_jal * 0);
  output.immediate = row.imm;
  return output;
}

CoreOutput JalrCore::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                          Expr from_pc) {
  builder.assert_bool(row.is_valid);

  // rd = pc + 4: the low limb is what the other three leave, and being a byte it decides them.
  const Expr low_limb = from_pc + kPcStep - compose(builder, row.rd_data, 1);
  buses.bitwise.send_range(builder, low_limb, row.rd_data[0], row.is_valid);
  buses.range.range_check(builder, row.rd_data[1], 8, row.is_valid);
  buses.range.range_check(builder, row.rd_data[2], kTopPcBits, row.is_valid);
  builder.assert_bool(row.imm_sign);

  // rs1 + imm mod 2^32 in two limbs of 16 bits, the lower split in 15 bits and the bit that is dropped.
  const auto& rs1 = row.rs1_data;
  const Expr rs1_low = rs1[0] + rs1[1] * (1u << 8);
  const Expr rs1_high = rs1[2] + rs1[3] * (1u << 8);
  const BabyBear shift_16 = BabyBear::from_canonical(1u << 16).inverse();
  builder.assert_bool(row.to_pc_least_sig_bit);
  const Expr carry_low = (rs1_low + row.imm - row.to_pc_limbs[0] * 2 - row.to_pc_least_sig_bit) * shift_16;
  builder.when(row.is_valid).assert_bool(carry_low);
  const Expr imm_high = row.imm_sign * ((1u << 16) - 1);
  const Expr carry_high = (rs1_high + imm_high + carry_low - row.to_pc_limbs[1]) * shift_16;
  builder.when(row.is_valid).assert_bool(carry_high);
  buses.range.range_check(builder, row.to_pc_limbs[1], kPcBits - 16, row.is_valid);
  buses.range.range_check(builder, row.to_pc_limbs[0], 15, row.is_valid);

  CoreOutput output;
  output.to_pc = row.to_pc_limbs[0] * 2 + row.to_pc_limbs[1] * (1u << 16);
  output.reads[0] = rs1;
  output.write = {low_limb, row.rd_data[0], row.rd_data[1], row.rd_data[2]};
  output.is_valid = row.is_valid;
  output.opcode = builder.constant(uint32_t{kJalr}) + builder.zero();
  output.immediate = row.imm;
  output.immediate_sign = row.imm_sign;
  return output;
}

CoreOutput AuipcCore::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                           Expr from_pc) {
  const Word<Expr>& rd = row.rd_data;
  builder.assert_bool(row.is_valid);

  // The immediate's low limb is 0, so pc and rd share theirs; pc's top limb is what the other three leave.
  const Expr lower_pc = rd[0] + compose(builder, row.pc_limbs, 1);
  const Expr top_pc_limb = (from_pc - lower_pc) * BabyBear::from_canonical(1u << 24).inverse();
  const Word<Expr> pc = {rd[0], row.pc_limbs[0], row.pc_limbs[1], top_pc_limb};

  const BabyBear inverse_256 = BabyBear::from_canonical(256).inverse();
  Expr carry = builder.zero();
  for (size_t i = 1; i < kWordLimbs; ++i) {
    carry = inverse_256 * (pc[i] + row.imm_limbs[i - 1] - rd[i] + carry);
    builder.when(row.is_valid).assert_bool(carry);
  }

  for (size_t i = 0; i < kWordLimbs; i += 2)
    buses.bitwise.send_range(builder, rd[i], rd[i + 1], row.is_valid);
  const std::array<Expr, 6> bytes = {
      row.imm_limbs[0], row.imm_limbs[1], row.imm_limbs[2], pc[1], pc[2], pc[3] * (1u << (8 - kTopPcBits))};
  for (size_t i = 0; i < bytes.size(); i += 2) {
    buses.bitwise.send_range(builder, bytes[i], bytes[i + 1], row.is_valid);
  }

  CoreOutput output;
  output.write = rd;
  output.is_valid = row.is_valid;
  output.opcode = builder.constant(uint32_t{kAuipc}) + builder.zero();
  output.immediate = compose(builder, row.imm_limbs, 0);
  return output;
}

}  // namespace zkmem::rv32im
