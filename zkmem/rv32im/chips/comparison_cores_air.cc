// Constraints of the comparisons: SLT, SLTU and the branches.
#include "zkmem/rv32im/chips/cores.h"

namespace zkmem::rv32im {
namespace {

// The operands of a comparison x < y whose outcome is `is_less`.
struct Comparison {
  const Word<Expr>& x;
  const Word<Expr>& y;
  Expr x_msb;  // top limbs, signed where the comparison is
  Expr y_msb;
  Expr is_less;
  const Word<Expr>& marker;
  Expr difference;
};

// is_less is right, given that the bytes of x and y are bytes and the two lookups that the caller sends: the
// top limbs in their range, difference - 1 a byte (count: the returned sum, 1 exactly when x and y differ).
// The top limbs may differ from x_msb and y_msb by 0 or 256. Above the marker the limbs are equal; at it
// y - x is +difference or -difference as is_less says, and the difference is not 0. Without a marker x = y.
Expr check_less_than(AirBuilder& builder, const Comparison& o) {
  const Expr x_wrap = o.x[3] - o.x_msb;
  const Expr y_wrap = o.y[3] - o.y_msb;
  builder.assert_zero(x_wrap * (256 - x_wrap));
  builder.assert_zero(y_wrap * (256 - y_wrap));

  Expr prefix_sum = builder.zero();
  for (size_t i = kWordLimbs; i-- > 0;) {
    const Expr signed_difference = i == kWordLimbs - 1 ? o.y_msb - o.x_msb : o.y[i] - o.x[i];
    const Expr difference = signed_difference * (2 * o.is_less - 1);
    prefix_sum += o.marker[i];
    builder.assert_bool(o.marker[i]);
    builder.assert_zero((1 - prefix_sum) * difference);
    builder.when(o.marker[i]).assert_eq(o.difference, difference);
  }
  builder.assert_bool(prefix_sum);
  builder.when(1 - prefix_sum).assert_zero(o.is_less);
  return prefix_sum;
}

}  // namespace

CoreOutput LessThanCore::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                              Expr) {
  const std::array<Expr, 2> flags = {row.opcode_slt_flag, row.opcode_sltu_flag};
  const Expr is_valid = one_flag_at_most(builder, flags);
  builder.assert_bool(is_valid);
  builder.assert_bool(row.cmp_result);
  const Expr differ = check_less_than(
      builder, {row.b, row.c, row.b_msb_f, row.c_msb_f, row.cmp_result, row.diff_marker, row.diff_val});
  // In -128 … 127 if signed, else in 0 … 255.
  buses.bitwise.send_range(builder, row.b_msb_f + 128 * row.opcode_slt_flag,
                           row.c_msb_f + 128 * row.opcode_slt_flag, is_valid);
  buses.bitwise.send_range(builder, row.diff_val - 1, builder.zero(), differ);

  CoreOutput output;
  output.reads = {row.b, row.c};
  output.write = {row.cmp_result, builder.zero(), builder.zero(), builder.zero()};
  output.is_valid = is_valid;
  output.opcode = local_opcode(builder, flags) + uint32_t{kSlt};
  return output;
}

CoreOutput BranchEqualCore::eval(AirBuilder& builder, const MachineBuses&, const Columns<Expr>& row,
                                 Expr from_pc) {
  const std::array<Expr, 2> flags = {row.opcode_beq_flag, row.opcode_bne_flag};
  const Expr is_valid = one_flag_at_most(builder, flags);
  builder.assert_bool(is_valid);
  builder.assert_bool(row.cmp_result);

  // Equal: all differences vanish. Not equal: some combination of the differences is 1.
  const Expr equal = row.cmp_result * row.opcode_beq_flag + (1 - row.cmp_result) * row.opcode_bne_flag;
  Expr sum = equal;
  for (size_t i = 0; i < kWordLimbs; ++i) {
    sum += (row.a[i] - row.b[i]) * row.diff_inv_marker[i];
    builder.assert_zero(equal * (row.a[i] - row.b[i]));
  }
  builder.when(is_valid).assert_one(sum);

  CoreOutput output;
  output.to_pc = from_pc + row.cmp_result * row.imm + (1 - row.cmp_result) * kPcStep;
  output.reads = {row.a, row.b};
  output.is_valid = is_valid;
  output.opcode = local_opcode(builder, flags) + uint32_t{kBeq};
  output.immediate = row.imm;
  return output;
}

CoreOutput BranchLessThanCore::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                                    Expr from_pc) {
  const std::array<Expr, 4> flags = {row.opcode_blt_flag, row.opcode_bltu_flag, row.opcode_bge_flag,
                                     row.opcode_bgeu_flag};
  const Expr is_valid = one_flag_at_most(builder, flags);
  builder.assert_bool(is_valid);
  builder.assert_bool(row.cmp_result);
  const Expr lt = row.opcode_blt_flag + row.opcode_bltu_flag;
  const Expr ge = row.opcode_bge_flag + row.opcode_bgeu_flag;
  const Expr is_signed = row.opcode_blt_flag + row.opcode_bge_flag;
  builder.assert_eq(row.cmp_lt, row.cmp_result * lt + (1 - row.cmp_result) * ge);
  const Expr differ = check_less_than(
      builder, {row.a, row.b, row.a_msb_f, row.b_msb_f, row.cmp_lt, row.diff_marker, row.diff_val});
  buses.bitwise.send_range(builder, row.a_msb_f + 128 * is_signed, row.b_msb_f + 128 * is_signed, is_valid);
  buses.bitwise.send_range(builder, row.diff_val - 1, builder.zero(), differ);

  CoreOutput output;
  output.to_pc = from_pc + row.cmp_result * row.imm + (1 - row.cmp_result) * kPcStep;
  output.reads = {row.a, row.b};
  output.is_valid = is_valid;
  output.opcode = local_opcode(builder, flags) + uint32_t{kBlt};
  output.immediate = row.imm;
  return output;
}

}  // namespace zkmem::rv32im
