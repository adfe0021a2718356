#include "zkmem/rv32im/chips/cores.h"
#include "zkmem/rv32im/chips/step.h"

namespace zkmem::rv32im {
namespace {

// Looks up each limb of the low word of b · c with its carry; returns the last carry.
uint32_t count_low_word(const WordBytes& low, const WordBytes& b, const WordBytes& c, LookupCounts& counts) {
  uint32_t carry = 0;
  for (size_t i = 0; i < kWordLimbs; ++i) {
    uint32_t sum = carry;
    for (size_t k = 0; k <= i; ++k) sum += uint32_t{b[k]} * c[i - k];
    carry = sum >> 8;
    counts.tuple(low[i], carry);
  }
  return carry;
}

}  // namespace

void MulCore::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  const WordBytes a = bytes_of(step.accesses[2].value);
  const WordBytes b = bytes_of(step.accesses[0].value);
  const WordBytes c = bytes_of(step.accesses[1].value);
  count_low_word(a, b, c, counts);
  row.a = cells_of(a);
  row.b = cells_of(b);
  row.c = cells_of(c);
  row.is_valid = BabyBear::one();
}

void MulHCore::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  const uint32_t opcode = step.opcode();
  const uint32_t b_word = step.accesses[0].value;
  const uint32_t c_word = step.accesses[1].value;
  const WordBytes a = bytes_of(step.accesses[2].value);
  const WordBytes b = bytes_of(b_word);
  const WordBytes c = bytes_of(c_word);
  const WordBytes low = bytes_of(b_word * c_word);
  const bool b_negative = opcode != kMulhu && b[3] >= 128;
  const bool c_negative = opcode == kMulh && c[3] >= 128;
  const uint32_t b_ext = b_negative ? 255 : 0;
  const uint32_t c_ext = c_negative ? 255 : 0;

  uint32_t carry = count_low_word(low, b, c, counts);
  for (size_t j = 0; j < kWordLimbs; ++j) {
    uint32_t sum = carry;
    for (size_t k = j + 1; k < kWordLimbs; ++k) sum += uint32_t{b[k]} * c[kWordLimbs + j - k];
    for (size_t k = 0; k <= j; ++k) sum += b[k] * c_ext + c[k] * b_ext;
    carry = sum >> 8;
    counts.tuple(a[j], carry);
  }
  if (opcode != kMulhu) {
    const uint32_t c_top = c[3] - (c_negative ? 128U : 0);
    counts.bytes(2 * (b[3] - (b_negative ? 128U : 0)), opcode == kMulh ? 2 * c_top : c_top);
  }
  row.a = cells_of(a);
  row.b = cells_of(b);
  row.c = cells_of(c);
  row.a_mul = cells_of(low);
  row.b_ext = cell_of_byte(static_cast<uint8_t>(b_ext));
  row.c_ext = cell_of_byte(static_cast<uint8_t>(c_ext));
  row.opcode_mulh_flag = cell_of_bool(opcode == kMulh);
  row.opcode_mulhsu_flag = cell_of_bool(opcode == kMulhsu);
  row.opcode_mulhu_flag = cell_of_bool(opcode == kMulhu);
}

}  // namespace zkmem::rv32im
