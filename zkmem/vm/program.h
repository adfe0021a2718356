// A program: what the program table commits to and the memory it starts on. Immutable once loaded.
//
// Invariants: instruction k is at pc_base + 4k; `source_words[k]` is the machine word it came from (for
// reports); pc_start is the address of one of the instructions; chunks of initial memory do not overlap and
// are in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "zkmem/vm/instruction.h"

namespace zkmem {

inline constexpr uint32_t kPcStep = 4;
inline constexpr uint32_t kPcBits = 30;  // jump targets are below 2^30

// Consecutive bytes of the initial image, then zeros (bss: over a memory that earlier runs left behind they
// count).
struct InitialBytes {
  uint32_t address_space = 0;
  uint32_t pointer = 0;
  std::vector<uint8_t> bytes;
  uint32_t zeros = 0;
};

struct Program {
  uint32_t pc_base = 0;
  uint32_t pc_start = 0;
  std::vector<Instruction> instructions;
  std::vector<uint32_t> source_words;
  std::vector<InitialBytes> initial_memory;

  uint32_t pc_of(size_t index) const { return pc_base + kPcStep * static_cast<uint32_t>(index); }

  // The instruction's index, or nothing when no instruction starts at pc.
  std::optional<uint32_t> index_of(uint32_t pc) const {
    const uint32_t offset = pc - pc_base;
    if (offset % kPcStep != 0 || offset / kPcStep >= instructions.size()) return std::nullopt;
    return offset / kPcStep;
  }
};

}  // namespace zkmem
