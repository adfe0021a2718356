#include "zkmem/rv32im/report.h"

#include <fmt/format.h>

#include "zkmem/rv32im/decoder.h"
#include "zkmem/rv32im/disassembler.h"
#include "zkmem/rv32im/opcode.h"

namespace zkmem::rv32im {

std::string describe_place(const Program& program, const SourceMap& names, uint32_t pc) {
  const auto index = program.index_of(pc);
  std::string text = fmt::format("at {:#x}", pc);
  if (index && *index < program.source_words.size())
    text += ": " + disassemble(program.source_words[*index], pc);
  if (const std::string name = names.describe(pc); !name.empty()) text += ", in " + name;
  return text;
}

std::string trap_report(const Program& program, const SourceMap& names, const Trap& trap) {
  return fmt::format("trap: {}, {}", trap.message(), describe_place(program, names, trap.pc));
}

std::string unimp_report(const Program& program, const SourceMap& names, uint32_t pc) {
  const auto index = program.index_of(pc);
  if (!index || *index >= program.source_words.size() || !is_unimp(program.source_words[*index])) return {};
  return fmt::format("terminated with exit code {} by a system instruction, {}", kUnimpExitCode,
                     describe_place(program, names, pc));
}

}  // namespace zkmem::rv32im
