#include "zkmem/sdk/testing/proven_program.h"

#include <filesystem>

#include <unistd.h>

#include "zkmem/hash/simd.h"
#include "zkmem/rv32im/check/program_check.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/elf_writer.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/sdk/execution/given_program.h"
#include "zkmem/sdk/execution/input.h"
#include "zkmem/sdk/prove.h"
#include "zkmem/statement/execution/claim.h"
#include "zkmem/statement/verify.h"

namespace zkmem::testing {

using rv32im::testing::Assembler;

std::vector<uint8_t> elf_of(const Assembler& program) {
  rv32im::testing::ElfFile file;
  file.entry = Assembler::kBase;
  file.segments.push_back({.address = Assembler::kBase, .bytes = rv32im::testing::words(program.words())});
  return file.build();
}

ScratchFolder::ScratchFolder(const std::string& name)
    : path_((std::filesystem::temp_directory_path() / ("zkmem_" + name + "_" + std::to_string(::getpid())))
                .string()) {
  std::filesystem::remove_all(path_);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::vector<std::string> ScratchFolder::results() const {
  std::vector<std::string> names;
  if (!std::filesystem::exists(path_)) return names;
  for (const auto& entry : std::filesystem::directory_iterator(path_)) {
    const std::string name = entry.path().filename().string();
    if (name == "plan.json" || name.ends_with(".proof")) names.push_back(name);
  }
  return names;
}

Result<RunFacts> executed(const ProgramInput& input) {
  ZKMEM_ASSIGN_OR_RETURN(const Program program, rv32im::load_elf(input.elf));
  rv32im::MachineOptions options;
  options.inputs = input.items;
  options.segment_accesses = input.segment_accesses;
  ZKMEM_ASSIGN_OR_RETURN(rv32im::Machine machine,
                         rv32im::Machine::create(std::make_shared<const Program>(program), options));
  if (machine.run_through(Context{}) == rv32im::StopReason::kTrapped)
    return Error{ErrorKind::kTrap, machine.trap()->message()};
  return RunFacts{machine.exit_code().value(), machine.public_values(), machine.instructions(),
                  machine.segment_ends().size()};
}

Result<RunFacts> checked(const ProgramInput& input) {
  ZKMEM_ASSIGN_OR_RETURN(
      const rv32im::ProgramCheck check,
      rv32im::check_program(Context{}, simd_poseidon2_batch(), input.elf, input.items, input.segment_accesses,
                            UINT64_MAX, rv32im::MachineDefinition::rv32im(input.memory)));
  if (!check.ok) return rejected(check.report);
  return RunFacts{check.exit_code, {}, check.instructions, check.segments};
}

Result<RunFacts> proven(const ProgramInput& input, const ScratchFolder& scratch) {
  static KeyCache keys;
  const Context context;
  ExecutionInput execution;
  execution.program_file = input.elf;
  execution.items = input.items;
  execution.segment_accesses = input.segment_accesses;
  execution.machine = &OwnMachine::rv32im(input.memory);
  execution.parameters.family = ParameterFamily::kWeak;
  ZKMEM_ASSIGN_OR_RETURN(const WorkFolder folder, WorkFolder::create(scratch.path()));
  std::vector<std::string> notes;
  ZKMEM_ASSIGN_OR_RETURN(const Plan plan, execution.plan(context, keys, folder, notes));
  ZKMEM_RETURN_IF_ERROR(prove_segments(context, keys, folder, plan, {}));
  ZKMEM_ASSIGN_OR_RETURN(const ZkProof assembled, assemble(context, keys, folder, plan));
  // As a reader of the file has it.
  ZKMEM_ASSIGN_OR_RETURN(const ZkProof proof, decode_zkproof(encode_zkproof(assembled)));
  ZKMEM_ASSIGN_OR_RETURN(const Program program, rv32im::load_elf(input.elf));
  VerificationOptions options;
  options.allow_weak_params = true;
  options.exit_code.reset();
  const GivenProgram given(program);
  options.subject = &given;
  ZKMEM_RETURN_IF_ERROR(verify_zkproof(context, keys, proof, options));
  const ExecutionClaim& claim = run_claim(*proof.claim);
  RunFacts facts;
  facts.exit_code = claim.exit_code;
  for (const BabyBear value : claim.revealed())
    facts.public_values.push_back(static_cast<uint8_t>(value.as_canonical()));
  facts.instructions = plan.length();
  facts.segments = claim.run_segments().size();
  return facts;
}

}  // namespace zkmem::testing
