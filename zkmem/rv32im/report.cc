#include "zkmem/rv32im/report.h"

#include <fmt/format.h>

#include "zkmem/rv32im/decoder.h"
#include "zkmem/rv32im/disassembler.h"
#include "zkmem/rv32im/opcode.h"
#include "zkmem/rv32im/word.h"

namespace zkmem::rv32im {

Error instruction_limit_error(const Machine& machine) {
  return limit_reached(fmt::format("the program has not ended after {} instructions, the most allowed",
                                   machine.instructions()));
}

Error memory_limit_error(const Machine& machine, uint64_t beside, uint64_t budget) {
  return limit_reached(fmt::format(
      "after {} instructions, with {} pages of {} cells touched, the run needs {} bytes of memory, "
      "the budget is {}",
      machine.instructions(), machine.touched_pages(), kPageCells, beside + machine.memory_needed(), budget));
}

std::string describe_place(const Program& program, const SourceMap& names, uint32_t pc) {
  const auto index = program.index_of(pc);
  std::string text = fmt::format("at {:#x}", pc);
  if (index && *index < program.source_words.size())
    text += ": " + disassemble(program.source_words[*index], pc);
  if (const std::string name = names.describe(pc); !name.empty()) text += ", in " + name;
  if (const std::string unread = names.unread(); !unread.empty()) text += " (" + unread + ")";
  return text;
}

namespace {

// Addresses so far below 0 are a stack's that grew too far, or an index's that went negative.
constexpr uint64_t kBelowZero = 0xff000000;
constexpr uint32_t kEbreak = 0x00100073;
constexpr uint32_t kNullBytes = 64;  // from address 0 on: members of a structure that is not there

// The usual reason for a trap, to stand behind its message; empty: it has none.
std::string usual_reason(const Program& program, const Trap& trap) {
  if (trap.cause == TrapCause::kInputExhausted)
    return " (--stdin FILE is the first item, each --input FILE a further one)";
  if (trap.cause != TrapCause::kOutOfRange || trap.address < kBelowZero) return {};
  const uint64_t below = (uint64_t{1} << 32) - trap.address;
  const auto index = program.index_of(trap.pc);
  const bool by_stack_pointer =
      index && *index < program.source_words.size() && Word{program.source_words[*index]}.rs1() == 2;
  return by_stack_pointer
             ? fmt::format(": a stack overflow, the stack has grown {} bytes below address 0", below)
             : fmt::format(", {} bytes below address 0: a stack overflow, or a negative index", below);
}

}  // namespace

std::string trap_report(const Program& program, const SourceMap& names, const Trap& trap) {
  return fmt::format("trap: {}{}, {}", trap.message(), usual_reason(program, trap),
                     describe_place(program, names, trap.pc));
}

std::string null_write_report(const Machine& machine) {
  for (const InitialBytes& loaded : machine.program().initial_memory) {
    if (loaded.address_space == kMemorySpace && loaded.pointer < kNullBytes) return {};
  }
  for (uint32_t pointer = 0; pointer < kNullBytes; ++pointer) {
    const Address a{kMemorySpace, pointer};
    if (machine.peek_byte(a) == machine.initial_image().get(a)) continue;
    return fmt::format(
        "the program wrote to address {:#x}, where nothing was loaded: through a null pointer?", pointer);
  }
  return {};
}

std::string unimp_report(const Program& program, const SourceMap& names, uint32_t pc) {
  const auto index = program.index_of(pc);
  if (!index || *index >= program.source_words.size() || !is_unimp(program.source_words[*index])) return {};
  const bool ebreak = program.source_words[*index] == kEbreak;
  return fmt::format("terminated with exit code {} by a system instruction, {}{}", kUnimpExitCode,
                     describe_place(program, names, pc),
                     ebreak
                         ? " (compilers put ebreak where a program cannot go on, such as after the use of a "
                           "null pointer)"
                         : "");
}

}  // namespace zkmem::rv32im
