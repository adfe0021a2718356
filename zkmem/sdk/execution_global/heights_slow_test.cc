// A run whose later segment needs a greater stacked height than the first: all segments have one, so what the
// first one takes and puts is committed to again, and the challenge covers what is proven.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/testing/assembler.h"
#include "zkmem/sdk/execution/given_program.h"
#include "zkmem/sdk/prove.h"
#include "zkmem/sdk/testing/dishonest_run.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/sdk/testing/proven_program.h"
#include "zkmem/statement/execution_global/statement.h"
#include "zkmem/statement/verify.h"

namespace zkmem {
namespace {

using namespace rv32im::testing;  // instruction words
using testing::global_run_input;
using testing::shared_keys;

constexpr uint32_t kTurns = 1 << 17;
// A turn of the first loop is three loads of three accesses, an add and a branch of two each. So the first
// segment is all but the last turns of it.
constexpr uint64_t kAccesses = uint64_t{13} * kTurns;

// 3/4 of 2^19 rows of loads; then more than 2^19 of adds, which are padded to 2^20.
Assembler program_of(bool with_adds) {
  Assembler program;
  program.load_immediate(5, kTurns);
  program.load_immediate(8, 0x00300000);
  program << load(2, 6, 0, 8) << load(2, 6, 0, 8) << load(2, 6, 4, 8) << addi(5, 5, -1)
          << b_type(1, 5, 0, -16);
  if (with_adds) {
    program.load_immediate(5, kTurns);
    program << addi(6, 6, 1) << addi(7, 7, 2) << addi(9, 9, 3) << addi(5, 5, -1) << b_type(1, 5, 0, -16);
  }
  return program << terminate(0);
}

TEST(GlobalRunHeights, TokensAreCommittedAgainAtAGreaterHeight) {
  const std::vector<uint8_t> elf = testing::elf_of(program_of(true));
  const ExecutionInput input = global_run_input(elf, kAccesses);
  const testing::ScratchFolder scratch("global_heights");
  const WorkFolder folder = WorkFolder::create(scratch.path()).value();
  std::vector<std::string> notes;
  const Plan plan = input.plan(Context{}, shared_keys(), folder, notes).value();
  // The ends may have a proof of their own.
  ASSERT_EQ(
      std::ranges::count_if(plan.segments, [](const PlannedSegment& segment) { return segment.length > 0; }),
      2);
  ASSERT_EQ(plan.height(0), plan.height(1));
  const Plan alone = global_run_input(testing::elf_of(program_of(false)), kAccesses)
                         .plan(Context{}, shared_keys(), WorkFolder::in_memory(), notes)
                         .value();
  ASSERT_LT(alone.height(0), plan.height(0)) << "the first segment needs less by itself";
  ASSERT_TRUE(prove_segments(Context{}, shared_keys(), folder, plan, {}).ok());
  const ZkProof proof = assemble(Context{}, shared_keys(), folder, plan).value();
  const Program program = rv32im::load_elf(elf).value();
  const GivenProgram given(program, {});
  VerificationOptions options;
  options.allow_weak_params = true;
  options.subject = &given;
  const auto report = verify_zkproof(Context{}, shared_keys(), proof, options);
  EXPECT_TRUE(report.ok()) << report.error().message;
}

}  // namespace
}  // namespace zkmem
