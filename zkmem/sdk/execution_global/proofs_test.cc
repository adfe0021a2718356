// Programs on global memory, from their words to a verified proof; what a job needs to know, and what its
// verifier is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/memory/model/raw_bytes.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/testing/random_program.h"
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
using testing::global_run_of;
using ::testing::HasSubstr;
using testing::shared_keys;

const std::vector<std::vector<uint8_t>> kItems = {std::vector<uint8_t>(64, 0x11),
                                                  std::vector<uint8_t>(80, 0x22)};
const std::vector<uint8_t>& random_elf() {
  static const std::vector<uint8_t> elf = testing::elf_of(RandomProgram(5).make(900));
  return elf;
}
ExecutionInput random_input(uint64_t segment_accesses) {
  return global_run_input(random_elf(), segment_accesses, kItems);
}

Result<VerificationReport> verified(const ZkProof& proof, const std::vector<uint8_t>& elf,
                                    std::span<const RawBytes> initial = {}) {
  const Program program = rv32im::load_elf(elf).value();
  const GivenProgram given(program, initial);
  VerificationOptions options;
  options.allow_weak_params = true;
  options.subject = &given;
  return verify_zkproof(Context{}, shared_keys(), proof, options);
}
std::string verdict(const ZkProof& proof, const std::vector<uint8_t>& elf,
                    std::span<const RawBytes> initial = {}) {
  const auto report = verified(proof, elf, initial);
  return report.ok() ? "accepted" : report.error().message;
}

class PlannedGlobalRun : public ::testing::Test {
 protected:
  const WorkFolder& folder() const { return *folder_; }
  size_t ends() const { return plan_.segments.size() - 1; }
  Result<SegmentReport> prove(const WorkFolder& folder, size_t k) const {
    return prove_segment(Context{}, shared_keys(), folder, folder.plan().value(), k);
  }

  testing::ScratchFolder scratch_{"planned_run"};
  std::optional<WorkFolder> folder_ = WorkFolder::create(scratch_.path()).value();
  std::vector<std::string> notes_;
  Plan plan_ = random_input(1000).plan(Context{}, shared_keys(), *folder_, notes_).value();
};

TEST_F(PlannedGlobalRun, ReadsBackAsItWasWritten) {
  ASSERT_GE(plan_.segments.size(), 4u);
  EXPECT_EQ(folder().plan().value(), plan_);
}

TEST_F(PlannedGlobalRun, StepsInAnyOrderGiveTheSameProof) {
  for (size_t k = plan_.segments.size(); k-- > 0;) ASSERT_TRUE(prove(folder(), k).ok()) << k;
  const ZkProof proof = assemble(Context{}, shared_keys(), folder(), plan_).value();
  EXPECT_EQ(encode_zkproof(proof), encode_zkproof(testing::proven_global_run(random_input(1000))));
  EXPECT_EQ(verdict(decode_zkproof(encode_zkproof(proof)).value(), random_elf()), "accepted");
}

TEST_F(PlannedGlobalRun, ASegmentNeedsItsOwnStartOnly) {
  const testing::ScratchFolder elsewhere("planned_run_elsewhere");
  const WorkFolder folder = WorkFolder::create(elsewhere.path()).value();
  for (const std::string& name : {std::string(kProgramFile), WorkFolder::input_name(0),
                                  WorkFolder::input_name(1), WorkFolder::start_name(2)})
    ASSERT_TRUE(folder.write(name, this->folder().read(name).value()).ok());
  ASSERT_TRUE(folder.write_plan(plan_).ok());
  EXPECT_TRUE(prove(folder, 2).ok());
  EXPECT_FALSE(prove(folder, 1).ok());
  EXPECT_FALSE(prove(folder, ends()).ok());
}

// Adds in a loop: a tenth more than 2^19 of them, which one segment would pad to 2^20.
ExecutionInput long_loop() {
  constexpr uint32_t kAddsATurn = 3;
  Assembler program;
  program.load_immediate(5, (uint32_t{1} << 19) / 10 * 11 / kAddsATurn);
  program << addi(6, 6, 1) << addi(7, 6, 2) << addi(5, 5, -1) << b_type(1, 5, 0, -12) << terminate(0);
  ExecutionInput input = global_run_input(testing::elf_of(program), 1);
  input.segment_accesses.reset();
  return input;
}

TEST(ChosenCut, FillsTheHeightsOfInstructions) {
  const testing::ScratchFolder scratch("chosen_cut");
  const WorkFolder folder = WorkFolder::create(scratch.path()).value();
  std::vector<std::string> notes;
  const Plan plan = long_loop().plan(Context{}, shared_keys(), folder, notes).value();
  EXPECT_THAT(notes, ::testing::IsEmpty());
  ASSERT_EQ(plan.segments.size() - plan.claim->closing_proofs(), 2u);
  EXPECT_THAT(plan.cut, ::testing::StartsWith("2 segments of at most "));
  EXPECT_EQ(folder.plan()->cut, plan.cut);
  ExecutionInput longest = long_loop();
  longest.segment_accesses = kDefaultSegmentAccesses;
  const Plan one = longest.plan(Context{}, shared_keys(), WorkFolder::in_memory(), notes).value();
  ASSERT_EQ(one.segments.size() - one.claim->closing_proofs(), 1u);
  EXPECT_EQ(one.cut, "");
  EXPECT_EQ(plan.length(), one.length());
  EXPECT_LT(plan.segments[0].cells + plan.segments[1].cells, one.segments[0].cells);
  EXPECT_LT(plan.segments[0].memory_bytes, one.segments[0].memory_bytes);
  // Run again from its own start, a segment ends where it was planned.
  EXPECT_TRUE(prove_segment(Context{}, shared_keys(), folder, plan, 1).ok());
  EXPECT_TRUE(prove_segment(Context{}, shared_keys(), folder, plan, 0).ok());
}

TEST(ChosenCut, LeavesARunThatDoesNotEndWellToThePlan) {
  ExecutionInput input = long_loop();
  input.max_instructions = uint64_t{1} << 18;
  std::vector<std::string> notes;
  const auto plan = input.plan(Context{}, shared_keys(), WorkFolder::in_memory(), notes);
  EXPECT_EQ(plan.error().kind, ErrorKind::kLimit);
  EXPECT_THAT(plan.error().message, HasSubstr("262144 instructions"));
}

// What is left of an earlier run is taken if it is this plan's, and else made again.
TEST_F(PlannedGlobalRun, AFinishedSegmentIsKeptUnlessItIsAnothers) {
  ASSERT_TRUE(prove(folder(), 1).ok());
  EXPECT_NE(proven_facts(shared_keys(), folder(), plan_, 1), nullptr);
  EXPECT_EQ(prove_segments(Context{}, shared_keys(), folder(), plan_, {})->resumed, 1u);
  Plan other = plan_;
  claim_as<GlobalExecutionClaim>(*other.claim).ledger.challenge[0] += BabyBear::one();
  for (size_t k = 0; k < plan_.segments.size(); ++k)
    EXPECT_EQ(proven_facts(shared_keys(), folder(), other, k), nullptr) << k;
  EXPECT_THAT(assemble(Context{}, shared_keys(), folder(), other).error().message,
              HasSubstr("segment 0: its proof is not of the planned segment: its proof is under another"));
}

TEST_F(PlannedGlobalRun, FilesThatDisagreeAreRefused) {
  ASSERT_TRUE(
      folder().write(WorkFolder::start_name(0), folder().read(WorkFolder::start_name(2)).value()).ok());
  EXPECT_THAT(prove(folder(), 0).error().message, HasSubstr("no segment before has that number"));
  // Another segment's start, of one that is as far on.
  ASSERT_TRUE(
      folder().write(WorkFolder::start_name(2), folder().read(WorkFolder::start_name(1)).value()).ok());
  EXPECT_FALSE(prove(folder(), 2).ok());
}

TEST_F(PlannedGlobalRun, AShortBudgetMakesSmallerSegments) {
  uint64_t largest = 0;
  for (const PlannedSegment& segment : plan_.segments) largest = std::max(largest, segment.memory_bytes);
  Context tight;
  tight.memory_budget = kProcessBytes + largest - 1;
  const WorkFolder folder = WorkFolder::in_memory();
  std::vector<std::string> notes;
  const auto plan = random_input(1000).plan(tight, shared_keys(), folder, notes);
  ASSERT_TRUE(plan.ok()) << plan.error().message;
  EXPECT_FALSE(notes.empty());
  ASSERT_TRUE(prove_segments(tight, shared_keys(), folder, *plan, {}).ok());
  EXPECT_EQ(verdict(assemble(tight, shared_keys(), folder, *plan).value(), random_elf()), "accepted");
}

TEST_F(PlannedGlobalRun, CancellingStopsIt) {
  std::atomic<bool> cancel = true;
  Context context;
  context.cancel = &cancel;
  EXPECT_EQ(prove_segment(context, shared_keys(), folder(), plan_, 0).error().kind, ErrorKind::kCancelled);
  std::vector<std::string> notes;
  EXPECT_EQ(random_input(1000).plan(context, shared_keys(), WorkFolder::in_memory(), notes).error().kind,
            ErrorKind::kCancelled);
}

TEST(GlobalRunProofs, DoNotDependOnThreadsAndAreOfEitherSuite) {
  ExecutionInput input = random_input(1500);
  for (const HashSuite hash : {HashSuite::kPoseidon2, HashSuite::kBlake3}) {
    input.parameters.hash = hash;
    std::vector<std::vector<uint8_t>> bytes;
    for (const unsigned threads : {1u, 3u}) {
      Context context;
      context.threads = threads;
      const WorkFolder folder = WorkFolder::in_memory();
      std::vector<std::string> notes;
      const Plan plan = input.plan(context, shared_keys(), folder, notes).value();
      ASSERT_TRUE(prove_segments(context, shared_keys(), folder, plan, {}).ok());
      const ZkProof proof = assemble(context, shared_keys(), folder, plan).value();
      EXPECT_EQ(verdict(proof, random_elf()), "accepted");
      bytes.push_back(encode_zkproof(proof));
    }
    EXPECT_EQ(bytes[0], bytes[1]);
  }
}

// Parameters that users have, and not those for tests.
TEST(GlobalRunProofs, AreOfTheFamiliesThatFixTokens) {
  ExecutionInput input = random_input(1500);
  const Program program = rv32im::load_elf(random_elf()).value();
  const GivenProgram given(program, {});
  VerificationOptions options;
  options.subject = &given;
  for (const ParameterFamily family : {ParameterFamily::kFast, ParameterFamily::kApp}) {
    input.parameters = {family, std::nullopt, HashSuite::kBlake3};
    const ZkProof proof = testing::proven_global_run(input);
    EXPECT_GT(proof.segment_proofs.size(), 1u);
    const auto report = verify_zkproof(Context{}, shared_keys(), proof, options);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_GE(report->proven_bits, 100.0);
  }
  input.parameters.family = ParameterFamily::kSmall;
  std::vector<std::string> notes;
  EXPECT_THAT(input.plan(Context{}, shared_keys(), WorkFolder::in_memory(), notes).error().message,
              HasSubstr("small decodes lists"));
}

TEST(GlobalRunProofs, RevealWhatTheProgramRevealed) {
  Assembler code;
  code << addi(8, 0, 0x55) << reveal(8, 0, 0) << reveal(8, 28, 0) << terminate(3);
  const std::vector<uint8_t> elf = testing::elf_of(code);
  ZkProof proof = testing::proven_global_run(global_run_input(elf, 1000));
  const std::vector<LedgerToken>& revealed = global_run_of(proof).ledger.revealed;
  ASSERT_EQ(revealed.size(), 4u);
  EXPECT_EQ(revealed[0].values[0], 0x55u);
  EXPECT_EQ(revealed[0].segment, 1u);
  EXPECT_EQ(revealed[1].segment, 0u) << "untouched";
  EXPECT_EQ(revealed[3].values[4], 0x55u);
  EXPECT_THAT(verdict(proof, elf), HasSubstr("failed with exit code 3"));
  VerificationOptions options;
  options.allow_weak_params = true;
  options.exit_code = 3;
  options.public_values = {0x55};
  EXPECT_THAT(verify_zkproof(Context{}, shared_keys(), proof, options).error().message,
              HasSubstr("public values are 55"));
  options.public_values = std::vector<uint8_t>(32);
  (*options.public_values)[0] = (*options.public_values)[28] = 0x55;
  EXPECT_TRUE(verify_zkproof(Context{}, shared_keys(), proof, options).ok());
  options.final_root = Digest{};
  EXPECT_THAT(verify_zkproof(Context{}, shared_keys(), proof, options).error().message,
              HasSubstr("whose final root it does not show"));
}

TEST(GlobalRunProofs, SayFirstWhatIsNotShown) {
  const ZkProof proof = testing::proven_global_run(random_input(1500));
  const auto known = verified(proof, random_elf());
  ASSERT_TRUE(known.ok());
  EXPECT_THAT(known->not_shown.at(0), HasSubstr("security: "));
  EXPECT_THAT(known->not_shown.at(1), HasSubstr("what the program's input was"));
  EXPECT_THAT(known->not_shown.at(2),
              HasSubstr("what the memory holds at the end, beyond the public values"));
  ASSERT_EQ(known->not_shown.size(), 3u);
  EXPECT_THAT(
      known->shown.at(0),
      HasSubstr("the given program, started at pc 0x200000 on memory that holds the program's image"));
  EXPECT_THAT(known->shown.at(0), HasSubstr("zkmem-rv32im"));
  EXPECT_THAT(known->shown.at(2), HasSubstr("tied by one ledger"));
  VerificationOptions options;
  options.allow_weak_params = true;
  const auto unknown = verify_zkproof(Context{}, shared_keys(), proof, options);
  ASSERT_TRUE(unknown.ok());
  EXPECT_THAT(unknown->not_shown.at(1), HasSubstr("which program ran"));
  EXPECT_THAT(unknown->not_shown.at(3),
              HasSubstr("what the memory held at the start, beyond the commitment"));
}

// A run on files' bytes: they are part of the image.
TEST(GlobalRunProofs, StartOnBytesOfAFile) {
  Assembler code;
  code << lui(10, 0x300) << lw(8, 0, 10) << sw(8, 400, 10) << reveal(8, 0, 0) << terminate(0);
  const std::vector<uint8_t> elf = testing::elf_of(code);
  ExecutionInput input = global_run_input(elf, 1000);
  input.initial = {{{2, 0x300000}, {9, 8, 7, 6}, "bytes"}};
  ZkProof proof = testing::proven_global_run(input);
  EXPECT_EQ(global_run_of(proof).revealed()[0].as_canonical(), 9u);
  EXPECT_EQ(verdict(proof, elf, input.initial), "accepted");
  EXPECT_THAT(verdict(proof, elf), HasSubstr("the run starts on the memory with commitment"));
}

// A job is not told of memory that nothing accesses: half of what this program prints is on a leaf that the
// segment touches, so that the rest would be read as zeros, which is no text.
TEST(GlobalRunProofs, PrintTextThatNoAccessTouches) {
  Assembler code;
  code << lui(10, 0x300) << addi(12, 10, 7) << addi(11, 0, 2);
  code.load_immediate(9, 0xc3000000) << sw(9, 4, 10);
  code.load_immediate(9, 0xa9) << sw(9, 8, 10);  // C3 A9: an e with an accent
  for (int i = 0; i < 40; ++i) code << addi(8, 8, 1);
  code << lw(9, 4, 10) << print_str(12, 11);
  for (int i = 0; i < 40; ++i) code << addi(8, 8, 1);
  code << terminate(0);
  const std::vector<uint8_t> elf = testing::elf_of(code);
  ZkProof proof = testing::proven_global_run(global_run_input(elf, 40));
  EXPECT_GT(global_run_of(proof).segments.size(), 4u);
  EXPECT_EQ(verdict(proof, elf), "accepted");
}

}  // namespace
}  // namespace zkmem
