// What the executor accepts, the circuits accept: every instruction with every class of operands, random
// programs, several segments.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/rv32im/testing/operand_coverage.h"
#include "zkmem/rv32im/testing/operand_programs.h"
#include "zkmem/rv32im/testing/proven_segment.h"
#include "zkmem/rv32im/testing/random_program.h"

namespace zkmem::rv32im {
namespace {

using testing::Assembler;
using testing::ProvenRun;
using testing::RandomProgram;
using testing::terminate;

void expect_proven(const Assembler& assembler, std::vector<std::vector<uint8_t>> inputs = {}) {
  ProvenRun run(assembler.program(), std::move(inputs));
  ASSERT_EQ(run.run(), StopReason::kTerminated) << std::hex << run.machine().pc();
  EXPECT_EQ(testing::check(run.traces().input()), "");
}

Assembler made_by(void (*append)(Assembler&)) {
  Assembler program;
  append(program);
  return program << terminate(0);
}

TEST(OperandClasses, RegisterInstructions) { expect_proven(made_by(testing::register_instructions)); }
TEST(OperandClasses, Immediates) { expect_proven(made_by(testing::immediate_instructions)); }
TEST(OperandClasses, SubWordAccessesAtEveryOffset) { expect_proven(made_by(testing::sub_word_accesses)); }
TEST(OperandClasses, BranchesAndJumps) { expect_proven(made_by(testing::branches_and_jumps)); }
TEST(OperandClasses, InputAndOutput) {
  expect_proven(made_by(testing::io_instructions), testing::io_items());
}

// Nothing that is meant to be met above is not.
TEST(OperandClasses, AreAllMet) {
  ProvenRun run(testing::operand_program().program(), testing::io_items());
  ASSERT_EQ(run.run(), StopReason::kTerminated) << std::hex << run.machine().pc();
  testing::OperandCoverage coverage;
  coverage.add(run.machine());
  EXPECT_THAT(coverage.missing(), ::testing::IsEmpty());
  EXPECT_GT(testing::OperandCoverage().missing().size(), 1500U);
}

TEST(RandomPrograms, AreProvenInOneSegment) {
  for (uint64_t seed = 0; seed < 6; ++seed) {
    SCOPED_TRACE(seed);
    expect_proven(RandomProgram(seed).make(3000),
                  {std::vector<uint8_t>(64, 0x5a), std::vector<uint8_t>(80, 0xc3)});
  }
}

TEST(RandomPrograms, AreProvenInManySegments) {
  ProvenRun run(RandomProgram(7).make(3000).program(),
                {std::vector<uint8_t>(64, 1), std::vector<uint8_t>(64, 2)}, 1500);
  std::vector<BabyBear> last_root;
  uint32_t last_pc = run.program().pc_start;
  size_t segments = 0;
  for (bool done = false; !done; ++segments) {
    const StopReason reason = run.run();
    done = reason == StopReason::kTerminated;
    ASSERT_TRUE(done || reason == StopReason::kSegmentFull);
    const SegmentTraces traces = run.traces();
    const ProvingInput input = traces.input();
    ASSERT_EQ(testing::check(input), "") << "segment " << segments;
    // Program counters and roots chain; only the last segment terminates.
    const std::vector<BabyBear>& connector = input[kAirConnector].public_values;
    EXPECT_EQ(connector[kInitialPc].as_canonical(), last_pc);
    EXPECT_EQ(connector[kIsTerminate], BabyBear::from_bool(done));
    EXPECT_EQ(connector[kExitCode].as_canonical(), done ? 0 : kSuspendExitCode);
    last_pc = connector[kFinalPc].as_canonical();
    const std::vector<BabyBear>& merkle = input[kAirMerkle].public_values;
    if (segments != 0) {
      EXPECT_EQ(std::vector<BabyBear>(merkle.begin(), merkle.begin() + 8), last_root);
    }
    last_root.assign(merkle.begin() + 8, merkle.end());
    if (!done) run.machine().next_segment();
  }
  EXPECT_GT(segments, 4U);
}

}  // namespace
}  // namespace zkmem::rv32im
