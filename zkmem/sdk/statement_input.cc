#include "zkmem/sdk/statement_input.h"

#include "zkmem/rv32im/program_file.h"
#include "zkmem/sdk/execution/input.h"
#include "zkmem/sdk/memory_global/input.h"
#include "zkmem/statement/execution_global/statement.h"

namespace zkmem {
namespace {

// Programs run on OpenVM 2's own configuration, between roots or on global memory; saying so is allowed.
Result<rv32im::MachineMemory> program_memory(const LogOptions& given) {
  const MemoryConfig own = MemoryConfig::openvm_v2_default();
  MemoryConfig config = own;
  if (!given.config_json.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(config, read_memory_config(given.config_json, MemoryConfig::hybrid_default()));
  }
  if (given.profile) config.put_under(*given.profile);
  if (given.mode) config.put_under(*given.mode);
  ZKMEM_RETURN_IF_ERROR(config.validate());
  if (config == own) return rv32im::MachineMemory::kRoots;
  if (config == global_execution_statement().default_config()) return rv32im::MachineMemory::kGlobal;
  return bad_input("programs are proven on OpenVM 2's own configuration: " +
                   describe_difference(config, own));
}

}  // namespace

Plan StatementInput::new_plan() const {
  Plan plan{statement().new_claim()};
  plan.claim->config = config();
  plan.claim->parameters = parameters.family;
  plan.claim->hash = parameters.hash;
  plan.input_checksum = checksum();
  if (state) plan.state_version = state->version ? state->version->id : 0;
  return plan;
}

Result<std::unique_ptr<StatementInput>> read_input(FileBytes bytes, InputOptions options) {
  if (rv32im::is_elf(bytes) || options.is_program) {
    ZKMEM_ASSIGN_OR_RETURN(const rv32im::MachineMemory memory, program_memory(options.log));
    auto program = std::make_unique<ExecutionInput>(std::move(bytes), std::move(options.items));
    program->max_instructions = options.max_instructions.value_or(UINT64_MAX);
    program->initial = std::move(options.log.initial);
    program->machine = &OwnMachine::rv32im(memory);
    return std::unique_ptr<StatementInput>(std::move(program));
  }
  if (!options.items.empty())
    return bad_input("input items (--stdin, --input) are for programs, this is a log");
  if (options.max_instructions) return bad_input("--max-instructions is for programs, this is a log");
  ZKMEM_ASSIGN_OR_RETURN(LogFile log, parse_log(bytes, options.log));
  return std::unique_ptr<StatementInput>(memory_input(std::move(bytes), std::move(log)));
}

}  // namespace zkmem
