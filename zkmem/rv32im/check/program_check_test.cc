#include "zkmem/rv32im/check/program_check.h"

#include <gtest/gtest.h>

#include "zkmem/base/file.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/elf_writer.h"
#include "zkmem/rv32im/testing/assembler.h"
#include "zkmem/rv32im/testing/forger.h"
#include "zkmem/rv32im/testing/random_program.h"

namespace zkmem::rv32im {
namespace {

using testing::Assembler;

std::vector<uint8_t> elf_of(const Assembler& assembler) {
  testing::ElfFile file;
  file.entry = Assembler::kBase;
  file.segments.push_back({.address = Assembler::kBase, .bytes = testing::words(assembler.words())});
  return file.build();
}

TEST(ProgramCheck, AcceptsAProgramInSeveralSegments) {
  const auto elf = elf_of(testing::RandomProgram(3).make(2000));
  const auto check = check_program(Context{}, scalar_poseidon2_batch(), elf,
                                   {std::vector<uint8_t>(64), std::vector<uint8_t>(64)}, 2000);
  ASSERT_TRUE(check.ok()) << check.error().message;
  EXPECT_TRUE(check->ok) << check->report;
  EXPECT_GT(check->segments, 2U);
  EXPECT_EQ(check->exit_code, 0U);
  EXPECT_GT(check->instructions, 2000U);
}

TEST(ProgramCheck, ATrapIsAnErrorWithItsPlace) {
  Assembler program;
  program << testing::addi(8, 0, 1) << testing::load(2, 9, 0, 8);
  const auto check =
      check_program(Context{}, scalar_poseidon2_batch(), elf_of(program << testing::terminate(0)), {});
  ASSERT_FALSE(check.ok());
  EXPECT_EQ(check.error().kind, ErrorKind::kTrap);
  EXPECT_NE(check.error().message.find("200004"), std::string::npos) << check.error().message;
}

// A cheater's row is reported with its instruction.
TEST(ProgramCheck, AFailureNamesInstructionAndPlace) {
  const auto elf = read_file(std::string(ZKMEM_TESTDATA) + "/openvm-v2/rv32im_run/guest/vm_a.elf").value();
  const auto program = std::make_shared<const Program>(load_elf(elf).value());
  const SourceMap names(elf);
  std::vector<std::vector<uint8_t>> inputs(4, std::vector<uint8_t>(64, 1));
  testing::ProvenRun run(program, inputs);
  ASSERT_EQ(run.run(), StopReason::kTerminated);
  const SegmentTraces traces = run.traces();
  testing::Forger forger(traces.input());
  forger.set(kAirBaseAlu, 0, "a__0", 77);
  const auto airs = checked_machine_airs();
  const std::string text =
      describe_segment(forger.check(), airs, *program, *run.machine().record(), traces, &names);
  const size_t index = traces.instructions().instruction_of_row(kAirBaseAlu, 0);
  const uint32_t pc_index = run.machine().record()->pc_index(index);
  EXPECT_NE(text.find(names.describe(program->pc_of(pc_index)) + ": "), std::string::npos) << text;
  EXPECT_NE(text.find("BaseAluCoreAir"), std::string::npos) << text;
}

}  // namespace
}  // namespace zkmem::rv32im
