// Programs on global memory whose start, or start and end, have roots: honest proofs and what is said of
// them, and states. How they are attacked: zkmem/attack/rooted_run_attacks.cc
// and run_parts_attacks.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/sdk/execution/given_program.h"
#include "zkmem/sdk/proof_run.h"
#include "zkmem/sdk/prove.h"
#include "zkmem/sdk/testing/dishonest_run.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/sdk/testing/proven_program.h"
#include "zkmem/statement/execution_global/statement.h"
#include "zkmem/statement/verify.h"

namespace zkmem {
namespace {

using testing::accumulating_elf;
using ::testing::HasSubstr;
using testing::shared_keys;
using ::testing::StartsWith;

constexpr WantedRoots kStart = {true, false};
constexpr WantedRoots kBoth = {false, true};

ExecutionInput input_of(WantedRoots roots, uint32_t word = 7, uint64_t segment_accesses = 150) {
  ExecutionInput input = testing::global_run_input(accumulating_elf(word), segment_accesses);
  input.roots = roots;
  return input;
}
const ZkProof& honest_proof(WantedRoots roots) {
  static const ZkProof from_root = testing::proven_global_run(input_of(kStart));
  static const ZkProof between = testing::proven_global_run(input_of(kBoth));
  return roots.final ? between : from_root;
}

Result<VerificationReport> verified(const ZkProof& proof, const std::optional<uint32_t>& word,
                                    VerificationOptions options = {}) {
  options.allow_weak_params = true;
  std::optional<Program> program;
  std::optional<GivenProgram> given;
  if (word) {
    program = rv32im::load_elf(accumulating_elf(*word)).value();
    given.emplace(*program);
    options.subject = &*given;
  }
  return verify_zkproof(Context{}, shared_keys(), proof, options);
}
std::string verdict(const ZkProof& proof, const std::optional<uint32_t>& word = std::nullopt) {
  const auto report = verified(proof, word);
  return report.ok() ? "accepted" : report.error().message;
}

// --- What an honest proof says ---------------------------------------------------------------------------

// The roots are those that OpenVM's machine has before and after the same run.
TEST(RootedRun, HasTheRootsOfARunBetweenRoots) {
  ExecutionInput chained = input_of({});
  chained.machine = &OwnMachine::rv32im();
  const ZkProof of_roots = testing::proven_global_run(chained);
  for (const WantedRoots roots : {kStart, kBoth, WantedRoots{true, true}}) {
    const ZkProof proof = testing::proven_global_run(input_of(roots));
    EXPECT_EQ(verdict(proof), "accepted");
    EXPECT_EQ(verdict(proof, 7), "accepted");
    EXPECT_EQ(proof.claim->initial_root(), of_roots.claim->initial_root());
    EXPECT_EQ(proof.claim->has_final_root(), roots.final);
    if (roots.final) {
      EXPECT_EQ(proof.claim->final_root(), of_roots.claim->final_root());
    }
    EXPECT_EQ(run_claim(*proof.claim).revealed()[8].as_canonical(), 168u);
    EXPECT_EQ(decode_zkproof(encode_zkproof(proof))->claim, proof.claim);
  }
}

TEST(RootedRun, StepsInAnyOrderGiveTheSameProof) {
  for (const WantedRoots roots : {kStart, kBoth}) {
    const WorkFolder folder = WorkFolder::in_memory();
    std::vector<std::string> notes;
    const Plan plan = input_of(roots).plan(Context{}, shared_keys(), folder, notes).value();
    ASSERT_GT(plan.segments.size(), 2u);
    EXPECT_EQ(folder.plan().value(), plan);
    for (size_t k = plan.segments.size(); k-- > 0;)
      ASSERT_TRUE(prove_segment(Context{}, shared_keys(), folder, folder.plan().value(), k).ok()) << k;
    EXPECT_EQ(encode_zkproof(assemble(Context{}, shared_keys(), folder, plan).value()),
              encode_zkproof(honest_proof(roots)));
  }
}

TEST(RootedRun, EndsStandBesideAnOnlySegment) {
  for (const WantedRoots roots : {kStart, kBoth}) {
    const ZkProof proof = testing::proven_global_run(input_of(roots, 7, 1000));
    EXPECT_EQ(proof.segment_proofs.size(), 1u);
    EXPECT_EQ(verdict(proof, 7), "accepted");
  }
}

TEST(RootedRun, OfParametersThatUsersHave) {
  for (const WantedRoots roots : {kStart, kBoth}) {
    ExecutionInput input = input_of(roots);
    input.parameters = {ParameterFamily::kFast, std::nullopt, HashSuite::kBlake3};
    const auto report = verified(testing::proven_global_run(input), 7);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_GE(report->proven_bits, 100.0);
  }
}

TEST(RootedRun, IsToldFromOtherInputs) {
  EXPECT_NE(input_of(kStart).checksum(), input_of(kBoth).checksum());
  EXPECT_NE(input_of(kStart).checksum(), input_of({}).checksum());
}

TEST(RootedRun, SaysWhatIsShownOfStartAndEnd) {
  const std::string initial = digest_to_hex(honest_proof(kBoth).claim->initial_root());
  const auto known = verified(honest_proof(kBoth), 7);
  ASSERT_TRUE(known.ok());
  EXPECT_THAT(known->shown.at(0), HasSubstr("on memory that holds the program's image"));
  EXPECT_THAT(known->shown, ::testing::Contains("it left the memory with root " +
                                                digest_to_hex(honest_proof(kBoth).claim->final_root())));
  for (const std::string& sentence : known->not_shown) {
    EXPECT_THAT(sentence, ::testing::Not(HasSubstr("at the start")));
    EXPECT_THAT(sentence, ::testing::Not(HasSubstr("at the end")));
  }
  const auto unknown = verified(honest_proof(kStart), std::nullopt);
  ASSERT_TRUE(unknown.ok());
  EXPECT_THAT(unknown->not_shown,
              ::testing::Contains("what the memory held at the start, beyond its root " + initial));
  EXPECT_THAT(unknown->not_shown,
              ::testing::Contains("what the memory holds at the end, beyond the public values: there is no "
                                  "root of it"));
  EXPECT_THAT(unknown->shown.at(0), HasSubstr("on the memory with root " + initial));
  VerificationOptions options;
  options.final_root = honest_proof(kBoth).claim->final_root();
  EXPECT_TRUE(verified(honest_proof(kBoth), 7, options).ok());
  EXPECT_THAT(verified(honest_proof(kStart), 7, options).error().message,
              HasSubstr("whose final root it does not show"));
}

// --- Ends in parts ---------------------------------------------------------------------------------------

ExecutionInput in_parts(WantedRoots roots) {
  ExecutionInput input = input_of(roots);
  input.part_leaves = 3;
  return input;
}

TEST(RootedRunParts, HaveTheRootsOfEndsInOneProof) {
  for (const WantedRoots roots : {kStart, kBoth}) {
    const ZkProof proof = testing::proven_global_run(in_parts(roots));
    EXPECT_GE(proof.claim->closing_proofs(), 3u);
    EXPECT_EQ(verdict(proof), "accepted");
    EXPECT_EQ(verdict(proof, 7), "accepted");
    EXPECT_EQ(proof.claim->initial_root(), honest_proof(roots).claim->initial_root());
    EXPECT_EQ(proof.claim->final_root(), honest_proof(roots).claim->final_root());
    EXPECT_EQ(run_claim(*proof.claim).revealed(), run_claim(*honest_proof(roots).claim).revealed());
  }
}

TEST(RootedRunParts, StepsInAnyOrderGiveTheSameProof) {
  for (const WantedRoots roots : {kStart, kBoth}) {
    const WorkFolder folder = WorkFolder::in_memory();
    std::vector<std::string> notes;
    const Plan plan = in_parts(roots).plan(Context{}, shared_keys(), folder, notes).value();
    for (size_t k = plan.segments.size(); k-- > 0;)
      ASSERT_TRUE(prove_segment(Context{}, shared_keys(), folder, folder.plan().value(), k).ok()) << k;
    EXPECT_EQ(encode_zkproof(assemble(Context{}, shared_keys(), folder, plan).value()),
              encode_zkproof(testing::proven_global_run(in_parts(roots))));
  }
}

// --- States ----------------------------------------------------------------------------------------------

class OverAState : public ::testing::Test {
 protected:
  ZkProof prove(ExecutionInput input) {
    ProofRun run;
    run.state = scratch_.path() + "/state";
    auto finished = run_proof(Context{}, shared_keys(), input, run);
    EXPECT_TRUE(finished.ok()) << finished.error().message;
    return std::move(finished->proof);
  }
  std::vector<StateVersion> history() {
    const StateStore store = StateStore::open(scratch_.path() + "/state", StateStore::Access::kRead).value();
    return store.history().value();
  }

  testing::ScratchFolder scratch_{"rooted_run_state"};
};

TEST_F(OverAState, GoesOnFromWhatTheRunBeforeLeft) {
  const ZkProof first = prove(input_of({}));
  EXPECT_TRUE(first.claim->has_final_root());
  ASSERT_EQ(history().size(), 1u);
  EXPECT_EQ(history().front().root, first.claim->final_root());
  const ZkProof second = prove(input_of({}));
  ASSERT_EQ(history().size(), 2u);
  EXPECT_EQ(history().front().root, second.claim->final_root());
  EXPECT_EQ(run_claim(*second.claim).revealed()[8].as_canonical(), 2 * 168u % 256);
  EXPECT_EQ(verdict(first, 7), "accepted");
  EXPECT_THAT(verdict(second, 7), HasSubstr("a run over a state is accepted with its --initial-root"));
  VerificationOptions options;
  options.initial_root = second.claim->initial_root();
  const auto report = verified(second, 7, options);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_THAT(report->not_shown, ::testing::Contains(StartsWith("that the program's data was in memory")));
}

TEST_F(OverAState, TakesWhatEndsInPartsLeave) {
  const ZkProof first = prove(in_parts({}));
  EXPECT_GE(first.claim->closing_proofs(), 3u);
  ASSERT_EQ(history().size(), 1u);
  EXPECT_EQ(history().front().root, first.claim->final_root());
  const ZkProof second = prove(in_parts({}));
  EXPECT_GE(second.claim->closing_proofs(), 3u);
  ASSERT_EQ(history().size(), 2u);
  EXPECT_EQ(history().front().root, second.claim->final_root());
  EXPECT_EQ(run_claim(*second.claim).revealed()[8].as_canonical(), 2 * 168u % 256);
}

// How a memory is proven is no part of what it holds.
TEST_F(OverAState, GoesOnFromARunBetweenRootsAndBack) {
  ExecutionInput chained = input_of({});
  chained.machine = &OwnMachine::rv32im();
  const ZkProof first = prove(chained);
  const ZkProof second = prove(input_of({}));
  EXPECT_EQ(run_claim(*second.claim).revealed()[8].as_canonical(), 2 * 168u % 256);
  EXPECT_EQ(history().front().root, second.claim->final_root());
  const ZkProof third = prove(chained);
  EXPECT_EQ(history().front().root, third.claim->final_root());
  EXPECT_EQ(run_claim(*third.claim).revealed()[8].as_canonical(), 3 * 168u % 256);
}

}  // namespace
}  // namespace zkmem
