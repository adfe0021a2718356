#include "zkmem/rv32im/chips/cores.h"
#include "zkmem/rv32im/chips/step.h"

namespace zkmem::rv32im {
namespace {

// Columns that witness whether x < y, and the lookups that go with them.
struct ComparisonCells {
  bool is_less = false;
  BabyBear x_msb;
  BabyBear y_msb;
  Word<BabyBear> marker = {};
  BabyBear difference;
};

ComparisonCells compare(uint32_t x_word, uint32_t y_word, bool is_signed, LookupCounts& counts) {
  const WordBytes x = bytes_of(x_word);
  const WordBytes y = bytes_of(y_word);
  const int32_t x_top = is_signed ? static_cast<int8_t>(x[3]) : x[3];
  const int32_t y_top = is_signed ? static_cast<int8_t>(y[3]) : y[3];
  const int32_t offset = is_signed ? 128 : 0;
  counts.bytes(static_cast<uint32_t>(x_top + offset), static_cast<uint32_t>(y_top + offset));

  ComparisonCells cells;
  cells.is_less = is_signed ? static_cast<int32_t>(x_word) < static_cast<int32_t>(y_word) : x_word < y_word;
  cells.x_msb = x_top < 0 ? -cell_of_byte(static_cast<uint8_t>(-x_top)) : cell_of_byte(x[3]);
  cells.y_msb = y_top < 0 ? -cell_of_byte(static_cast<uint8_t>(-y_top)) : cell_of_byte(y[3]);
  for (size_t i = kWordLimbs; i-- > 0;) {
    if (x[i] == y[i]) continue;
    const int32_t difference = i == kWordLimbs - 1 ? y_top - x_top : int32_t{y[i]} - int32_t{x[i]};
    const uint32_t magnitude = static_cast<uint32_t>(cells.is_less ? difference : -difference);
    counts.bytes(magnitude - 1, 0);
    cells.marker[i] = BabyBear::one();
    cells.difference = cell_of_byte(static_cast<uint8_t>(magnitude));
    break;
  }
  return cells;
}

}  // namespace

void LessThanCore::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  const Instruction& instruction = *step.instruction;
  const uint32_t b = step.accesses[0].value;
  const uint32_t c =
      has_register_operand(instruction) ? step.accesses[1].value : sign_extend_24(instruction.c());
  const bool is_signed = step.opcode() == kSlt;
  const ComparisonCells cells = compare(b, c, is_signed, counts);
  row.b = cells_of(b);
  row.c = cells_of(c);
  row.cmp_result = cell_of_bool(cells.is_less);
  row.opcode_slt_flag = cell_of_bool(is_signed);
  row.opcode_sltu_flag = cell_of_bool(!is_signed);
  row.b_msb_f = cells.x_msb;
  row.c_msb_f = cells.y_msb;
  row.diff_marker = cells.marker;
  row.diff_val = cells.difference;
}

void BranchEqualCore::fill(const Step& step, Columns<BabyBear>& row, LookupCounts&) {
  const WordBytes a = bytes_of(step.accesses[0].value);
  const WordBytes b = bytes_of(step.accesses[1].value);
  const bool is_beq = step.opcode() == kBeq;
  row.a = cells_of(a);
  row.b = cells_of(b);
  row.cmp_result = cell_of_bool((a == b) == is_beq);
  row.imm = cell(step.instruction->c());
  row.opcode_beq_flag = cell_of_bool(is_beq);
  row.opcode_bne_flag = cell_of_bool(!is_beq);
  row.diff_inv_marker = {};
  for (size_t i = 0; i < kWordLimbs; ++i) {
    if (a[i] == b[i]) continue;
    row.diff_inv_marker[i] = inverse_difference(a[i], b[i]);
    break;
  }
}

void BranchLessThanCore::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  const uint32_t a = step.accesses[0].value;
  const uint32_t b = step.accesses[1].value;
  const uint32_t opcode = step.opcode();
  const bool is_lt = opcode == kBlt || opcode == kBltu;
  const ComparisonCells cells = compare(a, b, opcode == kBlt || opcode == kBge, counts);
  row.a = cells_of(a);
  row.b = cells_of(b);
  row.cmp_result = cell_of_bool(cells.is_less == is_lt);
  row.imm = cell(step.instruction->c());
  row.opcode_blt_flag = cell_of_bool(opcode == kBlt);
  row.opcode_bltu_flag = cell_of_bool(opcode == kBltu);
  row.opcode_bge_flag = cell_of_bool(opcode == kBge);
  row.opcode_bgeu_flag = cell_of_bool(opcode == kBgeu);
  row.a_msb_f = cells.x_msb;
  row.b_msb_f = cells.y_msb;
  row.cmp_lt = cell_of_bool(cells.is_less);
  row.diff_marker = cells.marker;
  row.diff_val = cells.difference;
}

}  // namespace zkmem::rv32im
