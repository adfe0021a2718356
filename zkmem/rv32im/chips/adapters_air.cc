#include "zkmem/rv32im/chips/adapters.h"

namespace zkmem::rv32im {
namespace {

AddressExprs register_at(AirBuilder& builder, Expr pointer) {
  return {builder.constant(kRegisterSpace), pointer};
}

// The next state: core.to_pc or the next instruction, `ticks` later.
ExecutionState<Expr> next_state(const ExecutionState<Expr>& from, const CoreOutput& core, uint32_t ticks) {
  return {core.to_pc.has_value() ? *core.to_pc : from.pc + kPcStep, from.timestamp + ticks};
}

}  // namespace

void AluAdapter::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                      const CoreOutput& core) {
  // An immediate is 16 low bits, and 16 high bits that all repeat one byte which is 0 or 255.
  const Word<Expr>& rs2 = core.reads[1];
  const Expr sign = rs2[2];
  const Expr immediate = rs2[0] + rs2[1] * (1u << 8) + sign * (1u << 16);
  builder.assert_bool(row.rs2_as);
  const ConstraintScope when_immediate = builder.when(1 - row.rs2_as);
  when_immediate.assert_eq(row.rs2, immediate);
  when_immediate.assert_eq(sign, rs2[3]);
  when_immediate.assert_zero(sign * (255 - sign));
  buses.bitwise.send_range(builder, rs2[0], rs2[1], core.is_valid - row.rs2_as);

  const Expr now = row.from_state.timestamp;
  buses.memory.read(builder, register_at(builder, row.rs1_ptr), core.reads[0], now + 0, row.reads_aux[0],
                    core.is_valid);
  // Padding rows read no register.
  builder.when(row.rs2_as).assert_one(core.is_valid);
  buses.memory.read(builder, {row.rs2_as, row.rs2}, core.reads[1], now + 1, row.reads_aux[1], row.rs2_as);
  buses.memory.write(builder, register_at(builder, row.rd_ptr), core.write, now + 2, row.writes_aux,
                     core.is_valid);
  buses.execution.execute(builder, core.opcode,
                          {row.rd_ptr, row.rs1_ptr, row.rs2, builder.constant(kRegisterSpace), row.rs2_as},
                          row.from_state, next_state(row.from_state, core, 3), core.is_valid);
}

void MulAdapter::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                      const CoreOutput& core) {
  const Expr now = row.from_state.timestamp;
  buses.memory.read(builder, register_at(builder, row.rs1_ptr), core.reads[0], now + 0, row.reads_aux[0],
                    core.is_valid);
  buses.memory.read(builder, register_at(builder, row.rs2_ptr), core.reads[1], now + 1, row.reads_aux[1],
                    core.is_valid);
  buses.memory.write(builder, register_at(builder, row.rd_ptr), core.write, now + 2, row.writes_aux,
                     core.is_valid);
  buses.execution.execute(
      builder, core.opcode,
      {row.rd_ptr, row.rs1_ptr, row.rs2_ptr, builder.constant(kRegisterSpace), builder.zero()},
      row.from_state, next_state(row.from_state, core, 3), core.is_valid);
}

void BranchAdapter::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                         const CoreOutput& core) {
  const Expr now = row.from_state.timestamp;
  buses.memory.read(builder, register_at(builder, row.rs1_ptr), core.reads[0], now + 0, row.reads_aux[0],
                    core.is_valid);
  buses.memory.read(builder, register_at(builder, row.rs2_ptr), core.reads[1], now + 1, row.reads_aux[1],
                    core.is_valid);
  buses.execution.execute(builder, core.opcode,
                          {row.rs1_ptr, row.rs2_ptr, core.immediate, builder.constant(kRegisterSpace),
                           builder.constant(kRegisterSpace)},
                          row.from_state, next_state(row.from_state, core, 2), core.is_valid);
}

void RdWriteAdapter::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                          const CoreOutput& core) {
  buses.memory.write(builder, register_at(builder, row.rd_ptr), core.write, row.from_state.timestamp,
                     row.rd_aux_cols, core.is_valid);
  buses.execution.execute(builder, core.opcode,
                          {row.rd_ptr, builder.zero(), core.immediate, builder.constant(kRegisterSpace),
                           builder.zero(), builder.zero()},
                          row.from_state, next_state(row.from_state, core, 1), core.is_valid);
}

void ConditionalRdWriteAdapter::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                                     const CoreOutput& core) {
  const auto& rd = row.inner;
  builder.assert_bool(row.needs_write);
  builder.when(1 - core.is_valid).assert_zero(row.needs_write);
  buses.memory.write(builder, register_at(builder, rd.rd_ptr), core.write, rd.from_state.timestamp,
                     rd.rd_aux_cols, row.needs_write);
  buses.execution.execute(builder, core.opcode,
                          {rd.rd_ptr, builder.zero(), core.immediate, builder.constant(kRegisterSpace),
                           builder.zero(), row.needs_write},
                          rd.from_state, next_state(rd.from_state, core, 1), core.is_valid);
}

void JalrAdapter::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                       const CoreOutput& core) {
  builder.assert_bool(row.needs_write);
  builder.when(1 - core.is_valid).assert_zero(row.needs_write);
  const Expr now = row.from_state.timestamp;
  buses.memory.read(builder, register_at(builder, row.rs1_ptr), core.reads[0], now + 0, row.rs1_aux_cols,
                    core.is_valid);
  buses.memory.write(builder, register_at(builder, row.rd_ptr), core.write, now + 1, row.rd_aux_cols,
                     row.needs_write);
  buses.execution.execute(builder, core.opcode,
                          {row.rd_ptr, row.rs1_ptr, core.immediate, builder.constant(kRegisterSpace),
                           builder.zero(), row.needs_write, core.immediate_sign},
                          row.from_state, next_state(row.from_state, core, 2), core.is_valid);
}

void LoadStoreAdapter::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                            const CoreOutput& core) {
  const Expr is_valid = core.is_valid;
  const Expr is_load = core.is_load;
  const Expr shift = core.load_shift + core.store_shift;
  const Expr now = row.from_state.timestamp;

  // Only an instruction writes; one that does not is a load to x0.
  builder.assert_bool(row.needs_write);
  builder.when(row.needs_write).assert_one(is_valid);
  builder.when(is_valid - row.needs_write).assert_one(is_load);
  builder.when(is_valid - row.needs_write).assert_zero(row.rd_rs2_ptr);

  buses.memory.read(builder, register_at(builder, row.rs1_ptr), row.rs1_data, now + 0, row.rs1_aux_cols,
                    is_valid);

  // mem_ptr = rs1 + immediate mod 2^32, in two limbs of 16 bits.
  const Expr rs1_low = row.rs1_data[0] + row.rs1_data[1] * (1u << 8);
  const Expr rs1_high = row.rs1_data[2] + row.rs1_data[3] * (1u << 8);
  const BabyBear shift_16 = BabyBear::from_canonical(1u << 16).inverse();
  const Expr carry_low = (rs1_low + row.imm - row.mem_ptr_limbs[0]) * shift_16;
  builder.when(is_valid).assert_bool(carry_low);
  builder.when(is_valid).assert_bool(row.imm_sign);
  const Expr imm_high = row.imm_sign * ((1u << 16) - 1);
  const Expr carry_high = (rs1_high + imm_high + carry_low - row.mem_ptr_limbs[1]) * shift_16;
  builder.when(is_valid).assert_bool(carry_high);

  // The aligned word is below 2^pointer_max_bits, and the shift is what the low two bits are.
  buses.range.range_check(builder, (row.mem_ptr_limbs[0] - shift) * BabyBear::from_canonical(4).inverse(), 14,
                          is_valid);
  buses.range.range_check(builder, row.mem_ptr_limbs[1], kPointerMaxBits - 16, is_valid);
  const Expr mem_ptr = row.mem_ptr_limbs[0] + row.mem_ptr_limbs[1] * (1u << 16);

  // Loads are from spaces 0, 1, 2, stores to 2, 3, 4; the program says which.
  const Expr is_store = is_valid - is_load;
  const Expr space = row.mem_as - is_store * 2;
  builder.assert_zero(space * (space - 1) * (space - 2));
  builder.when(1 - is_valid).assert_zero(row.mem_as);

  const Expr read_as = select(is_load, row.mem_as, builder.constant(kRegisterSpace));
  const Expr read_ptr = select(is_load, mem_ptr, row.rd_rs2_ptr) - core.load_shift;
  buses.memory.read(builder, {read_as, read_ptr}, core.reads[1], now + 1, row.read_data_aux, is_valid);

  const Expr write_as = select(is_load, builder.constant(kRegisterSpace), row.mem_as);
  const Expr write_ptr = select(is_load, row.rd_rs2_ptr, mem_ptr) - core.store_shift;
  buses.memory.write(builder, {write_as, write_ptr}, core.write, now + 2, row.write_base_aux, core.reads[0],
                     row.needs_write);

  buses.execution.execute(builder, core.opcode,
                          {row.rd_rs2_ptr, row.rs1_ptr, row.imm, builder.constant(kRegisterSpace), row.mem_as,
                           row.needs_write, row.imm_sign},
                          row.from_state, next_state(row.from_state, core, 3), is_valid);
}

}  // namespace zkmem::rv32im
