// Access logs from file to verified proof: profiles, modes, segment sizes, threads, interruptions.
#include <gtest/gtest.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/sdk/memory/given_log.h"
#include "zkmem/sdk/prove.h"
#include "zkmem/sdk/proving_statement.h"
#include "zkmem/sdk/segment_proving.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/sdk/testing/proven_program.h"

namespace zkmem {
namespace {

using testing::claim_of;
using testing::input_of;
using testing::log_of;
using testing::prove_log;
using testing::random_log;
using testing::ScratchFolder;
using testing::shared_keys;
using testing::tiny_config;
using testing::verdict;
using testing::verify_log;

using Controller = MemoryController<BabyBear>;

// The root after the log, by the online memory and a tree built from scratch.
Digest root_after(const LogFile& log) {
  MemoryImage<BabyBear> image(log.config);
  static_cast<CellImage&>(image) = log.initial;
  auto controller = Controller::create(log.config, image).value();
  for (auto at = log.log.begin(); at != log.log.end(); ++at) {
    const AccessView view = *at;
    if (!view.is_access() || view.op == OpType::kRead) continue;
    EXPECT_TRUE(controller.write({view.address_space, view.pointer}, view.values()).ok());
  }
  controller.cut_segment();
  CellImage after = log.initial;
  for (auto at = log.log.begin(); at != log.log.end(); ++at) {
    const AccessView view = *at;
    if (!view.is_access() || view.op == OpType::kRead) continue;
    for (uint32_t i = 0; i < view.size; ++i)
      EXPECT_TRUE(after.set({view.address_space, view.pointer + i}, view.value(i)).ok());
  }
  return tree_of_image(Context{}, simd_poseidon2_batch(), log.config, after)->root();
}

struct Kind {
  MemoryProfile profile;
  BoundaryMode mode;
};

class EveryKind : public ::testing::TestWithParam<Kind> {};
INSTANTIATE_TEST_SUITE_P(Profiles, EveryKind,
                         ::testing::Values(Kind{MemoryProfile::kHybrid, BoundaryMode::kPersistent},
                                           Kind{MemoryProfile::kHybrid, BoundaryMode::kVolatile},
                                           Kind{MemoryProfile::kOpenVmV1, BoundaryMode::kPersistent},
                                           Kind{MemoryProfile::kOpenVmV1, BoundaryMode::kVolatile},
                                           Kind{MemoryProfile::kOpenVmV2, BoundaryMode::kPersistent}),
                         [](const auto& test) {
                           std::string name(to_string(test.param.profile));
                           std::erase(name, '-');
                           return name + std::string(to_string(test.param.mode));
                         });

TEST_P(EveryKind, LogsAreProvenAcrossSegmentSizes) {
  const MemoryConfig config = tiny_config(GetParam().profile, GetParam().mode);
  const bool persistent = config.mode == BoundaryMode::kPersistent;
  const LogFile log = random_log(config, 3, 40);
  std::vector<uint64_t> sizes = {1000};
  if (persistent) sizes.insert(sizes.end(), {17, 5});
  for (const uint64_t size : sizes) {
    const MemoryInput input = input_of(log, size);
    const auto proof = prove_log(input, "log_sizes");
    ASSERT_TRUE(proof.ok()) << size << ": " << proof.error().message;
    EXPECT_EQ(verdict(*proof, log), "accepted") << size;
    EXPECT_EQ(claim_of(*proof).segments.size() > 1, size < 40) << size;
    if (persistent) {
      EXPECT_EQ(claim_of(*proof).segments.back().final_root, root_after(log)) << size;
    }
    std::vector<std::string> notes;
    const auto digest = input.planned_digest(Context{}, shared_keys(), notes);
    ASSERT_TRUE(digest.ok());
    EXPECT_EQ(*digest, claim_of(*proof).log_digest) << size;
  }
}

// Planning has to fill the traces to know their heights: a plan of one segment keeps them for whoever proves
// it in the same process. Once; after that, and elsewhere, the folder's files make them again.
TEST_P(EveryKind, TracesKeptFromPlanningProveWhatTheFolderProves) {
  const LogFile log = random_log(tiny_config(GetParam().profile, GetParam().mode), 5, 40);
  const WorkFolder folder = WorkFolder::in_memory();
  std::vector<std::string> notes;
  const auto plan = input_of(log, 1000).plan(Context{}, shared_keys(), folder, notes);
  ASSERT_TRUE(plan.ok()) << plan.error().message;
  EXPECT_EQ(*plan, folder.plan().value());
  std::vector<FileBytes> proofs;
  std::vector<bool> loaded;
  for (int i = 0; i < 2; ++i) {
    const auto report = prove_segment(Context{}, shared_keys(), folder, *plan, 0);
    ASSERT_TRUE(report.ok()) << report.error().message;
    loaded.push_back(report->seconds.contains("load"));
    proofs.push_back(folder.finished_proof(0).value());
  }
  EXPECT_EQ(proofs[0], proofs[1]);
  EXPECT_EQ(loaded, (std::vector<bool>{false, true}));
}

TEST_P(EveryKind, ALogOfNothingIsAnEmptySegment) {
  const MemoryConfig config = tiny_config(GetParam().profile, GetParam().mode);
  const LogFile log = log_of(config, [](Controller&) {});
  const auto proof = prove_log(input_of(log), "log_nothing");
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  ASSERT_EQ(claim_of(*proof).segments.size(), 1u);
  const LogSegment& claim = claim_of(*proof).segments.front();
  EXPECT_EQ(claim.clock_end, 1u);
  EXPECT_EQ(claim.initial_root, claim.final_root);
  EXPECT_EQ(verdict(*proof, log), "accepted");
}

// One access a segment, empty segments before, between and after, and one in which only time passes.
TEST(MemoryProofs, SegmentsOfOneAccessAndEmptyOnes) {
  const MemoryConfig config = tiny_config(MemoryProfile::kHybrid);
  const LogFile log = log_of(config, [](Controller& controller) {
    controller.cut_segment();
    ASSERT_TRUE(controller.write({2, 8}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
    ASSERT_TRUE(controller.read({2, 8}, 4).ok());
    controller.cut_segment();
    controller.cut_segment();
    ASSERT_TRUE(controller.read({0, 77}, 1).ok());
    ASSERT_TRUE(controller.write({3, 5}, std::vector<uint32_t>{9}).ok());
    controller.cut_segment();
    ASSERT_TRUE(controller.increment_timestamp_by(50).ok());
  });
  const auto proof = prove_log(input_of(log, 1), "log_ones");
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  std::vector<uint32_t> ends;
  for (const LogSegment& claim : claim_of(*proof).segments) ends.push_back(claim.clock_end);
  EXPECT_EQ(ends, (std::vector<uint32_t>{1, 2, 2, 1, 2, 2, 51}));
  EXPECT_EQ(verdict(*proof, log), "accepted");
}

TEST(MemoryProofs, ReadsThatDoNotSayWhatTheyReturned) {
  const MemoryConfig config = tiny_config(MemoryProfile::kHybrid);
  LogFile log{config, CellImage(config, BabyBear::kModulus), AccessLog(config), {}};
  ASSERT_TRUE(log.initial.set({2, 17}, 200).ok());
  log.log.append_access({OpType::kWrite, 2, 8, 4}, std::vector<uint32_t>{1, 2, 3, 4});
  log.log.append_access({OpType::kRead, 2, 8, 8}, std::vector<uint32_t>(8), false);
  log.log.append_access({OpType::kRead, 2, 16, 4}, std::vector<uint32_t>(4), false);
  const auto proof = prove_log(input_of(log), "log_unknown");
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(verdict(*proof, log), "accepted");
  // The log that says it is the same log.
  LogFile told{config, log.initial, AccessLog(config), {}};
  told.log.append_access({OpType::kWrite, 2, 8, 4}, std::vector<uint32_t>{1, 2, 3, 4});
  told.log.append_access({OpType::kRead, 2, 8, 8}, std::vector<uint32_t>{1, 2, 3, 4, 0, 0, 0, 0});
  told.log.append_access({OpType::kRead, 2, 16, 4}, std::vector<uint32_t>{0, 200, 0, 0});
  EXPECT_EQ(verdict(*proof, told), "accepted");
}

// Attack 40: what replaying refuses is not proven, and the line at fault is named.
TEST(MemoryProofs, Attack40AnInconsistentLogIsNotProven) {
  const MemoryConfig config = tiny_config(MemoryProfile::kHybrid);
  LogFile log{config, CellImage(config, BabyBear::kModulus), AccessLog(config), {}};
  log.log.append_access({OpType::kWrite, 2, 8, 4}, std::vector<uint32_t>{1, 2, 3, 4});
  log.log.append_access({OpType::kRead, 2, 8, 4}, std::vector<uint32_t>{1, 2, 3, 5});
  const auto proof = prove_log(input_of(log), "log_wrong");
  ASSERT_FALSE(proof.ok());
  EXPECT_EQ(proof.error().kind, ErrorKind::kRejected);
  EXPECT_EQ(proof.error().message,
            "entry 1: read of 4 cells at 2:8: cell 11 is 5 in the log but 4 in memory, written by entry 0");
}

TEST(MemoryProofs, VolatileMemoryIsOneSegment) {
  const MemoryConfig config = tiny_config(MemoryProfile::kHybrid, BoundaryMode::kVolatile);
  const auto proof = prove_log(input_of(random_log(config, 5, 20), 10), "log_volatile");
  ASSERT_FALSE(proof.ok());
  EXPECT_NE(proof.error().message.find("in one segment"), std::string::npos) << proof.error().message;
}

TEST(MemoryProofs, DoNotDependOnThreads) {
  const LogFile log = random_log(tiny_config(MemoryProfile::kHybrid), 8, 60);
  const auto one = prove_log(input_of(log, 25), "log_threads", 1);
  const auto two = prove_log(input_of(log, 25), "log_threads", 2);
  const auto five = prove_log(input_of(log, 25), "log_threads", 5);
  ASSERT_TRUE(one.ok() && two.ok() && five.ok());
  EXPECT_EQ(encode_zkproof(*one), encode_zkproof(*two));
  EXPECT_EQ(encode_zkproof(*one), encode_zkproof(*five));
}

// A state: the log goes on from memory that it does not carry itself.
TEST(MemoryProofs, GoOnFromAState) {
  const MemoryConfig config = tiny_config(MemoryProfile::kOpenVmV1);
  StateMemory state = zero_memory(config);
  state.version.emplace();
  ASSERT_TRUE(state.image.set({4, 9}, 77).ok());
  LogFile log{config, CellImage(config, BabyBear::kModulus), AccessLog(config), {}};
  log.log.append_access({OpType::kRead, 4, 8, 4}, std::vector<uint32_t>{0, 77, 0, 0});
  MemoryInput input = input_of(log);
  EXPECT_FALSE(prove_log(input, "log_state").ok()) << "on its own memory it is not consistent";
  input.state = state;
  const auto proof = prove_log(input, "log_state");
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  const Digest root = tree_of_image(Context{}, simd_poseidon2_batch(), config, state.image)->root();
  EXPECT_EQ(claim_of(*proof).segments.front().initial_root, root);
  EXPECT_NE(verdict(*proof, log).find("starts on the memory with root"), std::string::npos);
  VerificationOptions options;
  options.config = config;
  const GivenLog given(log);
  options.subject = &given;
  options.allow_weak_params = true;
  options.initial_root = root;
  EXPECT_TRUE(verify_zkproof(Context{}, shared_keys(), *proof, options).ok());
  // A log with another memory of its own contradicts the state.
  ASSERT_TRUE(log.initial.set({4, 9}, 78).ok());
  MemoryInput other = input_of(log);
  other.state = state;
  EXPECT_NE(prove_log(other, "log_state").error().message.find("the state's last version"),
            std::string::npos);
}

// A budget that is too small for the whole log makes smaller segments, and says so.
TEST(MemoryProofs, AShortBudgetMakesSmallerSegments) {
  const MemoryConfig config = tiny_config(MemoryProfile::kHybrid);
  const LogFile log = log_of(config, [](Controller& controller) {
    for (uint32_t i = 0; i < 20000; ++i) ASSERT_TRUE(controller.read({2, i % 64 * 8}, 8).ok());
  });
  const ScratchFolder scratch("log_budget");
  const WorkFolder folder = WorkFolder::create(scratch.path()).value();
  std::vector<std::string> notes;
  Context context;
  const auto whole = input_of(log).plan(context, shared_keys(), folder, notes);
  ASSERT_TRUE(whole.ok()) << whole.error().message;
  ASSERT_EQ(whole->segments.size(), 1u);
  EXPECT_TRUE(notes.empty());
  const uint64_t half = whole->segments[0].memory_bytes / 2;
  context.memory_budget = kProcessBytes + half;
  const auto cut = input_of(log).plan(context, shared_keys(), folder, notes);
  ASSERT_TRUE(cut.ok()) << cut.error().message;
  EXPECT_GT(cut->segments.size(), 1u);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_NE(notes[0].find("segment 0 is cut to"), std::string::npos) << notes[0];
  for (const PlannedSegment& segment : cut->segments) EXPECT_LE(segment.memory_bytes, half);
  context.memory_budget = 1000;
  const auto none = input_of(log).plan(context, shared_keys(), folder, notes);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().kind, ErrorKind::kLimit);
}

class PlannedLog : public ::testing::Test {
 protected:
  PlannedLog()
      : log_(random_log(tiny_config(MemoryProfile::kHybrid), 21, 40)),
        scratch_("log_steps"),
        folder_(WorkFolder::create(scratch_.path()).value()),
        plan_(input_of(log_, 15).plan(context_, shared_keys(), folder_, notes_).value()) {}

  LogFile log_;
  ScratchFolder scratch_;
  WorkFolder folder_;
  Context context_;
  std::vector<std::string> notes_;
  Plan plan_;
};

TEST_F(PlannedLog, ReadsBackAsItWasWritten) { EXPECT_EQ(folder_.plan().value(), plan_); }

TEST_F(PlannedLog, StepsInAnyOrderGiveTheSameProof) {
  ASSERT_EQ(plan_.segments.size(), 3u);
  EXPECT_FALSE(assemble(context_, shared_keys(), folder_, plan_).ok()) << "nothing is proven yet";
  for (const size_t k : {2u, 0u, 1u, 1u})
    ASSERT_TRUE(prove_segment(context_, shared_keys(), folder_, plan_, k).ok()) << k;
  EXPECT_FALSE(prove_segment(context_, shared_keys(), folder_, plan_, 3).ok());
  const auto proof = assemble(context_, shared_keys(), folder_, plan_);
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  const auto at_once = prove_log(input_of(log_, 15), "log_at_once");
  ASSERT_TRUE(at_once.ok());
  EXPECT_EQ(encode_zkproof(*proof), encode_zkproof(*at_once));
}

TEST_F(PlannedLog, FinishedSegmentsAreKeptAndDamagedOnesProvenAgain) {
  for (const size_t k : {0u, 1u})
    ASSERT_TRUE(prove_segment(context_, shared_keys(), folder_, plan_, k).ok()) << k;
  // Segment 1's proof, undamaged as a file, is segment 0's.
  const FileBytes first = folder_.read_checked(WorkFolder::proof_name(0)).value();
  ASSERT_TRUE(folder_.write_checked(WorkFolder::proof_name(1), first).ok());
  EXPECT_TRUE(proven_facts(shared_keys(), folder_, plan_, 0) != nullptr);
  EXPECT_EQ(proven_facts(shared_keys(), folder_, plan_, 1), nullptr);
  EXPECT_EQ(proven_facts(shared_keys(), folder_, plan_, 2), nullptr);
  const auto report = prove_segments(context_, shared_keys(), folder_, plan_, {});
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(report->resumed, 1u);
  const auto proof = assemble(context_, shared_keys(), folder_, plan_);
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(verdict(*proof, log_), "accepted");
  const MemoryConfig& config = plan_.claim->config;
  const ProvingStatement& side = proving_side(plan_.claim->statement());
  CellImage image = side.first_memory(folder_, plan_, CellImage(config, BabyBear::kModulus)).value();
  for (size_t k = 0; k < 3; ++k) {
    image = side.memory_after(folder_, plan_, k, std::move(image)).value();
    EXPECT_EQ(tree_of_image(context_, simd_poseidon2_batch(), config, image)->root(),
              claim_of(*proof).segments[k].final_root);
  }
}

TEST_F(PlannedLog, ASegmentNeedsItsOwnFilesOnly) {
  ASSERT_TRUE(folder_.write(WorkFolder::log_name(0), FileBytes{1, 2, 3}).ok());
  EXPECT_TRUE(prove_segment(context_, shared_keys(), folder_, plan_, 1).ok());
  const auto damaged = prove_segment(context_, shared_keys(), folder_, plan_, 0);
  ASSERT_FALSE(damaged.ok());
  EXPECT_NE(damaged.error().message.find("segment0.log"), std::string::npos) << damaged.error().message;
}

// What a limit's message says would do; 0 if it says nothing.
uint64_t smallest_budget(const Error& error) {
  const std::string before = "smallest budget that works is ";
  const size_t place = error.message.find(before);
  return place == std::string::npos ? 0 : std::stoull(error.message.substr(place + before.size()));
}

TEST_F(PlannedLog, AShortBudgetKeepsTracesInAFileAndProvesTheSame) {
  Context context;
  context.threads = 1;
  context.memory_budget = 1;
  const auto plan_with_budget = [&] {
    notes_.clear();
    return input_of(log_, 15).plan(context, shared_keys(), folder_, notes_);
  };
  // Each segment that does not fit says what it would need.
  Result<Plan> plan = plan_with_budget();
  for (int i = 0; i < 3 && !plan.ok(); ++i) {
    ASSERT_EQ(plan.error().kind, ErrorKind::kLimit) << plan.error().message;
    ASSERT_GT(smallest_budget(plan.error()), context.memory_budget) << plan.error().message;
    context.memory_budget = smallest_budget(plan.error());
    plan = plan_with_budget();
  }
  ASSERT_TRUE(plan.ok()) << plan.error().message;
  ASSERT_EQ(notes_.size(), 1u);
  EXPECT_NE(notes_[0].find("in a file"), std::string::npos) << notes_[0];
  std::vector<std::string> lines;
  context.notes = [&](std::string_view line) { lines.emplace_back(line); };
  ASSERT_TRUE(prove_segments(context, shared_keys(), folder_, *plan, {}).ok());
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_NE(lines[0].find(folder_.path()), std::string::npos) << lines[0];
  const auto proof = assemble(context, shared_keys(), folder_, *plan);
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  const auto in_memory = prove_log(input_of(log_, 15), "log_in_memory");
  ASSERT_TRUE(in_memory.ok());
  EXPECT_EQ(encode_zkproof(*proof), encode_zkproof(*in_memory));
  // The budget is the smallest.
  --context.memory_budget;
  EXPECT_FALSE(plan_with_budget().ok());
}

TEST_F(PlannedLog, StopsWhenAsked) {
  const std::atomic<bool> stop = true;
  context_.cancel = &stop;
  const auto report = prove_segments(context_, shared_keys(), folder_, plan_, {});
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().kind, ErrorKind::kCancelled);
}

TEST(ProvenLog, SaysFirstWhatIsNotShown) {
  const MemoryConfig config = tiny_config(MemoryProfile::kHybrid);
  const LogFile log = random_log(config, 5, 6);
  const ZkProof proof = prove_log(input_of(log), "says_first").value();
  VerificationOptions options;
  options.config = config;
  options.allow_weak_params = true;
  const auto unknown = verify_zkproof(Context{}, shared_keys(), proof, options);
  ASSERT_TRUE(unknown.ok());
  EXPECT_EQ(unknown->not_shown.at(0).find("which log: the prover knows some log"), 0u);
  EXPECT_EQ(unknown->not_shown.at(1).find("security: "), 0u);
  EXPECT_NE(unknown->not_shown.at(2).find("the beginning of a log is a log"), std::string::npos);
  const GivenLog given(log);
  options.subject = &given;
  const auto known = verify_zkproof(Context{}, shared_keys(), proof, options);
  ASSERT_TRUE(known.ok());
  EXPECT_EQ(known->not_shown.at(0).find("security: "), 0u);
  EXPECT_NE(known->not_shown.at(1).find("the beginning of a log is a log"), std::string::npos);
  EXPECT_EQ(known->not_shown.size(), 2u);
  EXPECT_EQ(known->shown.at(0).find("the given log, 7 accesses,"), 0u) << known->shown[0];
  options.allow_weak_params = false;
  const auto weak = verify_zkproof(Context{}, shared_keys(), proof, options);
  ASSERT_FALSE(weak.ok());
  EXPECT_NE(weak.error().message.find("proven bits, 100 are required"), std::string::npos);
}

}  // namespace
}  // namespace zkmem
