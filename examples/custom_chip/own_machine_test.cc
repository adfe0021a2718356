// A machine of one's own through the front door: what its verifier accepts, and what it and others refuse.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "forged_sum.h"
#include "packed_add.h"
#include "zkmem/rv32im/elf_writer.h"
#include "zkmem/sdk/execution/input.h"
#include "zkmem/sdk/work_folder.h"
#include "zkmem/zkmem.h"

namespace zkmem {
namespace {

using ::testing::HasSubstr;

class OwnMachineTest : public ::testing::Test {
 protected:
  static std::vector<uint8_t> elf_of(const std::vector<uint32_t>& words) {
    return rv32im::testing::ElfFile{0x1000, {{0x1000, rv32im::testing::words(words)}}}.build();
  }
  ProofOptions options() const {
    ProofOptions options;
    options.parameters = "weak";
    options.machine = machine.get();
    return options;
  }
  static VerificationOptions weak() {
    VerificationOptions options;
    options.allow_weak_params = true;
    return options;
  }

  const std::unique_ptr<const OwnMachine> machine = OwnMachine::with({packed_add::extension()}).value();
  // lui x8, 0x01020; addi x8, x8, -1; padd8 x9, x8, x8; terminate 0
  const std::vector<uint8_t> with_padd8 =
      elf_of({0x01020437, 0xfff40413, packed_add::padd8(9, 8, 8), 0x0000000b});
  const std::vector<uint8_t> ordinary = elf_of({0x01020437, 0xfff40413, 0x0000000b});
};

TEST_F(OwnMachineTest, RunsChecksProvesAndVerifies) {
  RunOptions running;
  running.machine = machine.get();
  const auto run = run_program(with_padd8, {}, running);
  ASSERT_TRUE(run.ok()) << run.error().message;
  EXPECT_EQ(run->memory.get({1, 4 * 9}), 0xfeu);  // 0x0101ffff + itself, byte by byte
  EXPECT_TRUE(check_program(with_padd8, {}, options())->ok());
  const auto proof = prove_program(with_padd8, {}, options());
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  const auto report = verify_program(proof->bytes, with_padd8, weak(), {}, *machine);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_THAT(report->not_shown, ::testing::Contains(HasSubstr("that the chips of padd8 are sound")));
  EXPECT_THAT(report->shown, ::testing::Contains(HasSubstr("on an RV32IM machine with padd8")));
}

// Attack: the traces of the extension's chip are forged.
TEST_F(OwnMachineTest, ItsVerifierRefusesAForgedSum) {
  const auto proof = prove_program(with_padd8, {}, options());
  ASSERT_TRUE(proof.ok());
  const auto forged = packed_add::forged_sum(*machine, with_padd8, *proof, options());
  ASSERT_TRUE(forged.ok()) << forged.error().message;
  const auto verdict = verify_program(*forged, with_padd8, weak(), {}, *machine);
  ASSERT_FALSE(verdict.ok());
  EXPECT_EQ(verdict.error().kind, ErrorKind::kRejected);
}

// Attack: a proof on a machine whose chips the verifier did not ask for, and the other way round.
TEST_F(OwnMachineTest, ProofsOfOtherMachinesAreRefused) {
  const auto own = prove_program(ordinary, {}, options());
  ASSERT_TRUE(own.ok());
  EXPECT_THAT(verify_program(own->bytes, ordinary, weak()).error().message, HasSubstr("of another machine"));
  ProofOptions built_in = options();
  built_in.machine = &OwnMachine::rv32im();
  const auto other = prove_program(ordinary, {}, built_in);
  ASSERT_TRUE(other.ok());
  EXPECT_TRUE(verify_program(other->bytes, ordinary, weak()).ok());
  EXPECT_THAT(verify_program(other->bytes, ordinary, weak(), {}, *machine).error().message,
              HasSubstr("of another machine"));
  // Machines that are called the same have keys of their own within one process, too.
  const auto twin = OwnMachine::with({packed_add::extension()}).value();
  EXPECT_NE(twin->statement().airs_name({}), machine->statement().airs_name({}));
  EXPECT_TRUE(verify_program(own->bytes, ordinary, weak(), {}, *twin).ok());
}

TEST_F(OwnMachineTest, TheBuiltInMachineDoesNotRunItsPrograms) {
  EXPECT_FALSE(run_program(with_padd8).ok());
  EXPECT_FALSE(prove_program(with_padd8).ok());
}

// Unfinished work on disk is found again by its machine, and by no other.
TEST_F(OwnMachineTest, ItsPlansNameTheMachine) {
  const std::string path = ::testing::TempDir() + "own_machine_plan";
  std::filesystem::remove_all(path);
  ExecutionInput input(with_padd8);
  input.machine = machine.get();
  input.parameters.family = ParameterFamily::kWeak;
  const WorkFolder folder = WorkFolder::create(path).value();
  KeyCache keys;
  std::vector<std::string> notes;
  const auto planned = input.plan(Context{}, keys, folder, notes);
  ASSERT_TRUE(planned.ok()) << planned.error().message;
  const auto resumed = resumed_plan(folder, input, false);
  ASSERT_TRUE(resumed.ok()) << resumed.error().message;
  EXPECT_EQ(*resumed, *planned);
  EXPECT_THAT(folder.plan().error().message, HasSubstr("unknown kind of plan 'execution with padd8'"));
  std::filesystem::remove_all(path);
}

TEST(OwnMachines, NeedAnExtension) { EXPECT_EQ(OwnMachine::with({}).error().kind, ErrorKind::kBadInput); }

}  // namespace
}  // namespace zkmem
