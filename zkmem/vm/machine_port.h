// The machine as an instruction extension sees it, for the duration of one instruction. Accesses are 4-byte
// blocks of registers (space 1), memory (2) and public values (3); each happens at the clock, which then
// advances by one tick, and is checked and logged like any other. When an access is refused the instruction
// traps: the port answers nothing from then on, and everything the instruction did is undone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "zkmem/vm/streams.h"

namespace zkmem {

class MachinePort {
 public:
  virtual ~MachinePort() = default;

  virtual uint32_t pc() const = 0;
  // The word at the pointer; nothing when the access was refused (return from the instruction then).
  virtual std::optional<uint32_t> read(uint32_t address_space, uint32_t pointer) = 0;
  virtual bool write(uint32_t address_space, uint32_t pointer, uint32_t value) = 0;
  // Time passes without an access.
  virtual void skip(uint32_t ticks) = 0;
  // Where execution goes on; pc + 4 when never called. It must be an instruction of the program.
  virtual void set_next_pc(uint32_t pc) = 0;
  // Ends the run with this reason; the instruction has no effect.
  virtual void trap(std::string reason) = 0;
  virtual Streams& streams() = 0;
};

}  // namespace zkmem
