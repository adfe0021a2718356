#include "zkmem/rv32im/chips/cores.h"
#include "zkmem/rv32im/chips/step.h"

namespace zkmem::rv32im {

void JalLuiCore::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  const bool is_jal = step.opcode() == kJal;
  const WordBytes rd = bytes_of(is_jal ? step.pc + kPcStep : step.instruction->c() << 12);
  counts.bytes(rd[0], rd[1]);
  counts.bytes(rd[2], rd[3]);
  if (is_jal) counts.bytes_xor(rd[3], 0xc0);
  row.imm = cell(step.instruction->c());
  row.rd_data = cells_of(rd);
  row.is_jal = cell_of_bool(is_jal);
  row.is_lui = cell_of_bool(!is_jal);
}

void JalrCore::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  const uint32_t rs1 = step.accesses[0].value;
  const uint32_t target = add_signed_immediate(rs1, *step.instruction);
  const WordBytes rd = bytes_of(step.pc + kPcStep);
  const uint32_t low = (target & 0xffff) >> 1;
  const uint32_t high = target >> 16;
  counts.bytes(rd[0], rd[1]);
  counts.range(rd[2], 8);
  counts.range(rd[3], kPcBits - 24);
  counts.range(low, 15);
  counts.range(high, kPcBits - 16);
  row.imm = cell(step.instruction->c());
  row.rs1_data = cells_of(rs1);
  row.rd_data = {cell_of_byte(rd[1]), cell_of_byte(rd[2]), cell_of_byte(rd[3])};
  row.is_valid = BabyBear::one();
  row.to_pc_least_sig_bit = cell_of_bool((target & 1) != 0);
  row.to_pc_limbs = {cell(low), cell(high)};
  row.imm_sign = cell(step.instruction->g());
}

void AuipcCore::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  const WordBytes rd = bytes_of(step.accesses[0].value);
  const WordBytes imm = bytes_of(step.instruction->c());  // the immediate without its low limb
  const WordBytes pc = bytes_of(step.pc);
  counts.bytes(rd[0], rd[1]);
  counts.bytes(rd[2], rd[3]);
  counts.bytes(imm[0], imm[1]);
  counts.bytes(imm[2], pc[1]);
  counts.bytes(pc[2], uint32_t{pc[3]} << (32 - kPcBits));
  row.is_valid = BabyBear::one();
  row.imm_limbs = {cell_of_byte(imm[0]), cell_of_byte(imm[1]), cell_of_byte(imm[2])};
  row.pc_limbs = {cell_of_byte(pc[1]), cell_of_byte(pc[2])};
  row.rd_data = cells_of(rd);
}

}  // namespace zkmem::rv32im
