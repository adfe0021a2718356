// The front door: what its functions do beyond what stands behind them, where they refuse, and that they say
// it.
#include "zkmem/zkmem.h"

#include <atomic>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/rv32im/testing/assembler.h"
#include "zkmem/sdk/testing/proven_program.h"

namespace zkmem {
namespace {

using rv32im::testing::addi;
using rv32im::testing::Assembler;
using rv32im::testing::jal;
using rv32im::testing::terminate;
using ::testing::HasSubstr;

ProofOptions weak() {
  ProofOptions options;
  options.parameters = "weak";
  return options;
}
VerificationOptions allowing_weak() {
  VerificationOptions options;
  options.allow_weak_params = true;
  return options;
}

OwnMemory small_memory(uint32_t value) {
  OwnMemory memory = open_memory().value();
  EXPECT_TRUE(memory.write<4>({2, 64}, {1, 2, 3, value}).ok());
  EXPECT_TRUE(memory.read<4>({2, 64}).ok());
  return memory;
}

TEST(FrontDoor, ProvesOwnAccessesInMemory) {
  OwnMemory memory = small_memory(4);
  const LogFile log = take_log(memory);
  const auto proof = prove_log(log, weak());
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  const auto report = verify_log(proof->bytes, log, allowing_weak());
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_FALSE(report->shown.empty());

  OwnMemory other = small_memory(5);
  const auto refused = verify_log(proof->bytes, take_log(other), allowing_weak());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kRejected);
  // And weak parameters are not accepted unasked.
  EXPECT_FALSE(verify_log(proof->bytes, log).ok());
}

TEST(FrontDoor, ProvesWithTheHashAskedFor) {
  OwnMemory memory = small_memory(4);
  const LogFile log = take_log(memory);
  ProofOptions options = weak();
  EXPECT_EQ(options.hash, HashSuite::kBlake3);
  options.hash = HashSuite::kPoseidon2;
  const auto proof = prove_log(log, options);
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(proof->proof.claim->hash, HashSuite::kPoseidon2);
  const auto usual = prove_log(log, weak());
  EXPECT_EQ(usual->proof.claim->hash, HashSuite::kBlake3);
  EXPECT_NE(proof->bytes, usual->bytes);
  for (const auto& bytes : {proof->bytes, usual->bytes}) {
    const auto report = verify_log(bytes, log, allowing_weak());
    EXPECT_TRUE(report.ok()) << report.error().message;
  }
}

TEST(FrontDoor, StartsFromAnImageAndGoesOnWhereALogWasTaken) {
  MemoryImage<BabyBear> image(MemoryConfig::hybrid_default());
  ASSERT_TRUE(image.set({2, 64}, 9).ok());
  OwnMemory memory = open_memory(MemoryConfig::hybrid_default(), image).value();
  ASSERT_EQ(memory.read<4>({2, 64})->values[0], 9u);
  ASSERT_TRUE(memory.write<4>({2, 64}, {7, 0, 0, 0}).ok());
  memory.cut_segment();
  const LogFile first = take_log(memory);
  EXPECT_EQ(first.initial.get({2, 64}), 9u);
  EXPECT_TRUE(check_log(first)->ok());
  ASSERT_EQ(memory.read<4>({2, 64})->values[0], 7u);
  const LogFile second = take_log(memory);
  EXPECT_EQ(second.initial.get({2, 64}), 7u);
  const auto checked = check_log(second);
  ASSERT_TRUE(checked.ok()) << checked.error().message;
  EXPECT_TRUE(checked->ok()) << checked->problem;
  EXPECT_EQ(checked->accesses, 1u);
}

TEST(FrontDoor, RefusesALogThatBeginsWithinASegment) {
  OwnMemory memory = small_memory(4);
  static_cast<void>(take_log(memory));
  ASSERT_TRUE(memory.read<4>({2, 64}).ok());
  const LogFile rest = take_log(memory);
  const std::string message = "the log begins within a segment, at clock 3";
  EXPECT_THAT(prove_log(rest, weak()).error().message, HasSubstr(message));
  EXPECT_THAT(check_log(rest).error().message, HasSubstr(message));
  EXPECT_THAT(verify_log({}, rest).error().message, HasSubstr(message));
}

TEST(FrontDoor, ALogThatIsNotConsistentIsRejected) {
  LogFile log{MemoryConfig::hybrid_default(),
              CellImage(MemoryConfig::hybrid_default(), BabyBear::kModulus),
              AccessLog(MemoryConfig::hybrid_default()),
              {}};
  log.log.append_access({OpType::kWrite, 2, 64, 4}, std::vector<uint32_t>{1, 2, 3, 4});
  log.log.append_access({OpType::kRead, 2, 64, 4}, std::vector<uint32_t>{9, 9, 9, 9});
  const auto proof = prove_log(log, weak());
  ASSERT_FALSE(proof.ok());
  EXPECT_EQ(proof.error().kind, ErrorKind::kRejected);
}

TEST(FrontDoor, RunsProvesAndVerifiesAProgram) {
  Assembler program;
  program << addi(8, 0, 1) << addi(9, 8, 2) << terminate(0);
  const std::vector<uint8_t> elf = testing::elf_of(program);
  const auto run = run_program(elf);
  ASSERT_TRUE(run.ok()) << run.error().message;
  EXPECT_EQ(run->instructions, 3u);
  EXPECT_EQ(run->exit_code, 0u);
  EXPECT_EQ(run->memory.get({1, 4 * 9}), 3u);
  EXPECT_TRUE(check_program(elf)->ok());
  const auto proof = prove_program(elf, {}, weak());
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  const auto report = verify_program(proof->bytes, elf, allowing_weak());
  EXPECT_TRUE(report.ok()) << report.error().message;
  Assembler other;
  other << addi(8, 0, 2) << addi(9, 8, 2) << terminate(0);
  EXPECT_FALSE(verify_program(proof->bytes, testing::elf_of(other), allowing_weak()).ok());
}

TEST(FrontDoor, SaysHowARunEnded) {
  Assembler loop;
  loop << jal(0, 0);
  RunOptions options;
  options.max_instructions = 100;
  const auto endless = run_program(testing::elf_of(loop), {}, options);
  ASSERT_FALSE(endless.ok());
  EXPECT_EQ(endless.error().kind, ErrorKind::kLimit);
  EXPECT_THAT(endless.error().message, HasSubstr("100 instructions"));
  std::atomic<bool> cancel = true;
  options.context.cancel = &cancel;
  EXPECT_EQ(run_program(testing::elf_of(loop), {}, options).error().kind, ErrorKind::kCancelled);
  options.context.cancel = nullptr;
  options.context.memory_budget = uint64_t{1} << 20;
  const auto poor = run_program(testing::elf_of(loop), {}, options);
  ASSERT_FALSE(poor.ok());
  EXPECT_EQ(poor.error().kind, ErrorKind::kLimit);
  EXPECT_THAT(poor.error().message, HasSubstr("the budget is 1048576"));
  Assembler falls_off;
  falls_off << addi(8, 0, 1);
  EXPECT_EQ(run_program(testing::elf_of(falls_off)).error().kind, ErrorKind::kTrap);
}

TEST(FrontDoor, WorksBesideAFileAndLeavesOnlyTheProof) {
  const std::string folder = ::testing::TempDir() + "front_door";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  OwnMemory memory = small_memory(4);
  const LogFile log = take_log(memory);
  ProofOptions options = weak();
  options.output = folder + "/a.zkproof";
  std::vector<std::string> phases;
  options.context.progress = [&](std::string_view phase, double) { phases.emplace_back(phase); };
  const auto proof = prove_log(log, options);
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_FALSE(phases.empty());
  size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++files;
  EXPECT_EQ(files, 1u);
  EXPECT_EQ(std::filesystem::file_size(options.output), proof->bytes.size());
  std::filesystem::remove_all(folder);
}

TEST(FrontDoor, WrongOptionsAreErrors) {
  OwnMemory memory = small_memory(4);
  const LogFile log = take_log(memory);
  ProofOptions options = weak();
  options.segment_accesses = 0;
  EXPECT_EQ(prove_log(log, options).error().kind, ErrorKind::kBadInput);
  options = weak();
  options.parameters = "strong";
  EXPECT_EQ(prove_log(log, options).error().kind, ErrorKind::kBadInput);
  MemoryConfig config = MemoryConfig::hybrid_default();
  config.pointer_max_bits = 30;
  EXPECT_EQ(open_memory(config).error().kind, ErrorKind::kBadInput);
  EXPECT_EQ(prove_program({}, {}, weak()).error().kind, ErrorKind::kBadInput);
  EXPECT_EQ(verify_proof({}).error().kind, ErrorKind::kRejected);
}

}  // namespace
}  // namespace zkmem
