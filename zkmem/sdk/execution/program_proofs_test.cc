// The executor accepts a program exactly if the circuits hold for its run and if a proof of it comes out and
// verifies: random programs, every instruction with every class of operands, programs with changed words.
// program_proofs_slow_test.cc has many more.
#include <gtest/gtest.h>

#include "zkmem/rv32im/testing/operand_programs.h"
#include "zkmem/rv32im/testing/random_program.h"
#include "zkmem/sdk/testing/agreement.h"

namespace zkmem {
namespace {

using rv32im::testing::RandomProgram;

TEST(ProgramProofs, ARandomProgramInOneSegment) {
  testing::expect_accepted_by_all({testing::elf_of(RandomProgram(21).make(12000)), testing::two_items(0x5a)});
}

TEST(ProgramProofs, ARandomProgramInSeveralSegments) {
  testing::expect_accepted_by_all(
      {testing::elf_of(RandomProgram(22).make(3000)), testing::two_items(0xc3), 5000});
}

// rv32im/testing/operand_coverage.h says which they are.
TEST(ProgramProofs, EveryInstructionWithEveryClassOfOperands) {
  testing::expect_accepted_by_all(
      {testing::elf_of(rv32im::testing::operand_program()), rv32im::testing::io_items()});
}

// On zkmem's own machine.
TEST(ProgramProofs, OnGlobalMemory) {
  constexpr auto kGlobal = rv32im::MachineMemory::kGlobal;
  testing::expect_accepted_by_all({testing::elf_of(rv32im::testing::operand_program()),
                                   rv32im::testing::io_items(), uint64_t{1} << 22, kGlobal});
  testing::expect_accepted_by_all(
      {testing::elf_of(RandomProgram(22).make(3000)), testing::two_items(0xc3), 5000, kGlobal});
}

TEST(ProgramProofs, MutatedProgramsAreAcceptedOrRefusedByAll) { testing::expect_mutants_agreed(31, 1000, 1); }

}  // namespace
}  // namespace zkmem
