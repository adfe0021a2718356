// Instructions outside the hot loop: the guest interface (terminate, hints, reveal, print) and those of
// extensions. Each is carried out completely, or not at all: what it could be refused for is checked before
// its first access, and an extension's accesses are undone when it traps.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "zkmem/rv32im/memory_backend.h"
#include "zkmem/vm/extension.h"
#include "zkmem/vm/instruction.h"
#include "zkmem/vm/program.h"
#include "zkmem/vm/streams.h"
#include "zkmem/vm/trap.h"

namespace zkmem::rv32im {

// How one instruction ended; exactly one of trap, exit_code and next_pc counts, in this order.
struct Outcome {
  std::optional<Trap> trap;
  std::optional<uint32_t> exit_code;
  uint32_t next_pc = 0;
};

class SlowPath {
 public:
  using Print = std::function<void(std::span<const uint8_t>)>;

  // Without `print` nobody looks at the text that is printed.
  SlowPath(const Program& program, MemoryBackend& memory, Streams& streams, const Print* print)
      : program_(program), memory_(memory), streams_(streams), print_(print) {}

  // `extension` executes the opcode when it is not built-in.
  InstructionNeeds needs(const Instruction& in, const InstructionExtension* extension) const;
  // Bytes of the host's memory that it takes beside the program's: the hint stream that it replaces the
  // present one by, or the text that it prints.
  uint64_t host_bytes(const Instruction& in) const;
  Outcome execute(const Instruction& in, uint32_t pc, uint32_t index, const InstructionExtension* extension);

 private:
  Outcome phantom(const Instruction& in, uint32_t pc, uint32_t index);
  Outcome hint_store(const Instruction& in, uint32_t pc, uint32_t index);
  Outcome reveal(const Instruction& in, uint32_t pc, uint32_t index);
  Outcome extended(const Instruction& in, uint32_t pc, uint32_t index, const InstructionExtension& extension);
  std::optional<Trap> print_str(uint32_t pc, uint32_t pointer, uint32_t length);
  uint32_t register_value(uint32_t pointer) const;

  const Program& program_;
  MemoryBackend& memory_;
  Streams& streams_;
  const Print* print_;
};

}  // namespace zkmem::rv32im
