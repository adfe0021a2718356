#include "zkmem/sdk/execution/run_end.h"

#include <fmt/format.h>

#include "zkmem/rv32im/report.h"

namespace zkmem {

Error trap_error(const rv32im::Machine& machine, std::span<const uint8_t> program_file) {
  const rv32im::SourceMap names(program_file);
  return {ErrorKind::kTrap,
          fmt::format("the program trapped after {} instructions: {}", machine.instructions(),
                      rv32im::trap_report(machine.program(), names, *machine.trap()))};
}

std::optional<std::string> abort_note(const rv32im::Machine& machine, std::span<const uint8_t> program_file) {
  const rv32im::SourceMap names(program_file);
  const std::string report = rv32im::unimp_report(machine.program(), names, machine.pc());
  if (!machine.exit_code() || report.empty()) return std::nullopt;
  return "the program " + report;
}

}  // namespace zkmem
