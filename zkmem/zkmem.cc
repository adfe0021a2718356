#include "zkmem/zkmem.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "zkmem/hash/simd_backend.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/report.h"
#include "zkmem/sdk/execution/given_program.h"
#include "zkmem/sdk/execution/input.h"
#include "zkmem/sdk/execution/run_end.h"
#include "zkmem/sdk/memory/given_log.h"
#include "zkmem/sdk/memory_global/input.h"
#include "zkmem/sdk/segment_proving.h"

namespace zkmem {
namespace {

// A log that does not begin where a segment does has no memory to begin from.
Status check_start(const LogFile& log) {
  if (log.log.start_timestamp() == 1) return {};
  return bad_input(fmt::format(
      "the log begins within a segment, at clock {}: end the segment before taking the log before it",
      log.log.start_timestamp()));
}

Status configure(StatementInput& input, const ProofOptions& options) {
  if (options.segment_accesses == 0) return bad_input("segment_accesses is 0, at least 1 is needed");
  if (options.part_leaves == 0) return bad_input("part_leaves is 0, at least 1 is needed");
  input.segment_accesses = options.segment_accesses;
  input.part_leaves = options.part_leaves;
  ZKMEM_ASSIGN_OR_RETURN(input.parameters, parse_parameters(options.parameters, options.hash));
  input.roots = options.roots;
  if ((input.roots.any() || !options.state.empty()) && input.config().starts_from_zero()) {
    return bad_input(
        fmt::format("{} memory starts from zero and leaves nothing: it has neither roots nor a state",
                    to_string(input.config().mode)));
  }
  return {};
}

Result<FinishedProof> prove(StatementInput& input, const ProofOptions& options) {
  ZKMEM_RETURN_IF_ERROR(configure(input, options));
  KeyCache keys;
  ProofRun run;
  run.output = options.output;
  run.resume = options.resume;
  run.restart = options.restart;
  run.state = options.state;
  run.name = options.name;
  return run_proof(options.context, keys, input, run);
}

Result<CheckOutcome> check(StatementInput& input, const ProofOptions& options) {
  ZKMEM_RETURN_IF_ERROR(configure(input, options));
  return input.check(options.context);
}

ExecutionInput program_input(std::span<const uint8_t> elf, std::vector<std::vector<uint8_t>> inputs,
                             const ProofOptions& options) {
  ExecutionInput input(FileBytes(elf.begin(), elf.end()), std::move(inputs));
  input.machine = options.machine;
  input.max_instructions = options.max_instructions;
  return input;
}

}  // namespace

Result<OwnMemory> open_memory(const MemoryConfig& config) { return OwnMemory::create(config); }

Result<OwnMemory> open_memory(const MemoryConfig& config, MemoryImage<BabyBear> initial) {
  return OwnMemory::create(config, std::move(initial));
}

LogFile take_log(OwnMemory& memory) {
  CellImage start = memory.memory().log_start();
  return {memory.config(), std::move(start), memory.memory().take_log(), {}};
}

Result<FinishedProof> prove_log(const LogFile& log, const ProofOptions& options) {
  ZKMEM_RETURN_IF_ERROR(check_start(log));
  return prove(*memory_input(log), options);
}

Result<FinishedProof> prove_program(std::span<const uint8_t> elf, std::vector<std::vector<uint8_t>> inputs,
                                    const ProofOptions& options) {
  ExecutionInput input = program_input(elf, std::move(inputs), options);
  return prove(input, options);
}

Result<CheckOutcome> check_log(const LogFile& log, const ProofOptions& options) {
  ZKMEM_RETURN_IF_ERROR(check_start(log));
  return check(*memory_input(log), options);
}

Result<CheckOutcome> check_program(std::span<const uint8_t> elf, std::vector<std::vector<uint8_t>> inputs,
                                   const ProofOptions& options) {
  ExecutionInput input = program_input(elf, std::move(inputs), options);
  return check(input, options);
}

Result<ProgramRun> run_program(std::span<const uint8_t> elf, std::vector<std::vector<uint8_t>> inputs,
                               const RunOptions& options) {
  ZKMEM_ASSIGN_OR_RETURN(Program loaded, rv32im::load_elf(elf, options.machine->instructions()));
  rv32im::MachineOptions machine_options;
  machine_options.inputs = std::move(inputs);
  machine_options.print = options.print;
  machine_options.extensions = options.machine->instructions();
  if (options.context.memory_budget != 0) {
    // Each page is there twice at the end: in the machine, and in the memory that is returned.
    machine_options.memory.page = 2 * (kPageCells + 128);
    machine_options.memory.most =
        options.context.memory_budget - std::min(options.context.memory_budget, kProcessBytes);
  }
  ZKMEM_ASSIGN_OR_RETURN(rv32im::Machine machine,
                         rv32im::Machine::create(std::make_shared<const Program>(std::move(loaded)),
                                                 std::move(machine_options)));
  switch (machine.run_through(options.context, options.max_instructions)) {
    case rv32im::StopReason::kTrapped:
      return trap_error(machine, elf);
    case rv32im::StopReason::kCancelled:
      return cancelled();
    case rv32im::StopReason::kInstructionLimit:
      return rv32im::instruction_limit_error(machine);
    case rv32im::StopReason::kMemoryLimit:
      return rv32im::memory_limit_error(machine, kProcessBytes, options.context.memory_budget);
    case rv32im::StopReason::kTerminated:
    case rv32im::StopReason::kSegmentFull:  // run_through() goes on from one
      break;
  }
  return ProgramRun{machine.instructions(), machine.exit_code().value_or(0), machine.public_values(),
                    machine.image()};
}

Result<VerificationReport> verify_proof(std::span<const uint8_t> proof, const VerificationOptions& options,
                                        const Context& context) {
  KeyCache keys;
  VerificationOptions with_hash = options;
  if (with_hash.hash == nullptr) with_hash.hash = &simd_hash_backend();
  return verify_zkproof(context, keys, proof, with_hash);
}

Result<VerificationReport> verify_log(std::span<const uint8_t> proof, const LogFile& log,
                                      VerificationOptions options, const Context& context) {
  ZKMEM_RETURN_IF_ERROR(check_start(log));
  if (!options.config) options.config = log.config;
  const GivenLog given(log);
  options.subject = &given;
  return verify_proof(proof, options, context);
}

Result<VerificationReport> verify_program(std::span<const uint8_t> proof, std::span<const uint8_t> elf,
                                          VerificationOptions options, const Context& context,
                                          const OwnMachine& machine) {
  ZKMEM_ASSIGN_OR_RETURN(const Program program, rv32im::load_elf(elf, machine.instructions()));
  const GivenProgram given(program);
  options.subject = &given;
  if (options.statement == nullptr) options.statement = &machine.statement();
  return verify_proof(proof, options, context);
}

}  // namespace zkmem
