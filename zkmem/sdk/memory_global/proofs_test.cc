// Access logs in global memory, from file to verified proof: profiles, segment sizes, hash suites, steps in
// any order, interruptions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/memory/log/zklog.h"
#include "zkmem/memory/testing/random_log.h"
#include "zkmem/sdk/cut_survey.h"
#include "zkmem/sdk/memory/given_log.h"
#include "zkmem/sdk/memory_global/leaf_file.h"
#include "zkmem/sdk/proof_run.h"
#include "zkmem/sdk/prove.h"
#include "zkmem/sdk/segment_proving.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/sdk/testing/proven_program.h"
#include "zkmem/statement/memory_global/statement.h"
#include "zkmem/store/state_store.h"

namespace zkmem {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using testing::global_input_of;
using ::testing::HasSubstr;
using testing::log_of;
using testing::prove_log;
using testing::random_log;
using testing::shared_keys;
using ::testing::StartsWith;
using testing::tiny_config;
using testing::verdict;

using Controller = MemoryController<BabyBear>;

MemoryConfig global_config(MemoryProfile profile = MemoryProfile::kHybrid) {
  return tiny_config(profile, BoundaryMode::kGlobal);
}
const GlobalMemoryClaim& claim_of(const ZkProof& proof) { return claim_as<GlobalMemoryClaim>(*proof.claim); }

class EveryProfile : public ::testing::TestWithParam<MemoryProfile> {};
INSTANTIATE_TEST_SUITE_P(Profiles, EveryProfile,
                         ::testing::Values(MemoryProfile::kHybrid, MemoryProfile::kOpenVmV1,
                                           MemoryProfile::kOpenVmV2),
                         [](const auto& test) {
                           std::string name(to_string(test.param));
                           std::erase(name, '-');
                           return name;
                         });

TEST_P(EveryProfile, LogsAreProvenAcrossSegmentSizes) {
  const LogFile log = random_log(global_config(GetParam()), 3, 40);
  for (const uint64_t size : {1000U, 17U, 5U}) {
    const GlobalMemoryInput input = global_input_of(log, size);
    const auto proof = prove_log(input, "global_sizes");
    ASSERT_TRUE(proof.ok()) << size << ": " << proof.error().message;
    EXPECT_EQ(verdict(*proof, log), "accepted") << size;
    EXPECT_EQ(claim_of(*proof).log_segments().size() > 1, size < 40) << size;
    std::vector<std::string> notes;
    const auto digest = input.planned_digest(Context{}, shared_keys(), notes);
    ASSERT_TRUE(digest.ok());
    EXPECT_EQ(*digest, claim_of(*proof).log_digest) << size;
  }
}

TEST_P(EveryProfile, ALogOfNothingIsAnEmptySegment) {
  const LogFile log = log_of(global_config(GetParam()), [](Controller&) {});
  const auto proof = prove_log(global_input_of(log), "global_nothing");
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(claim_of(*proof).log_segments().size(), 1u);
  EXPECT_EQ(verdict(*proof, log), "accepted");
}

TEST(GlobalMemoryProofs, SegmentsOfOneAccessAndEmptyOnes) {
  const LogFile log = log_of(global_config(), [](Controller& controller) {
    controller.cut_segment();
    ASSERT_TRUE(controller.write({2, 8}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
    ASSERT_TRUE(controller.read({2, 8}, 4).ok());
    controller.cut_segment();
    controller.cut_segment();
    ASSERT_TRUE(controller.read({0, 77}, 1).ok());
    ASSERT_TRUE(controller.write({3, 5}, std::vector<uint32_t>{9}).ok());
    controller.cut_segment();
    ASSERT_TRUE(controller.increment_timestamp_by(50).ok());
    controller.cut_segment();
    ASSERT_TRUE(controller.read({2, 0}, 16).ok());
  });
  const auto proof = prove_log(global_input_of(log, 1), "global_ones");
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(claim_of(*proof).log_segments().size(), 8u);
  EXPECT_EQ(verdict(*proof, log), "accepted");
}

TEST(GlobalMemoryProofs, OfTheOtherSuite) {
  const LogFile log = random_log(global_config(), 4, 30);
  GlobalMemoryInput input = global_input_of(log, 12);
  input.parameters.hash = HashSuite::kBlake3;
  const auto proof = prove_log(input, "global_blake3");
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(verdict(*proof, log), "accepted");
  const auto of_default = prove_log(global_input_of(log, 12), "global_poseidon2");
  EXPECT_FALSE(claim_of(*proof).ledger.drawn() == claim_of(*of_default).ledger.drawn());
}

// Parameters that users have, and not those for tests: with zeros or a root and a free end, and between
// roots.
TEST(GlobalMemoryProofs, OfTheFamiliesThatFixTokens) {
  const LogFile log = random_log(global_config(), 14, 20);
  for (const auto& [family, hash] :
       std::vector<std::pair<ParameterFamily, HashSuite>>{{ParameterFamily::kFast, HashSuite::kBlake3},
                                                          {ParameterFamily::kApp, HashSuite::kBlake3},
                                                          {ParameterFamily::kApp, HashSuite::kPoseidon2}}) {
    for (const WantedRoots roots : {WantedRoots{}, {true, false}, {true, true}}) {
      GlobalMemoryInput input = global_input_of(log, 12);
      input.parameters = {family, std::nullopt, hash};
      input.roots = roots;
      const auto proof = prove_log(input, "global_families");
      ASSERT_TRUE(proof.ok()) << proof.error().message;
      VerificationOptions options;
      options.config = log.config;
      const auto report = verify_zkproof(Context{}, shared_keys(), *proof, options);
      ASSERT_TRUE(report.ok()) << report.error().message;
      EXPECT_GE(report->proven_bits, 100.0);
    }
  }
  GlobalMemoryInput small = global_input_of(log);
  small.parameters = {ParameterFamily::kSmall, std::nullopt, HashSuite::kBlake3};
  EXPECT_THAT(prove_log(small, "global_small").error().message, HasSubstr("small decodes lists"));
}

TEST(GlobalMemoryProofs, DoNotDependOnThreads) {
  const LogFile log = random_log(global_config(), 5, 60);
  const auto one = prove_log(global_input_of(log, 25), "global_thread", 1);
  const auto four = prove_log(global_input_of(log, 25), "global_threads", 4);
  ASSERT_TRUE(one.ok() && four.ok());
  EXPECT_EQ(encode_zkproof(*one), encode_zkproof(*four));
}

// A log of two and a quarter pieces: padded to 2^20 rows it costs more than cut where its rows fill 2^19.
class ChosenCut : public ::testing::Test {
 protected:
  static constexpr uint64_t kAccesses = 2 * CutSurvey::kPieceAccesses + CutSurvey::kPieceAccesses / 4;

  static MemoryConfig config() {
    MemoryConfig config = MemoryConfig::hybrid_default();
    config.mode = BoundaryMode::kGlobal;
    return config;
  }
  static GlobalMemoryInput input() {
    const LogFile log = log_of(config(), [](Controller& controller) {
      for (uint32_t i = 0; i < kAccesses; ++i) {
        if (i == kAccesses - 1) controller.cut_segment();
        ASSERT_TRUE(controller.read({2, 4 * (i % 1000)}, 4).ok());
      }
    });
    GlobalMemoryInput input = global_input_of(log, 1);
    input.segment_accesses.reset();
    return input;
  }
  static Plan planned(const GlobalMemoryInput& input, unsigned threads = 0, uint64_t budget = 0) {
    Context context;
    context.threads = threads;
    context.memory_budget = budget;
    std::vector<std::string> notes;
    return input.plan(context, shared_keys(), WorkFolder::in_memory(), notes).value();
  }
  static std::vector<uint64_t> lengths(const Plan& plan) {
    std::vector<uint64_t> lengths;
    for (const PlannedSegment& segment : plan.segments) lengths.push_back(segment.length);
    return lengths;
  }
};

TEST_F(ChosenCut, FillsTheLogsHeight) {
  const Plan plan = planned(input());
  // The log itself ends a segment before its last access.
  EXPECT_THAT(lengths(plan),
              ElementsAre(2 * CutSurvey::kPieceAccesses, CutSurvey::kPieceAccesses / 4 - 1, 1));
  EXPECT_THAT(plan.cut, StartsWith("3 segments of at most 524288 accesses: an estimated "));
  EXPECT_THAT(plan.cut, EndsWith(" more proof than in the longest segments (2)"));
  EXPECT_EQ(parse_plan(to_json(plan))->cut, plan.cut);
  // Whoever shows it shows a line.
  for (const std::string_view text : {"", "two\\nlines", "\\u001b[31mred"}) {
    std::string json = to_json(plan);
    json.replace(json.find(plan.cut), plan.cut.size(), text);
    EXPECT_THAT(parse_plan(json).error().message, HasSubstr("'cut' is no line of text")) << text;
  }
}

TEST_F(ChosenCut, IsTheSameOnEveryMachine) {
  const GlobalMemoryInput log = input();
  const std::string plan = to_json(planned(log, 1));
  EXPECT_EQ(to_json(planned(log, 3)), plan);
  EXPECT_EQ(to_json(planned(log, 2, uint64_t{1} << 40)), plan);
}

TEST_F(ChosenCut, GivesWayToWhatIsAskedFor) {
  GlobalMemoryInput log = input();
  log.segment_accesses = uint64_t{1} << 22;
  const Plan longest = planned(log);
  EXPECT_THAT(lengths(longest), ElementsAre(kAccesses - 1, 1));
  EXPECT_EQ(longest.cut, "");
  // A budget that the longest segment is above, whoever cuts.
  log.segment_accesses.reset();
  const uint64_t budget = kProcessBytes + longest.segments[0].memory_bytes / 3;
  for (const PlannedSegment& segment : planned(log, 0, budget).segments)
    EXPECT_LE(kProcessBytes + segment.memory_bytes, budget);
}

TEST(GlobalMemoryProofs, SayFirstWhatIsNotShown) {
  const LogFile log = random_log(global_config(), 6, 20);
  const ZkProof proof = prove_log(global_input_of(log), "global_words").value();
  VerificationOptions options;
  options.config = log.config;
  options.allow_weak_params = true;
  const auto unknown = verify_zkproof(Context{}, shared_keys(), proof, options);
  ASSERT_TRUE(unknown.ok());
  EXPECT_THAT(unknown->not_shown.at(0), HasSubstr("which log: the prover knows some log"));
  EXPECT_THAT(unknown->not_shown.at(1), HasSubstr("security: "));
  EXPECT_THAT(unknown->not_shown.at(2), HasSubstr("what the memory holds at the end"));
  const GivenLog given(log);
  options.subject = &given;
  const auto known = verify_zkproof(Context{}, shared_keys(), proof, options);
  ASSERT_TRUE(known.ok());
  EXPECT_THAT(known->not_shown.at(1), HasSubstr("what the memory holds at the end"));
  EXPECT_THAT(known->shown.at(0), HasSubstr(" accesses, applied in order to memory that is zero"));
  options.final_root = Digest{};
  EXPECT_THAT(verify_zkproof(Context{}, shared_keys(), proof, options).error().message,
              HasSubstr("whose final root it does not show"));
}

// The log's header has memory of its own: whoever verifies has it, too.
LogFile log_on_memory(const MemoryConfig& config, uint64_t seed, uint32_t accesses) {
  MemoryImage<BabyBear> image(config);
  for (uint32_t i = 0; i < 100; ++i) ZKMEM_CHECK(image.set({2, 3 * i}, 1 + i).ok());
  ZKMEM_CHECK(image.set({4, 60}, 200).ok());
  auto controller = MemoryController<BabyBear>::create(config, image).value();
  testing::Random random(seed);
  testing::run_random(controller, random, accesses, 64);
  ZklogEncoder encoder(config, image);
  encoder.append(controller.memory().log());
  encoder.finish();
  return parse_log(encoder.take_bytes(), {}).value();
}

TEST_P(EveryProfile, StartFromMemoryThatTheVerifierHas) {
  for (const HashSuite hash : {HashSuite::kPoseidon2, HashSuite::kBlake3}) {
    const LogFile log = log_on_memory(global_config(GetParam()), 11, 50);
    GlobalMemoryInput input = global_input_of(log, 20);
    input.parameters.hash = hash;
    const auto proof = prove_log(input, "global_image");
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(verdict(*proof, log), "accepted");
    EXPECT_THAT(verdict(*proof, log.config),
                HasSubstr("leaves that are not zero, which a verifier must have"));
    LogFile other = log_on_memory(global_config(GetParam()), 11, 50);
    ASSERT_TRUE(other.initial.set({2, 1}, 1).ok());
    EXPECT_THAT(verdict(*proof, other), HasSubstr("the proof starts on other memory than the one given"));
  }
}

TEST(GlobalMemoryProofs, RevealLeaves) {
  const LogFile log = log_of(global_config(), [](Controller& controller) {
    ASSERT_TRUE(controller.write({2, 8}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
    controller.cut_segment();
    ASSERT_TRUE(controller.write({3, 5}, std::vector<uint32_t>{9}).ok());
  });
  GlobalMemoryInput input = global_input_of(log);
  input.revealed = {{3, 7}, {2, 9}, {2, 8}, {1, 0}};
  const auto proof = prove_log(input, "global_revealed");
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  const auto report = testing::verify_log(*proof, log);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_THAT(report->shown, ::testing::IsSupersetOf({
                                 "it leaves 0 0 0 0 0 0 0 0 at 1:0, which no access touched",
                                 "it leaves 1 2 3 4 0 0 0 0 at 2:8, from segment 0",
                                 "it leaves 0 0 0 0 0 9 0 0 at 3:0, from segment 1",
                             }));
  EXPECT_THAT(report->not_shown, ::testing::Contains(HasSubstr("at the end but for 3 leaves")));
  for (const auto& [address, why] : std::vector<std::pair<Address, std::string>>{
           {{9, 0}, "cannot reveal 9:0: there are the spaces"},
           {{2, 512}, "cannot reveal 2:512: the space has 512 cells"}}) {
    input.revealed = {address};
    EXPECT_THAT(prove_log(input, "global_no_leaf").error().message, HasSubstr(why));
  }
  const LogFile on_memory = log_on_memory(global_config(), 12, 10);
  GlobalMemoryInput not_zero = global_input_of(on_memory);
  not_zero.revealed = {{2, 4}};
  EXPECT_THAT(prove_log(not_zero, "global_both").error().message,
              HasSubstr("cannot reveal 2:4: its leaf is not zero at the start"));
}

// The same roots as where each segment has them, and what is under them is shown.
TEST_P(EveryProfile, GoFromRootToRoot) {
  for (const bool on_memory : {false, true}) {
    const MemoryConfig config = global_config(GetParam());
    const LogFile log = on_memory ? log_on_memory(config, 13, 50) : random_log(config, 13, 50);
    GlobalMemoryInput input = global_input_of(log, 20);
    input.roots.final = true;
    const auto proof = prove_log(input, "global_roots");
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(verdict(*proof, log), "accepted");
    EXPECT_EQ(verdict(*proof, log.config), "accepted") << "whoever has no memory";
    const MemoryConfig persistent = tiny_config(GetParam());
    const LogFile other = on_memory ? log_on_memory(persistent, 13, 50) : random_log(persistent, 13, 50);
    const ZkProof chained = prove_log(testing::input_of(other), "global_chained").value();
    EXPECT_EQ(proof->claim->initial_root(), chained.claim->initial_root());
    EXPECT_EQ(proof->claim->final_root(), chained.claim->final_root());
    EXPECT_EQ(verdict(*proof, other), "accepted");

    const auto report = testing::verify_log(*proof, log);
    ASSERT_TRUE(report.ok());
    EXPECT_THAT(report->shown, ::testing::Contains("it leaves the memory with root " +
                                                   digest_to_hex(proof->claim->final_root())));
    EXPECT_THAT(report->not_shown, ::testing::Not(::testing::Contains(HasSubstr("at the end"))));
    LogFile elsewhere = log_on_memory(config, 13, 50);
    ASSERT_TRUE(elsewhere.initial.set({2, 1}, 77).ok());
    EXPECT_THAT(verdict(*proof, elsewhere), HasSubstr("the proof starts on the memory with root"));
  }
}

// The start is under its root, of the end is known what is revealed.
TEST_P(EveryProfile, GoFromARootToAFreeEnd) {
  const MemoryConfig config = global_config(GetParam());
  const LogFile log = log_on_memory(config, 13, 50);
  GlobalMemoryInput input = global_input_of(log, 20);
  input.roots.initial = true;
  input.revealed = {{2, 0}, {4, 60}};
  const auto proof = prove_log(input, "global_free_end");
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(verdict(*proof, log), "accepted");
  EXPECT_EQ(verdict(*proof, log.config), "accepted") << "whoever has no memory";
  GlobalMemoryInput both = global_input_of(log, 20);
  both.roots.final = true;
  const ZkProof rooted = prove_log(both, "global_two_roots").value();
  EXPECT_EQ(proof->claim->initial_root(), rooted.claim->initial_root());
  EXPECT_TRUE(proof->claim->has_initial_root());
  EXPECT_FALSE(proof->claim->has_final_root());

  VerificationOptions options;
  options.allow_weak_params = true;
  options.config = config;
  const auto report = verify_zkproof(Context{}, shared_keys(), *proof, options);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_THAT(report->not_shown,
              ::testing::Contains(HasSubstr("what the memory holds at the end but for 2 leaves")));
  EXPECT_THAT(report->not_shown, ::testing::Contains("what the memory held at the start, beyond its root " +
                                                     digest_to_hex(proof->claim->initial_root())));
  EXPECT_THAT(report->shown, ::testing::Contains(HasSubstr("to the memory with root " +
                                                           digest_to_hex(proof->claim->initial_root()))));
  options.final_root = proof->claim->initial_root();
  EXPECT_THAT(verify_zkproof(Context{}, shared_keys(), *proof, options).error().message,
              HasSubstr("whose final root it does not show"));
  LogFile elsewhere = log_on_memory(config, 13, 50);
  ASSERT_TRUE(elsewhere.initial.set({2, 1}, 77).ok());
  EXPECT_THAT(verdict(*proof, elsewhere), HasSubstr("the proof starts on the memory with root"));
}

// Zeros have a root that everybody knows.
TEST(GlobalMemoryProofs, GoFromZerosToARoot) {
  const LogFile log = random_log(global_config(), 15, 30);
  GlobalMemoryInput input = global_input_of(log, 12);
  input.roots.final = true;
  const ZkProof proof = prove_log(input, "global_zero_root").value();
  VerificationOptions options;
  options.allow_weak_params = true;
  options.config = log.config;
  const auto report = verify_zkproof(Context{}, shared_keys(), proof, options);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_THAT(report->shown.at(0), HasSubstr("to memory that is zero everywhere, with root " +
                                             digest_to_hex(zero_memory(log.config).tree.root())));
  EXPECT_THAT(report->shown, ::testing::Contains("it leaves the memory with root " +
                                                 digest_to_hex(proof.claim->final_root())));
  for (const std::string& sentence : report->not_shown) {
    EXPECT_THAT(sentence, ::testing::Not(HasSubstr("at the start")));
    EXPECT_THAT(sentence, ::testing::Not(HasSubstr("at the end")));
  }
}

TEST(GlobalMemoryProofs, OfNothingFromRootToRoot) {
  GlobalMemoryInput input = global_input_of(log_of(global_config(), [](Controller&) {}));
  input.roots.final = true;
  const auto proof = prove_log(input, "global_nothing_rooted");
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(verdict(*proof, global_config()), "accepted");
  EXPECT_EQ(proof->claim->initial_root(), proof->claim->final_root());
}

TEST(GlobalMemoryProofs, GoOnFromAState) {
  const LogFile log = random_log(global_config(), 8, 5);
  GlobalMemoryInput input = global_input_of(log);
  input.state = zero_memory(log.config);
  const auto proof = prove_log(input, "global_state");
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(verdict(*proof, log), "accepted");
  EXPECT_EQ(proof->claim->initial_root(), input.state->tree.root());
  input.revealed = {{2, 0}};
  const auto revealing = prove_log(input, "global_state_revealed");
  ASSERT_TRUE(revealing.ok()) << revealing.error().message;
  EXPECT_EQ(verdict(*revealing, log), "accepted");
}

// One leaf of a segment's start is another than its end in the segment before: each proof holds by itself,
// and the ledger does not balance. No version of such a memory may be left.
TEST(GlobalMemoryProofs, AStateGetsNoVersionOfALedgerThatDoesNotBalance) {
  const LogFile log = log_of(global_config(), [](Controller& controller) {
    ASSERT_TRUE(controller.write({2, 8}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
    controller.cut_segment();
    ASSERT_TRUE(controller.write({2, 8}, std::vector<uint32_t>{5, 6, 7, 8}).ok());
  });
  for (const bool forged : {true, false}) {
    const testing::ScratchFolder scratch(forged ? "global_unbalanced" : "global_balanced");
    GlobalMemoryInput input = global_input_of(log);
    input.roots.final = true;
    ProofRun run;
    run.output = scratch.path() + "/proof";
    run.state = scratch.path() + "/state";
    run.resume = true;
    {
      const WorkFolder folder = WorkFolder::create(run.output + ".work").value();
      const auto store = open_state(run.state, input.config()).value();
      ASSERT_TRUE(make_plan(Context{}, shared_keys(), input, run, folder, store).ok());
      const std::string name = WorkFolder::start_name(1);
      LeafFile start = decode_leaf_file(log.config, folder.read_checked(name).value(), 1).value();
      ASSERT_EQ(start.image.get({2, 8}), 1u);
      if (forged) {
        ASSERT_TRUE(start.image.set({2, 8}, 9).ok());
      }
      ASSERT_TRUE(folder.write_checked(name, encode_leaf_file(log.config, start)).ok());
    }
    const auto finished = run_proof(Context{}, shared_keys(), input, run);
    EXPECT_EQ(finished.ok(), !forged);
    if (forged) {
      EXPECT_EQ(finished.error().kind, ErrorKind::kRejected) << finished.error().message;
    }
    const StateStore store = std::move(*open_state(run.state, input.config()).value());
    EXPECT_EQ(store.history()->size(), forged ? 0u : 1u);
  }
}

// The log's own header may say another mode: how its memory is proven is up to the prover. Memory that it
// starts on is not.
TEST(GlobalMemoryProofs, OfALogThatSaysAnotherMode) {
  const LogFile log = random_log(global_config(), 7, 20);
  const ZkProof proof = prove_log(global_input_of(log), "global_mode").value();
  LogFile persistent = random_log(tiny_config(MemoryProfile::kHybrid), 7, 20);
  EXPECT_EQ(verdict(proof, persistent), "accepted");
  ASSERT_TRUE(persistent.initial.set({2, 500}, 1).ok());
  EXPECT_THAT(verdict(proof, persistent), HasSubstr("starts on memory that is zero everywhere"));
  const ZkProof between_roots =
      prove_log(testing::input_of(random_log(tiny_config(MemoryProfile::kHybrid), 7, 20)), "global_roots")
          .value();
  EXPECT_THAT(verdict(between_roots, log), HasSubstr("another configuration than the one asked for: mode"));
}

// Beside the last segment's chips where they fit, and where no other proof needs less; else in their own.
TEST(GlobalMemoryProofs, EndsBesideTheLastSegmentAndApart) {
  const LogFile log = log_of(global_config(), [](Controller& controller) {
    ASSERT_TRUE(controller.write({2, 8}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
    controller.cut_segment();
    for (uint32_t i = 0; i < 40; ++i) ASSERT_TRUE(controller.read({2, 8 * i}, 4).ok());
    controller.cut_segment();
    for (uint32_t i = 0; i < 40; ++i) ASSERT_TRUE(controller.read({2, 8 * i}, 4).ok());
  });
  const auto closing = [](const LogFile& of) {
    const auto proof = prove_log(global_input_of(of), "global_places");
    EXPECT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(verdict(*proof, of), "accepted");
    return proof->claim->closing_proofs();
  };
  EXPECT_EQ(closing(random_log(global_config(), 9, 60)), 0u) << "the only segment";
  EXPECT_EQ(closing(log), 1u) << "one as large as the largest";
}

class PlannedGlobalLog : public ::testing::Test {
 protected:
  static constexpr size_t kLast = 3;  // the segment that has the ends beside it

  const WorkFolder& folder() const { return *folder_; }

  testing::ScratchFolder scratch_{"planned_global"};
  LogFile log_ = random_log(global_config(), 9, 60);
  std::optional<WorkFolder> folder_ = WorkFolder::create(scratch_.path()).value();
  std::vector<std::string> notes_;
  Plan plan_ = global_input_of(log_, 20).plan(Context{}, shared_keys(), *folder_, notes_).value();
};

TEST_F(PlannedGlobalLog, ReadsBackAsItWasWritten) {
  ASSERT_EQ(plan_.segments.size(), kLast + 1);
  EXPECT_EQ(plan_.claim->closing_proofs(), 0u);
  EXPECT_EQ(folder().plan().value(), plan_);
}

TEST_F(PlannedGlobalLog, StepsInAnyOrderGiveTheSameProof) {
  for (const size_t k : {kLast, size_t{1}, size_t{0}, size_t{2}})
    ASSERT_TRUE(prove_segment(Context{}, shared_keys(), folder(), plan_, k).ok());
  const ZkProof proof = assemble(Context{}, shared_keys(), folder(), plan_).value();
  EXPECT_EQ(encode_zkproof(proof),
            encode_zkproof(prove_log(global_input_of(log_, 20), "global_order").value()));
}

TEST_F(PlannedGlobalLog, ASegmentNeedsItsOwnFilesOnly) {
  const testing::ScratchFolder elsewhere("planned_global_elsewhere");
  const WorkFolder folder = WorkFolder::create(elsewhere.path()).value();
  for (const std::string& name : {WorkFolder::start_name(2), WorkFolder::log_name(2)})
    ASSERT_TRUE(folder.write(name, this->folder().read(name).value()).ok());
  ASSERT_TRUE(folder.write_plan(plan_).ok());
  EXPECT_TRUE(prove_segment(Context{}, shared_keys(), folder, folder.plan().value(), 2).ok());
  EXPECT_FALSE(prove_segment(Context{}, shared_keys(), folder, plan_, 1).ok());
  EXPECT_FALSE(prove_segment(Context{}, shared_keys(), folder, plan_, kLast).ok());
}

// A proof that an earlier plan left is not this plan's: it is made again.
TEST_F(PlannedGlobalLog, AProofUnderAnotherChallengeIsNotTaken) {
  ASSERT_TRUE(prove_segments(Context{}, shared_keys(), folder(), plan_, {}).ok());
  EXPECT_NE(proven_facts(shared_keys(), folder(), plan_, 0), nullptr);
  Plan other = plan_;
  claim_as<GlobalMemoryClaim>(*other.claim).ledger.challenge[0] += BabyBear::one();
  for (size_t k = 0; k <= kLast; ++k)
    EXPECT_EQ(proven_facts(shared_keys(), folder(), other, k), nullptr) << k;
  EXPECT_THAT(assemble(Context{}, shared_keys(), folder(), other).error().message,
              HasSubstr("segment 0: its proof is not of the planned segment: its proof is under another "
                        "challenge"));
}

TEST_F(PlannedGlobalLog, FilesThatDisagreeAreRefused) {
  // The last segment's start in the place of the first one's: it names segments that come later.
  ASSERT_TRUE(
      folder().write(WorkFolder::start_name(0), folder().read(WorkFolder::start_name(2)).value()).ok());
  EXPECT_THAT(prove_segment(Context{}, shared_keys(), folder(), plan_, 0).error().message,
              HasSubstr("no segment before has that number"));
}

TEST_F(PlannedGlobalLog, AShortBudgetMakesSmallerSegments) {
  uint64_t largest = 0;
  for (const PlannedSegment& segment : plan_.segments) largest = std::max(largest, segment.memory_bytes);
  Context tight;
  tight.memory_budget = kProcessBytes + largest - 1;
  const testing::ScratchFolder scratch("global_tight");
  const WorkFolder folder = WorkFolder::create(scratch.path()).value();
  std::vector<std::string> notes;
  const auto plan = global_input_of(log_, 20).plan(tight, shared_keys(), folder, notes);
  ASSERT_TRUE(plan.ok()) << plan.error().message;
  EXPECT_FALSE(notes.empty());
  ASSERT_TRUE(prove_segments(tight, shared_keys(), folder, *plan, {}).ok());
  EXPECT_EQ(verdict(assemble(tight, shared_keys(), folder, *plan).value(), log_), "accepted");
}

}  // namespace
}  // namespace zkmem
