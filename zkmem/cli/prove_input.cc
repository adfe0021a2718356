#include "zkmem/cli/prove_input.h"

#include "zkmem/base/file.h"

namespace zkmem::cli {
namespace {

bool is_elf(std::span<const uint8_t> bytes) {
  return bytes.size() >= 4 && bytes[0] == 0x7f && bytes[1] == 'E' && bytes[2] == 'L' && bytes[3] == 'F';
}

// Programs run on OpenVM 2's own configuration; saying so is allowed.
Status check_program_config(const ProveInputOptions& options) {
  const LogInput& given = options.log;
  const MemoryConfig own = MemoryConfig::openvm_v2_default();
  MemoryConfig config = own;
  if (!given.config.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(config, load_memory_config(given.config));
  }
  if (!given.profile.empty()) config.profile = *parse_profile(given.profile);
  if (config == own) return {};
  return bad_input(options.input + ": programs are proven on OpenVM 2's own configuration: " +
                   describe_difference(config, own));
}

Result<ExecutionInput> program_input(const ProveInputOptions& options, FileBytes file) {
  ZKMEM_RETURN_IF_ERROR(check_program_config(options));
  ExecutionInput input;
  input.program_file = std::move(file);
  std::vector<std::string> items = options.inputs;
  if (!options.std_in.empty()) items.insert(items.begin(), options.std_in);
  for (const std::string& path : items) {
    ZKMEM_ASSIGN_OR_RETURN(FileBytes item, read_file(path));
    input.items.push_back(std::move(item));
  }
  input.segment_accesses = options.segment_accesses;
  ZKMEM_ASSIGN_OR_RETURN(input.parameters, parse_parameters(options.params));
  return input;
}

Result<MemoryInput> log_input(const ProveInputOptions& options, FileBytes bytes) {
  if (!options.std_in.empty() || !options.inputs.empty())
    return bad_input(options.input + ": --stdin and --input are for programs, this is a log");
  LogInput log = options.log;
  log.path = options.input;
  ZKMEM_ASSIGN_OR_RETURN(LogFile file, log.parse(bytes));
  if (!options.state.empty() && file.config.mode == BoundaryMode::kVolatile)
    return bad_input(options.input + ": volatile memory starts from zero and leaves nothing: no --state");
  LogCutting cutting;
  cutting.segment_accesses = options.segment_accesses;
  ZKMEM_ASSIGN_OR_RETURN(cutting.parameters, parse_parameters(options.params));
  return MemoryInput{std::move(bytes), std::move(file), cutting, std::nullopt};
}

}  // namespace

Result<ProveInput> read_prove_input(const ProveInputOptions& options) {
  if (options.segment_accesses == 0) return bad_input("--segment-accesses must be at least 1");
  ZKMEM_ASSIGN_OR_RETURN(FileBytes bytes, read_file(options.input));
  if (is_elf(bytes)) {
    ZKMEM_ASSIGN_OR_RETURN(ExecutionInput input, program_input(options, std::move(bytes)));
    return ProveInput(std::move(input));
  }
  ZKMEM_ASSIGN_OR_RETURN(MemoryInput input, log_input(options, std::move(bytes)));
  return ProveInput(std::move(input));
}

std::string checksum_of(const ProveInput& input) {
  if (const auto* log = std::get_if<MemoryInput>(&input)) return log->checksum();
  const auto& program = std::get<ExecutionInput>(input);
  std::vector<FileBytes> parts = {program.program_file};
  parts.insert(parts.end(), program.items.begin(), program.items.end());
  return content_checksum(parts);
}

MemoryConfig config_of(const ProveInput& input) {
  if (const auto* log = std::get_if<MemoryInput>(&input)) return log->log.config;
  return MemoryConfig::openvm_v2_default();
}

Result<Plan> plan_input(const Context& context, KeyCache& keys, const ProveInput& input,
                        const WorkFolder& folder, std::vector<std::string>& notes) {
  if (const auto* log = std::get_if<MemoryInput>(&input))
    return plan_memory(context, keys, *log, folder, notes);
  return plan_execution(context, keys, std::get<ExecutionInput>(input), folder, notes);
}

}  // namespace zkmem::cli
