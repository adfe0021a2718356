// The door for instructions that the built-in machine does not know: an extension decodes its own words into
// its own opcodes and executes them through the machine's memory port, so that every access is checked,
// clocked and logged like the built-in ones. Circuits for the opcodes are registered with the prover, not
// here.
//
// Given to the loader (decode) and to the machine (execute); must outlive both. Implementations must be
// deterministic.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "zkmem/vm/instruction.h"

namespace zkmem {

class MachinePort;

// What one instruction takes at most.
struct InstructionNeeds {
  uint32_t accesses = 0;
  uint32_t ticks = 0;  // accesses included
};

class InstructionExtension {
 public:
  virtual ~InstructionExtension() = default;

  // For messages.
  virtual std::string name() const = 0;

  // The global opcodes it executes; no two extensions of a machine may share one.
  virtual std::vector<uint32_t> opcodes() const = 0;

  // The instruction a 32-bit word stands for, or nothing when the word is not this extension's.
  virtual std::optional<Instruction> decode(uint32_t word) const = 0;

  // "mul256 a0, a1, a2": for reports.
  virtual std::string disassemble(uint32_t word, uint32_t pc) const = 0;

  // A segment is cut before an instruction that might not fit; one that takes more than it said traps.
  virtual InstructionNeeds needs(const Instruction& instruction) const = 0;

  // Executes one instruction: reads, writes and skips time on the port, and may set the next pc (pc + 4
  // otherwise). A failed access is reported by the port itself; return at once then. To end the run, call
  // port.trap().
  virtual void execute(const Instruction& instruction, MachinePort& port) const = 0;
};

}  // namespace zkmem
