// An instruction chip is an adapter and a core side by side. The core states what the instruction computes,
// over byte limbs; the adapter fetches its operands, reads and writes memory, and moves the machine's state.
// Here is what a core hands to its adapter. Source: openvm-circuit 2.0.2, arch/integration_api.rs
// (VmAirWrapper).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <tuple>

#include "zkmem/air/air_builder.h"
#include "zkmem/rv32im/opcode.h"

namespace zkmem::rv32im {

// A 32-bit word as byte limbs, least significant first.
inline constexpr size_t kWordLimbs = 4;
template <class T>
using Word = std::array<T, kWordLimbs>;

// A core sets what its adapter reads.
struct CoreOutput {
  std::optional<Expr> to_pc;  // none: the next instruction
  std::array<Word<Expr>, 2> reads;
  Word<Expr> write;
  Expr is_valid;        // boolean
  Expr opcode;          // global number
  Expr immediate;       // branch, rd-write and JALR adapters
  Expr immediate_sign;  // JALR adapter
  Expr is_load;         // load-store adapter: boolean, 0 where is_valid is 0
  Expr load_shift;      // byte offset in the aligned word; 0 for stores
  Expr store_shift;     // the same for stores; 0 for loads
};

// The flags of a core are boolean and at most one is set; their sum says whether the row is an instruction.
template <size_t N>
Expr one_flag_at_most(AirBuilder& builder, const std::array<Expr, N>& flags) {
  Expr is_valid = builder.zero();
  for (const Expr& flag : flags) {
    builder.assert_bool(flag);
    is_valid += flag;
  }
  return is_valid;
}

// Σ flag · number, numbers counting from 0 in order of the flags.
template <size_t N>
Expr local_opcode(AirBuilder& builder, const std::array<Expr, N>& flags) {
  Expr opcode = builder.zero();
  for (size_t i = 0; i < N; ++i) opcode += flags[i] * i;
  return opcode;
}

// condition ? a : b, for a boolean condition.
inline Expr select(Expr condition, Expr a, Expr b) { return condition * a + (1 - condition) * b; }

}  // namespace zkmem::rv32im
