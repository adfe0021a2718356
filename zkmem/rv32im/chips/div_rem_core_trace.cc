#include "zkmem/rv32im/chips/cores.h"
#include "zkmem/rv32im/chips/step.h"

namespace zkmem::rv32im {
namespace {

struct Division {
  uint32_t quotient = 0;
  uint32_t remainder = 0;
  bool overflow = false;  // -2^31 / -1
};

Division divide(uint32_t b, uint32_t c, bool is_signed) {
  if (c == 0) return {0xffffffff, b, false};
  if (!is_signed) return {b / c, b % c, false};
  if (b == 0x80000000 && c == 0xffffffff) return {b, 0, true};
  const int32_t x = static_cast<int32_t>(b);
  const int32_t y = static_cast<int32_t>(c);
  return {static_cast<uint32_t>(x / y), static_cast<uint32_t>(x % y), false};
}

uint32_t limb_sum(const WordBytes& limbs) { return uint32_t{limbs[0]} + limbs[1] + limbs[2] + limbs[3]; }

// Looks up every limb of q and r with the carry of c q + r there.
void count_product(const WordBytes& c, const WordBytes& q, const WordBytes& r, uint32_t c_ext, uint32_t q_ext,
                   uint32_t r_ext, LookupCounts& counts) {
  uint32_t carry = 0;
  for (size_t i = 0; i < kWordLimbs; ++i) {
    uint32_t sum = carry + r[i];
    for (size_t k = 0; k <= i; ++k) sum += uint32_t{c[k]} * q[i - k];
    carry = sum >> 8;
    counts.tuple(q[i], carry);
  }
  for (size_t j = 0; j < kWordLimbs; ++j) {
    uint32_t sum = carry + r_ext;
    for (size_t k = j + 1; k < kWordLimbs; ++k) sum += uint32_t{c[k]} * q[kWordLimbs + j - k];
    for (size_t k = 0; k <= j; ++k) sum += c[k] * q_ext + q[k] * c_ext;
    carry = sum >> 8;
    counts.tuple(r[j], carry);
  }
}

}  // namespace

void DivRemCore::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  const uint32_t opcode = step.opcode();
  const bool is_signed = opcode == kDiv || opcode == kRem;
  const uint32_t b_word = step.accesses[0].value;
  const uint32_t c_word = step.accesses[1].value;
  const Division division = divide(b_word, c_word, is_signed);
  const WordBytes b = bytes_of(b_word);
  const WordBytes c = bytes_of(c_word);
  const WordBytes q = bytes_of(division.quotient);
  const WordBytes r = bytes_of(division.remainder);
  const bool zero_divisor = c_word == 0;
  const bool r_zero = division.remainder == 0 && !zero_divisor;
  const bool b_sign = is_signed && b[3] >= 128;
  const bool c_sign = is_signed && c[3] >= 128;
  const bool q_sign = is_signed && (zero_divisor || (q[3] >= 128 && !division.overflow));
  const bool sign_xor = b_sign != c_sign;
  const WordBytes prime = sign_xor ? bytes_of(0U - division.remainder) : r;

  count_product(c, q, r, c_sign ? 255 : 0, q_sign ? 255 : 0, is_signed && r[3] >= 128 ? 255 : 0, counts);
  if (is_signed) {
    counts.bytes(2 * (b[3] - (b_sign ? 128U : 0)), 2 * (c[3] - (c_sign ? 128U : 0)));
  }

  row.b = cells_of(b);
  row.c = cells_of(c);
  row.q = cells_of(q);
  row.r = cells_of(r);
  row.zero_divisor = cell_of_bool(zero_divisor);
  row.r_zero = cell_of_bool(r_zero);
  row.b_sign = cell_of_bool(b_sign);
  row.c_sign = cell_of_bool(c_sign);
  row.q_sign = cell_of_bool(q_sign);
  row.sign_xor = cell_of_bool(sign_xor);
  row.c_sum_inv = kInverses<1021>[limb_sum(c)];
  row.r_sum_inv = kInverses<1021>[limb_sum(r)];
  row.r_prime = cells_of(prime);
  for (size_t i = 0; i < kWordLimbs; ++i) row.r_inv[i] = inverse_difference(prime[i], 256);
  row.lt_marker = {};
  row.lt_diff = BabyBear::zero();
  if (!zero_divisor && !r_zero) {
    size_t i = kWordLimbs - 1;
    while (c[i] == prime[i]) --i;  // |r| < |c|, so they differ
    const uint32_t difference = static_cast<uint32_t>(c_sign ? prime[i] - c[i] : c[i] - prime[i]);
    counts.bytes(difference - 1, 0);
    row.lt_marker[i] = BabyBear::one();
    row.lt_diff = cell_of_byte(static_cast<uint8_t>(difference));
  }
  row.opcode_div_flag = cell_of_bool(opcode == kDiv);
  row.opcode_divu_flag = cell_of_bool(opcode == kDivu);
  row.opcode_rem_flag = cell_of_bool(opcode == kRem);
  row.opcode_remu_flag = cell_of_bool(opcode == kRemu);
}

}  // namespace zkmem::rv32im
