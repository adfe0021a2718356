// A program: what the program table commits to and the memory it starts on. Immutable once loaded.
//
// Instructions have places, 0, 1, …: the word of place k + 1 is the one after place k's, until a block of
// code ends. Most programs are one block; a further one starts wherever it is. A word between instructions
// that is none (data, padding) has a place without an instruction, and so has the end of each block but the
// last: a run that comes there traps, and no row of the table knows it.
//
// Invariants: `source_words[k]` is the machine word of place k (for reports); pc_start is the address of an
// instruction; chunks of initial memory do not overlap and are in order.
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
  // A block of code after the first one: places from `place` on are at `pc` and after.
  struct Block {
    uint32_t place = 0;
    uint32_t pc = 0;
  };

  uint32_t pc_base = 0;  // of place 0
  uint32_t pc_start = 0;
  std::vector<Instruction> instructions;  // by place
  std::vector<uint32_t> source_words;     // by place
  std::vector<Block> further_blocks;      // ascending in both
  std::vector<InitialBytes> initial_memory;

  // Places of the first block, for hot loops: place k of it is at pc_base + 4k.
  uint32_t first_block_size() const {
    return further_blocks.empty() ? static_cast<uint32_t>(instructions.size()) : further_blocks.front().place;
  }
  // `place` may be one past the last.
  uint32_t pc_of(size_t place) const {
    if (further_blocks.empty() || place < further_blocks.front().place)
      return pc_base + kPcStep * static_cast<uint32_t>(place);
    return pc_in_further_block(static_cast<uint32_t>(place));
  }
  bool has_instruction(size_t place) const {
    return place < instructions.size() && instructions[place].opcode != kNoInstruction;
  }
  // Whether a place has a word at all: the ends of blocks have none.
  bool has_word(size_t place) const;
  // The place at pc, which may have no instruction, or be one past the last; nothing: there is none.
  std::optional<uint32_t> place_of(uint32_t pc) const;
  // The place of the instruction at pc, or nothing when no instruction starts there.
  std::optional<uint32_t> index_of(uint32_t pc) const {
    const std::optional<uint32_t> place = place_of(pc);
    return place && has_instruction(*place) ? place : std::nullopt;
  }
  // Instructions, places without one not counted: rows of the program's table before padding.
  size_t num_instructions() const;
  // log2 of the rows of its table, padding included.
  uint32_t log_table_height() const;

 private:
  uint32_t pc_in_further_block(uint32_t place) const;
};

}  // namespace zkmem
