// What the executor accepts, the circuits accept: every instruction with every class of operands, random
// programs, several segments.
#include <array>

#include <gtest/gtest.h>

#include "zkmem/rv32im/testing/assembler.h"
#include "zkmem/rv32im/testing/proven_segment.h"
#include "zkmem/rv32im/testing/random_program.h"

namespace zkmem::rv32im {
namespace {

using testing::addi;
using testing::Assembler;
using testing::b_type;
using testing::i_type;
using testing::jal;
using testing::jalr;
using testing::load;
using testing::ProvenRun;
using testing::r_type;
using testing::RandomProgram;
using testing::s_type;
using testing::terminate;

constexpr std::array<uint32_t, 14> kOperands = {
    0, 1, 2, 31, 32, 33, 0x7f, 0x80, 0xff, 0x12345678, 0x7fffffff, 0x80000000, 0x80000001, 0xffffffff};

void expect_proven(const Assembler& assembler, std::vector<std::vector<uint8_t>> inputs = {}) {
  ProvenRun run(assembler.program(), std::move(inputs));
  ASSERT_EQ(run.run(), StopReason::kTerminated) << std::hex << run.machine().pc();
  EXPECT_EQ(testing::check(run.traces().input()), "");
}

TEST(OperandClasses, RegisterInstructions) {
  Assembler program;
  for (const uint32_t x : kOperands) {
    for (const uint32_t y : kOperands) {
      program.load_immediate(8, x).load_immediate(9, y);
      for (uint32_t funct3 = 0; funct3 < 8; ++funct3) {
        program << r_type(0, 9, 8, funct3, 10) << r_type(1, 9, 8, funct3, 11);
      }
      program << r_type(32, 9, 8, 0, 10) << r_type(32, 9, 8, 5, 10);
      // The same register everywhere, x0 as each operand.
      program << r_type(1, 8, 8, 4, 8) << r_type(0, 0, 9, 0, 12) << r_type(1, 0, 9, 6, 12)
              << r_type(1, 9, 0, 4, 0);
    }
  }
  expect_proven(program << terminate(0));
}

TEST(OperandClasses, Immediates) {
  Assembler program;
  constexpr std::array<int32_t, 8> kImmediates = {0, 1, -1, 127, 128, -128, 2047, -2048};
  for (const uint32_t x : kOperands) {
    program.load_immediate(8, x);
    for (const int32_t imm : kImmediates) {
      for (const uint32_t funct3 : {0U, 2U, 3U, 4U, 6U, 7U}) program << i_type(imm, 8, funct3, 9);
    }
    for (int32_t shift = 0; shift < 32; ++shift) {
      program << i_type(shift, 8, 1, 9) << i_type(shift, 8, 5, 9) << i_type(shift | 1024, 8, 5, 9);
    }
  }
  expect_proven(program << terminate(0));
}

TEST(OperandClasses, SubWordAccessesAtEveryOffset) {
  Assembler program;
  program.load_immediate(3, RandomProgram::kWindow);
  for (const uint32_t x : {0x00000000U, 0x807f80ffU, 0x7f80ff01U, 0xffffffffU}) {
    program.load_immediate(8, x) << s_type(0, 8, 3, 2);
    for (int32_t offset = 0; offset < 4; ++offset) {
      program << load(0, 9, 3, offset) << load(4, 9, 3, offset) << load(0, 0, 3, offset)
              << load(4, 0, 3, offset);
      program << s_type(16 + offset, 8, 3, 0) << s_type(32 + offset, 9, 3, 0);
      if (offset % 2 == 0) {
        program << load(1, 9, 3, offset) << load(5, 9, 3, offset) << load(1, 0, 3, offset)
                << load(5, 0, 3, offset);
        program << s_type(48 + offset, 8, 3, 1);
      }
    }
    program << load(2, 9, 3, 16) << load(2, 0, 3, 48) << s_type(-4, 0, 3, 2) << load(2, 9, 3, -4);
  }
  // The last word of memory, by an address that carries into the upper half.
  program.load_immediate(8, 0x1ffff800) << s_type(2044, 9, 8, 2) << load(0, 9, 8, 2047);
  program.load_immediate(8, 0x1fff0004) << load(2, 9, 8, -8);
  expect_proven(program << terminate(0));
}

TEST(OperandClasses, BranchesAndJumps) {
  Assembler program;
  for (const uint32_t x : kOperands) {
    for (const uint32_t y : kOperands) {
      program.load_immediate(8, x).load_immediate(9, y);
      for (const uint32_t funct3 : {0U, 1U, 4U, 5U, 6U, 7U})
        program << b_type(8, 9, 8, funct3) << addi(10, 10, 1);
    }
  }
  program << jal(1, 8) << addi(0, 0, 0) << jal(0, 8) << addi(0, 0, 0);
  // A loop: backward branch, then a backward jump over it.
  program << addi(8, 0, 5) << addi(8, 8, -1) << b_type(-4, 0, 8, 1);
  program.load_immediate(9, program.here() + 16)
      << jalr(1, 9, 1) << addi(0, 0, 0) << jalr(0, 9, 12) << addi(0, 0, 0);
  expect_proven(program << addi(0, 0, 0) << terminate(0));
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
