// Logs in global memory whose ends are cut by address into several proofs, from the plan to the verdict.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/memory/log/zklog.h"
#include "zkmem/memory/testing/random_log.h"
#include "zkmem/sdk/memory/given_log.h"
#include "zkmem/sdk/proof_run.h"
#include "zkmem/sdk/prove.h"
#include "zkmem/sdk/segment_proving.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/sdk/testing/proven_program.h"
#include "zkmem/statement/memory_global/statement.h"
#include "zkmem/store/state_store.h"

namespace zkmem {
namespace {

using ::testing::Contains;
using testing::global_input_of;
using ::testing::HasSubstr;
using testing::log_of;
using testing::prove_log;
using testing::random_log;
using testing::shared_keys;
using testing::verdict;

using Controller = MemoryController<BabyBear>;

MemoryConfig global_config() { return testing::tiny_config(MemoryProfile::kHybrid, BoundaryMode::kGlobal); }
const GlobalMemoryClaim& claim_of(const ZkProof& proof) { return claim_as<GlobalMemoryClaim>(*proof.claim); }

// On memory of which some leaves are not zero.
LogFile log_on_memory() {
  MemoryImage<BabyBear> image(global_config());
  for (uint32_t i = 0; i < 30; ++i) ZKMEM_CHECK(image.set({2, 300 + 5 * i}, 1 + i).ok());
  auto controller = Controller::create(global_config(), image).value();
  testing::Random random(11);
  testing::run_random(controller, random, 50, 64);
  ZklogEncoder encoder(global_config(), image);
  encoder.append(controller.memory().log());
  encoder.finish();
  return parse_log(encoder.take_bytes(), {}).value();
}

// Its proof with the ends in parts of so many leaves is one of the same as with all of them in one.
void expect_same_in_parts(GlobalMemoryInput& input, const LogFile& log, size_t leaves) {
  input.part_leaves.reset();
  const ZkProof whole = prove_log(input, "parts_whole").value();
  input.part_leaves = leaves;
  const auto parts = prove_log(input, "parts");
  ASSERT_TRUE(parts.ok()) << parts.error().message;
  EXPECT_GE(parts->claim->closing_proofs(), 3u);
  EXPECT_EQ(verdict(*parts, log), "accepted");
  EXPECT_EQ(claim_of(*parts).log_digest, claim_of(whole).log_digest);
  EXPECT_EQ(claim_of(*parts).ledger.revealed, claim_of(whole).ledger.revealed);
  EXPECT_EQ(parts->claim->has_final_root(), whole.claim->has_final_root());
  EXPECT_EQ(parts->claim->initial_root(), whole.claim->initial_root());
  EXPECT_EQ(parts->claim->final_root(), whole.claim->final_root());
}

TEST(PartsOfTheEnds, FromZeros) {
  const LogFile log = random_log(global_config(), 9, 60);
  GlobalMemoryInput several = global_input_of(log, 20);
  expect_same_in_parts(several, log, 7);
  several.parameters.hash = HashSuite::kBlake3;
  expect_same_in_parts(several, log, 7);
  GlobalMemoryInput one = global_input_of(log, 1000);
  expect_same_in_parts(one, log, 5);
}

TEST(PartsOfTheEnds, OnAnImageAndRevealed) {
  const LogFile log = log_on_memory();
  GlobalMemoryInput input = global_input_of(log, 20);
  input.revealed = {{2, 0}, {3, 7}, {1, 0}};
  expect_same_in_parts(input, log, 9);
}

TEST(PartsOfTheEnds, BetweenRoots) {
  const LogFile log = log_on_memory();
  GlobalMemoryInput input = global_input_of(log, 20);
  input.roots = {.initial = true, .final = true};
  for (const size_t leaves : {1U, 4U, 9U}) expect_same_in_parts(input, log, leaves);
}

TEST(PartsOfTheEnds, FromARootToAFreeEnd) {
  const LogFile log = log_on_memory();
  GlobalMemoryInput input = global_input_of(log, 20);
  input.roots = {.initial = true};
  for (const size_t leaves : {1U, 9U}) expect_same_in_parts(input, log, leaves);
  input.revealed = {{2, 0}, {2, 500}, {1, 0}};
  expect_same_in_parts(input, log, 4);
}

TEST(PartsOfTheEnds, OneLeafAPart) {
  const LogFile log = log_of(global_config(), [](Controller& controller) {
    for (const uint32_t pointer : {8U, 64U, 400U})
      ASSERT_TRUE(controller.write({2, pointer}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
  });
  GlobalMemoryInput input = global_input_of(log);
  input.part_leaves = 1;
  const ZkProof proof = prove_log(input, "parts_of_one").value();
  EXPECT_EQ(proof.claim->num_segments(), 4u);
  EXPECT_EQ(verdict(proof, log), "accepted");
  VerificationOptions options;
  options.config = log.config;
  options.allow_weak_params = true;
  const auto report = verify_zkproof(Context{}, shared_keys(), proof, options);
  EXPECT_THAT(report->shown,
              Contains(HasSubstr("1 segment tied by one ledger, its ends in 3 parts, hashed")));
  // As many as there are go into one, where they would without being asked.
  input.part_leaves = 3;
  EXPECT_EQ(prove_log(input, "parts_none")->claim->closing_proofs(), 0u);
}

class PlannedParts : public ::testing::TestWithParam<WantedRoots> {
 protected:
  static GlobalMemoryInput input() {
    GlobalMemoryInput input = global_input_of(log_on_memory(), 20);
    input.part_leaves = 6;
    input.roots = GetParam();
    return input;
  }
  const WorkFolder& folder() const { return *folder_; }
  size_t segments() const { return plan_.claim->first_of_ends(); }

  testing::ScratchFolder scratch_{"planned_parts"};
  std::optional<WorkFolder> folder_ = WorkFolder::create(scratch_.path()).value();
  std::vector<std::string> notes_;
  Plan plan_ = input().plan(Context{}, shared_keys(), *folder_, notes_).value();
};
INSTANTIATE_TEST_SUITE_P(Ends, PlannedParts,
                         ::testing::Values(WantedRoots{}, WantedRoots{true, false}, WantedRoots{true, true}),
                         [](const auto& test) {
                           if (test.param.final) return "BetweenRoots";
                           return test.param.initial ? "FromARoot" : "OnAnImage";
                         });

TEST_P(PlannedParts, ReadBackAsTheyWereWritten) {
  EXPECT_TRUE(notes_.empty()) << "what is asked for is no news";
  ASSERT_GE(plan_.claim->closing_proofs(), 3u);
  EXPECT_EQ(folder().plan().value(), plan_);
  EXPECT_EQ(plan_.segments[segments()].leaves, 6u);
  EXPECT_EQ(plan_.segments[0].leaves, 0u);
}

// What was proven before an interruption is taken, in whatever order it was.
TEST_P(PlannedParts, StepsInAnyOrderGiveTheSameProof) {
  for (const size_t k : {plan_.segments.size() - 1, segments() + 1, size_t{0}})
    ASSERT_TRUE(prove_segment(Context{}, shared_keys(), folder(), folder().plan().value(), k).ok()) << k;
  const auto report = prove_segments(Context{}, shared_keys(), folder(), folder().plan().value(), {});
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(report->resumed, 3u);
  EXPECT_EQ(encode_zkproof(assemble(Context{}, shared_keys(), folder(), plan_).value()),
            encode_zkproof(prove_log(input(), "parts_order").value()));
}

TEST_P(PlannedParts, AnotherPartIsNotTaken) {
  for (size_t k = segments(); k < plan_.segments.size(); ++k)
    ASSERT_TRUE(prove_segment(Context{}, shared_keys(), folder(), plan_, k).ok()) << k;
  for (size_t k = 0; k < segments(); ++k)
    ASSERT_TRUE(prove_segment(Context{}, shared_keys(), folder(), plan_, k).ok()) << k;
  ASSERT_TRUE(assemble(Context{}, shared_keys(), folder(), plan_).ok());
  // The second part's proof in the place of the third's.
  ASSERT_TRUE(folder()
                  .write_checked(WorkFolder::proof_name(segments() + 2),
                                 folder().read_checked(WorkFolder::proof_name(segments() + 1)).value())
                  .ok());
  EXPECT_FALSE(assemble(Context{}, shared_keys(), folder(), plan_).ok());
}

TEST_P(PlannedParts, APlanOfOtherPartsIsRefused) {
  Plan other = plan_;
  ++other.segments.back().leaves;
  EXPECT_THAT(prove_segment(Context{}, shared_keys(), folder(), other, segments()).error().message,
              HasSubstr("of the ends, behind"));
  other.segments.back().leaves = 0;
  EXPECT_THAT(prove_segment(Context{}, shared_keys(), folder(), other, 0).error().message,
              HasSubstr("entries behind its last segment"));
}

// Cut otherwise than planned, a part has other tokens than those in the challenge.
TEST_P(PlannedParts, OtherPartsThanTheCommittedOnes) {
  Plan other = plan_;
  ++other.segments[segments()].leaves;
  --other.segments[segments() + 1].leaves;
  ASSERT_TRUE(prove_segments(Context{}, shared_keys(), folder(), other, {}).ok());
  EXPECT_THAT(assemble(Context{}, shared_keys(), folder(), other).error().message,
              HasSubstr("the ledger's "));
}

// A state has the memory behind the last part, once all is checked.
TEST(PartsOfTheEnds, LeaveAState) {
  const testing::ScratchFolder scratch("parts_state");
  const LogFile log = random_log(global_config(), 15, 60);
  GlobalMemoryInput input = global_input_of(log, 25);
  input.part_leaves = 5;
  input.roots = {.initial = true, .final = true};
  ProofRun run;
  run.state = scratch.path() + "/state";
  const auto finished = run_proof(Context{}, shared_keys(), input, run);
  ASSERT_TRUE(finished.ok()) << finished.error().message;
  EXPECT_GE(finished->proof.claim->closing_proofs(), 3u);
  const StateStore store = std::move(*open_state(run.state, input.config()).value());
  EXPECT_EQ(store.head().value()->root, finished->proof.claim->final_root());
}

// A budget in which the ends do not fit, whose leaves are many and whose segments are small.
TEST(PartsOfTheEnds, AShortBudgetCutsThem) {
  constexpr uint32_t kLeaves = 20000;
  MemoryConfig config = global_config();
  config.pointer_max_bits = 18;
  config.spaces[2].num_cells = uint64_t{1} << 18;
  const LogFile log = log_of(config, [](Controller& controller) {
    for (uint32_t i = 0; i < kLeaves; ++i)
      ASSERT_TRUE(controller.write({2, 8 * i}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
  });
  const GlobalMemoryInput input = global_input_of(log, 4096);
  std::vector<std::string> notes;
  const Plan whole = input.plan(Context{}, shared_keys(), WorkFolder::in_memory(), notes).value();
  ASSERT_EQ(whole.claim->closing_proofs(), 1u);
  EXPECT_TRUE(notes.empty());
  Context tight;
  tight.memory_budget = kProcessBytes + whole.segments[0].memory_bytes;
  ASSERT_GT(kProcessBytes + whole.segments.back().memory_bytes, tight.memory_budget);
  const testing::ScratchFolder scratch("parts_tight");
  const WorkFolder folder = WorkFolder::create(scratch.path()).value();
  const auto plan = input.plan(tight, shared_keys(), folder, notes);
  ASSERT_TRUE(plan.ok()) << plan.error().message;
  EXPECT_EQ(plan->claim->closing_proofs(), 3u);
  EXPECT_THAT(notes, ::testing::ElementsAre(::testing::MatchesRegex(
                         "the ends, of 20000 leaves, are cut by address into 3 parts: proving it needs "
                         "[0-9]+ MiB, the budget is [0-9]+ MiB")));
  for (const PlannedSegment& segment : plan->segments)
    EXPECT_LE(kProcessBytes + segment.memory_bytes, tight.memory_budget);
  ASSERT_TRUE(prove_segments(tight, shared_keys(), folder, *plan, {}).ok());
  EXPECT_EQ(verdict(assemble(tight, shared_keys(), folder, *plan).value(), log), "accepted");
}

}  // namespace
}  // namespace zkmem
