#include "zkmem/sdk/execution/input.h"

#include <fmt/format.h>

#include "zkmem/hash/simd.h"
#include "zkmem/rv32im/check/program_check.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/program_file.h"
#include "zkmem/rv32im/program_image.h"
#include "zkmem/sdk/page_delta.h"
#include "zkmem/statement/execution/statement.h"

namespace zkmem {

const Statement& ExecutionInput::statement() const { return machine->statement(); }

MemoryConfig ExecutionInput::config() const { return statement().default_config(); }

std::string ExecutionInput::checksum() const {
  const auto words = [](std::string_view text) { return FileBytes(text.begin(), text.end()); };
  std::vector<FileBytes> parts = {program_file};
  parts.insert(parts.end(), items.begin(), items.end());
  if (roots.initial) parts.push_back(words("initial root"));
  if (roots.final) parts.push_back(words("final root"));
  for (const RawBytes& raw : initial) {
    const std::string place = fmt::format("initial {}:{}", raw.at.address_space, raw.at.pointer);
    parts.push_back(words(place));
    parts.push_back(raw.bytes);
  }
  return content_checksum(parts);
}

Result<CheckOutcome> ExecutionInput::check(const Context& context) const {
  ZKMEM_ASSIGN_OR_RETURN(const rv32im::ProgramCheck checked,
                         rv32im::check_program(context, simd_poseidon2_batch(), program_file, items,
                                               segment_accesses.value_or(kDefaultSegmentAccesses),
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

Result<std::vector<FileBytes>> planned_items(const WorkFolder& folder, const Plan& plan) {
  std::vector<FileBytes> items;
  for (uint32_t i = 0; i < plan.inputs; ++i) {
    ZKMEM_ASSIGN_OR_RETURN(FileBytes item, folder.read(WorkFolder::input_name(i)));
    items.push_back(std::move(item));
  }
  return items;
}

Result<CellImage> planned_image(const WorkFolder& folder, const Plan& plan, const Program& program) {
  CellImage below(plan.claim->config, BabyBear::kModulus);
  if (plan.over_memory) {
    ZKMEM_ASSIGN_OR_RETURN(const FileBytes delta, folder.read_checked(kStateFile));
    ZKMEM_RETURN_IF_ERROR(apply_page_delta(delta, below));
  }
  return rv32im::initial_image(program, plan.claim->config, below);
}

}  // namespace zkmem
