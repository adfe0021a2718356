#include "zkmem/sdk/execution/input.h"

#include <fmt/format.h>

#include "zkmem/hash/simd.h"
#include "zkmem/prover/prove.h"
#include "zkmem/rv32im/check/program_check.h"
#include "zkmem/rv32im/program_file.h"
#include "zkmem/statement/execution/statement.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem {

const Statement& ExecutionInput::statement() const { return machine->statement(); }

MemoryConfig ExecutionInput::config() const { return statement().default_config(); }

std::string ExecutionInput::checksum() const {
  std::vector<FileBytes> parts = {program_file};
  parts.insert(parts.end(), items.begin(), items.end());
  for (const RawBytes& raw : initial) {
    const std::string place = fmt::format("initial {}:{}", raw.at.address_space, raw.at.pointer);
    parts.emplace_back(place.begin(), place.end());
    parts.push_back(raw.bytes);
  }
  return content_checksum(parts);
}

Result<CheckOutcome> ExecutionInput::check(const Context& context) const {
  ZKMEM_ASSIGN_OR_RETURN(
      const rv32im::ProgramCheck checked,
      rv32im::check_program(context, simd_poseidon2_batch(), program_file, items, segment_accesses,
                            max_instructions, machine->definition(), initial));
  CheckOutcome outcome;
  if (!checked.ok) outcome.problem = checked.report;
  outcome.segments = checked.segments;
  outcome.instructions = checked.instructions;
  outcome.accesses = checked.accesses;
  outcome.cells = checked.cells;
  outcome.messages = checked.messages;
  outcome.check_seconds = checked.check_seconds;
  return outcome;
}

Result<Program> planned_program(const WorkFolder& folder, const OwnMachine& machine) {
  ZKMEM_ASSIGN_OR_RETURN(const FileBytes file, folder.read(kProgramFile));
  Result<Program> program = rv32im::load_program(file, machine.instructions());
  if (!program.ok()) return program.error().in(folder.path() + "/" + kProgramFile);
  return program;
}

Result<Commitment> program_commitment(const Context& context, const Program& program,
                                      const SystemParams& params) {
  const Trace table = program_table(program);
  return commit_trace(context, params, table.view());
}

}  // namespace zkmem
