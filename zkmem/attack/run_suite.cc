#include "zkmem/attack/run_suite.h"

#include <utility>

#include "zkmem/base/check.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/sdk/execution/given_program.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/statement/verify.h"

namespace zkmem::attack {

ExecutionInput RunSuite::input_of(std::vector<uint8_t> elf, uint64_t segment_accesses) const {
  ExecutionInput input = testing::global_run_input(std::move(elf), segment_accesses);
  input.parameters.family = setting().parameters;
  return input;
}

ZkProof RunSuite::proven(const ExecutionInput& input) const {
  return testing::proven_global_run(input, context());
}

std::string RunSuite::verdict(const ZkProof& proof, const std::optional<std::vector<uint8_t>>& elf) const {
  VerificationOptions options;
  options.allow_weak_params = true;
  std::optional<Program> program;
  std::optional<GivenProgram> given;
  if (elf) {
    program = rv32im::load_elf(*elf).value();
    given.emplace(*program);
    options.subject = &*given;
  }
  judged({.proof = proof, .program = elf ? &*elf : nullptr});
  const auto report = verify_zkproof(context(), testing::shared_keys(), proof, options);
  return report.ok() ? std::string(kAccepted) : report.error().message;
}

size_t row_of_leaf(rv32im::testing::Forger& forger, size_t air, uint32_t space, uint32_t label) {
  for (size_t row = 0; row < forger.height(air); ++row) {
    if (forger.value(air, row, "in_use") == 1 && forger.value(air, row, "address_space") == space &&
        forger.value(air, row, "leaf_label") == label)
      return row;
  }
  ZKMEM_CHECK(false && "no such row");
  return 0;
}

}  // namespace zkmem::attack
