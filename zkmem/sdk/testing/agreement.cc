#include "zkmem/sdk/testing/agreement.h"

#include <gtest/gtest.h>

#include "zkmem/rv32im/testing/mutated_programs.h"

namespace zkmem::testing {

using rv32im::testing::Assembler;

std::vector<std::vector<uint8_t>> two_items(uint8_t fill) {
  return {std::vector<uint8_t>(64, fill), std::vector<uint8_t>(80, static_cast<uint8_t>(fill ^ 0xff))};
}

void expect_accepted_by_all(const ProgramInput& input) {
  const Result<RunFacts> run = executed(input);
  ASSERT_TRUE(run.ok()) << run.error().message;
  const Result<RunFacts> check = checked(input);
  ASSERT_TRUE(check.ok()) << check.error().message;
  const ScratchFolder folder("accepted");
  const Result<RunFacts> proof = proven(input, folder);
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(check->exit_code, run->exit_code);
  EXPECT_EQ(proof->exit_code, run->exit_code);
  EXPECT_EQ(proof->public_values, run->public_values);
  EXPECT_EQ(check->instructions, run->instructions);
  EXPECT_EQ(proof->instructions, run->instructions);
  EXPECT_EQ(check->segments, run->segments);
  EXPECT_EQ(proof->segments, run->segments);
}

void expect_refused_by_all(const ProgramInput& input, ErrorKind kind) {
  const Result<RunFacts> run = executed(input);
  ASSERT_FALSE(run.ok());
  EXPECT_EQ(run.error().kind, kind) << run.error().message;
  const Result<RunFacts> check = checked(input);
  ASSERT_FALSE(check.ok());
  EXPECT_EQ(check.error().kind, kind) << check.error().message;
  const ScratchFolder folder("refused");
  const Result<RunFacts> proof = proven(input, folder);
  ASSERT_FALSE(proof.ok());
  EXPECT_EQ(proof.error().kind, kind) << proof.error().message;
  EXPECT_NE(proof.error().message.find(run.error().message), std::string::npos) << proof.error().message;
  EXPECT_TRUE(folder.results().empty());
}

void expect_mutants_agreed(uint64_t seed, size_t trials, size_t keep) {
  const auto items = two_items(0x77);
  const auto programs = rv32im::testing::mutated_programs(seed, trials, keep, items);
  SCOPED_TRACE(seed);
  EXPECT_GT(programs.sequences, trials / 4);
  expect_accepted_by_all({elf_of(programs.accepted), items});
  ASSERT_GE(programs.early.size(), 1U);
  for (const Assembler& early : programs.early) expect_accepted_by_all({elf_of(early), items});
  ASSERT_GE(programs.trapping.size(), keep);
  for (const auto& [cause, program] : programs.trapping) {
    SCOPED_TRACE(trap_name(cause));
    expect_refused_by_all({elf_of(program), items}, ErrorKind::kTrap);
  }
  ASSERT_GE(programs.unknown.size(), 1U);
  for (const Assembler& program : programs.unknown)
    expect_refused_by_all({elf_of(program), items}, ErrorKind::kTrap);
}

}  // namespace zkmem::testing
