// Rows of ADD … AND and the shifts.
#include "zkmem/rv32im/chips/cores.h"
#include "zkmem/rv32im/chips/step.h"

namespace zkmem::rv32im {
namespace {

struct Operands {
  uint32_t a = 0;  // the result
  uint32_t b = 0;
  uint32_t c = 0;
};

Operands operands_of(const Step& step) {
  const Instruction& instruction = *step.instruction;
  return {step.accesses.back().value, step.accesses[0].value,
          has_register_operand(instruction) ? step.accesses[1].value : sign_extend_24(instruction.c())};
}

}  // namespace

void BaseAluCore::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  const Operands o = operands_of(step);
  const WordBytes a = bytes_of(o.a);
  const WordBytes b = bytes_of(o.b);
  const WordBytes c = bytes_of(o.c);
  const bool arithmetic = step.opcode() == kAdd || step.opcode() == kSub;
  for (size_t i = 0; i < kWordLimbs; ++i) {
    if (arithmetic) {
      counts.bytes_xor(a[i], a[i]);
    } else {
      counts.bytes_xor(b[i], c[i]);
    }
  }
  row.a = cells_of(a);
  row.b = cells_of(b);
  row.c = cells_of(c);
  row.opcode_add_flag = cell_of_bool(step.opcode() == kAdd);
  row.opcode_sub_flag = cell_of_bool(step.opcode() == kSub);
  row.opcode_xor_flag = cell_of_bool(step.opcode() == kXor);
  row.opcode_or_flag = cell_of_bool(step.opcode() == kOr);
  row.opcode_and_flag = cell_of_bool(step.opcode() == kAnd);
}

void ShiftCore::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  const Operands o = operands_of(step);
  const WordBytes a = bytes_of(o.a);
  const WordBytes b = bytes_of(o.b);
  const uint32_t low_limb = o.c & 255;
  const uint32_t shift = o.c & 31;
  const unsigned limb_shift = shift / 8;
  const unsigned bit_shift = shift % 8;
  const bool left = step.opcode() == kSll;
  const bool arithmetic = step.opcode() == kSra;

  row.a = cells_of(a);
  row.b = cells_of(b);
  row.c = cells_of(o.c);
  row.opcode_sll_flag = cell_of_bool(left);
  row.opcode_srl_flag = cell_of_bool(step.opcode() == kSrl);
  row.opcode_sra_flag = cell_of_bool(arithmetic);
  const BabyBear multiplier = cell(1U << bit_shift);
  row.bit_multiplier_left = left ? multiplier : BabyBear::zero();
  row.bit_multiplier_right = left ? BabyBear::zero() : multiplier;
  row.b_sign = cell_of_bool(arithmetic && b[3] >= 128);
  row.bit_shift_marker = {};
  row.bit_shift_marker[bit_shift] = BabyBear::one();
  row.limb_shift_marker = {};
  row.limb_shift_marker[limb_shift] = BabyBear::one();
  for (size_t i = 0; i < kWordLimbs; ++i) {
    const uint32_t carry = left ? uint32_t{b[i]} >> (8 - bit_shift) : b[i] & ((1U << bit_shift) - 1);
    counts.range(carry, bit_shift);
    row.bit_shift_carry[i] = cell_of_byte(static_cast<uint8_t>(carry));
  }
  counts.range((low_limb - shift) >> 5, 3);
  counts.bytes(a[0], a[1]);
  counts.bytes(a[2], a[3]);
  if (arithmetic) counts.bytes_xor(b[3], 128);
}

}  // namespace zkmem::rv32im
