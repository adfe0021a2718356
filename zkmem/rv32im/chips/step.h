// What a chip's trace row is made of: one executed instruction with its accesses, and the small conversions
// that all chips share.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "zkmem/memory/chips/offline_checker/columns.h"
#include "zkmem/rv32im/chips/instruction_core.h"
#include "zkmem/rv32im/chips/lookup_counts.h"
#include "zkmem/vm/execution_record.h"
#include "zkmem/vm/instruction.h"

namespace zkmem::rv32im {

using StepAccess = LogEntry;
inline uint32_t previous_timestamp(const StepAccess& access) { return access.prev_timestamp(); }
inline uint32_t previous_value(const StepAccess& access) { return access.prev_value; }

struct Step {
  const Instruction* instruction = nullptr;
  uint32_t pc = 0;
  uint32_t timestamp = 0;
  std::span<const StepAccess> accesses;

  uint32_t opcode() const { return instruction->opcode; }
};

using WordBytes = std::array<uint8_t, kWordLimbs>;

constexpr WordBytes bytes_of(uint32_t word) {
  return {static_cast<uint8_t>(word), static_cast<uint8_t>(word >> 8), static_cast<uint8_t>(word >> 16),
          static_cast<uint8_t>(word >> 24)};
}

inline constexpr std::array<BabyBear, 256> kByteCells = [] {
  std::array<BabyBear, 256> cells;
  for (uint32_t i = 0; i < 256; ++i) cells[i] = BabyBear::from_canonical(i);
  return cells;
}();

inline BabyBear cell(uint32_t canonical) { return BabyBear::from_canonical(canonical); }
inline BabyBear cell_of_byte(uint8_t byte) { return kByteCells[byte]; }
inline BabyBear cell_of_bool(bool bit) { return kByteCells[bit ? 1 : 0]; }
inline Word<BabyBear> cells_of(const WordBytes& bytes) {
  return {kByteCells[bytes[0]], kByteCells[bytes[1]], kByteCells[bytes[2]], kByteCells[bytes[3]]};
}
inline Word<BabyBear> cells_of(uint32_t word) { return cells_of(bytes_of(word)); }

// The second operand of an ALU instruction: a register, or an immediate of 24 bits sign-extended.
inline bool has_register_operand(const Instruction& instruction) { return instruction.e() != 0; }
inline uint32_t sign_extend_24(uint32_t immediate) {
  return static_cast<uint32_t>(static_cast<int32_t>(immediate << 8) >> 8);
}
// rs1 + a signed immediate whose low 16 bits are c and whose sign is g.
inline uint32_t add_signed_immediate(uint32_t base, const Instruction& instruction) {
  return base + instruction.c() + (instruction.g() != 0 ? 0xffff0000U : 0);
}

// Columns of the access at time `now`, and its lookups.
inline void fill_aux(const StepAccess& access, uint32_t now, MemoryBaseAuxColumns<BabyBear>& aux,
                     LookupCounts& counts) {
  const uint32_t difference = now - previous_timestamp(access) - 1;
  const uint32_t low = difference & ((1U << kRangeMaxBits) - 1);
  const uint32_t high = difference >> kRangeMaxBits;
  counts.range(low, kRangeMaxBits);
  counts.range(high, kTimestampMaxBits - kRangeMaxBits);
  aux.prev_timestamp = cell(previous_timestamp(access));
  aux.timestamp_lt_aux.lower_decomp[0] = cell(low);
  aux.timestamp_lt_aux.lower_decomp[1] = cell(high);
}

inline void fill_write_aux(const StepAccess& access, uint32_t now,
                           MemoryWriteAuxColumns<BabyBear, kWordLimbs>& aux, LookupCounts& counts) {
  fill_aux(access, now, aux.base, counts);
  const WordBytes before = bytes_of(previous_value(access));
  for (size_t i = 0; i < kWordLimbs; ++i) aux.prev_data[i] = cell_of_byte(before[i]);
}

// 1/n for 0 <= n < size, with 1/0 = 0.
template <size_t kSize>
inline constexpr std::array<BabyBear, kSize> kInverses = [] {
  std::array<BabyBear, kSize> inverses;
  inverses[1] = BabyBear::one();
  for (uint32_t n = 2; n < kSize; ++n) {
    // p = (p / n) n + p mod n
    inverses[n] = -BabyBear::from_canonical(BabyBear::kModulus / n) * inverses[BabyBear::kModulus % n];
  }
  return inverses;
}();
// 1/(x - y) for bytes.
inline BabyBear inverse_difference(uint32_t x, uint32_t y) {
  return x >= y ? kInverses<257>[x - y] : -kInverses<257>[y - x];
}

}  // namespace zkmem::rv32im
