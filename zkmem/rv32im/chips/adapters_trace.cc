#include "zkmem/rv32im/chips/adapters.h"
#include "zkmem/rv32im/chips/step.h"

namespace zkmem::rv32im {
namespace {

ExecutionState<BabyBear> state_of(const Step& step) { return {cell(step.pc), cell(step.timestamp)}; }

// The write to rd, which is access `index` if there is one.
// Row: has rd_ptr and rd_aux_cols. Returns needs_write.
template <class Row>
BabyBear fill_conditional_write(const Step& step, uint32_t index, Row& row, LookupCounts& counts) {
  if (step.accesses.size() <= index) {
    row.rd_ptr = BabyBear::zero();
    row.rd_aux_cols = {};
    return BabyBear::zero();
  }
  row.rd_ptr = cell(step.instruction->a());
  fill_write_aux(step.accesses[index], step.timestamp + index, row.rd_aux_cols, counts);
  return BabyBear::one();
}

}  // namespace

void AluAdapter::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  const Instruction& instruction = *step.instruction;
  row.from_state = state_of(step);
  row.rd_ptr = cell_of_byte(static_cast<uint8_t>(instruction.a()));
  row.rs1_ptr = cell_of_byte(static_cast<uint8_t>(instruction.b()));
  row.rs2 = cell(instruction.c());
  row.rs2_as = cell(instruction.e());
  fill_aux(step.accesses.front(), step.timestamp, row.reads_aux[0].base, counts);
  if (has_register_operand(instruction)) {
    fill_aux(step.accesses[1], step.timestamp + 1, row.reads_aux[1].base, counts);
  } else {
    row.reads_aux[1] = {};
    counts.bytes(instruction.c() & 255, instruction.c() >> 8 & 255);
  }
  fill_write_aux(step.accesses.back(), step.timestamp + 2, row.writes_aux, counts);
}

void MulAdapter::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  const Instruction& instruction = *step.instruction;
  row.from_state = state_of(step);
  row.rd_ptr = cell(instruction.a());
  row.rs1_ptr = cell(instruction.b());
  row.rs2_ptr = cell(instruction.c());
  fill_aux(step.accesses[0], step.timestamp, row.reads_aux[0].base, counts);
  fill_aux(step.accesses[1], step.timestamp + 1, row.reads_aux[1].base, counts);
  fill_write_aux(step.accesses[2], step.timestamp + 2, row.writes_aux, counts);
}

void BranchAdapter::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  row.from_state = state_of(step);
  row.rs1_ptr = cell(step.instruction->a());
  row.rs2_ptr = cell(step.instruction->b());
  fill_aux(step.accesses[0], step.timestamp, row.reads_aux[0].base, counts);
  fill_aux(step.accesses[1], step.timestamp + 1, row.reads_aux[1].base, counts);
}

void RdWriteAdapter::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  row.from_state = state_of(step);
  row.rd_ptr = cell(step.instruction->a());
  fill_write_aux(step.accesses[0], step.timestamp, row.rd_aux_cols, counts);
}

void ConditionalRdWriteAdapter::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  row.inner.from_state = state_of(step);
  row.needs_write = fill_conditional_write(step, 0, row.inner, counts);
}

void JalrAdapter::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  row.from_state = state_of(step);
  row.rs1_ptr = cell(step.instruction->b());
  fill_aux(step.accesses[0], step.timestamp, row.rs1_aux_cols.base, counts);
  row.needs_write = fill_conditional_write(step, 1, row, counts);
}

void LoadStoreAdapter::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  const Instruction& instruction = *step.instruction;
  const uint32_t pointer = add_signed_immediate(step.accesses[0].value, instruction);
  row.from_state = state_of(step);
  row.rs1_ptr = cell(instruction.b());
  row.rs1_data = cells_of(step.accesses[0].value);
  fill_aux(step.accesses[0], step.timestamp, row.rs1_aux_cols.base, counts);
  fill_aux(step.accesses[1], step.timestamp + 1, row.read_data_aux.base, counts);
  row.imm = cell(instruction.c());
  row.imm_sign = cell(instruction.g());
  row.mem_ptr_limbs = {cell(pointer & 0xffff), cell(pointer >> 16)};
  counts.range((pointer & 0xffff) >> 2, 14);
  counts.range(pointer >> 16, kPointerMaxBits - 16);
  row.mem_as = cell(instruction.e());
  if (step.accesses.size() < 3) {
    row.rd_rs2_ptr = BabyBear::zero();
    row.write_base_aux = {};
    row.needs_write = BabyBear::zero();
    return;
  }
  row.rd_rs2_ptr = cell(instruction.a());
  fill_aux(step.accesses[2], step.timestamp + 2, row.write_base_aux, counts);
  row.needs_write = BabyBear::one();
}

}  // namespace zkmem::rv32im
