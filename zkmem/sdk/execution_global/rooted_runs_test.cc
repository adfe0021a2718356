// Programs on global memory whose start, or start and end, have roots: honest proofs and what is said of
// them, states, and attacks by a dishonest prover with real proofs, named after the catalogue
// (docs/attacks.md) and the lemma that they break (docs/spec/global-memory.md).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/testing/assembler.h"
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

using namespace rv32im::testing;  // instruction words
using rv32im::kAirEndsHash;
using rv32im::kAirEndsMerkle;
using rv32im::kAirLedgerEnds;
using rv32im::kAirRootedEnds;
using rv32im::kAirSegmentBoundary;
using rv32im::kAirStartImage;
using testing::DishonestRun;
using testing::global_run_of;
using ::testing::HasSubstr;
using testing::shared_keys;
using ::testing::StartsWith;

constexpr uint32_t kData = 0x00300000;
constexpr WantedRoots kStart = {true, false};
constexpr WantedRoots kBoth = {false, true};
constexpr const char* kUnbalanced = "the ledger does not balance";

// Adds a word of its data to the word behind in rounds, and reveals the sum: what it leaves depends on what
// it finds.
std::vector<uint8_t> adding(uint32_t word) {
  Assembler code;
  code << lui(a0, kData >> 12) << addi(t0, zero, 24) << lw(s0, 64, a0);
  code << lw(t1, 0, a0) << add(s0, s0, t1) << sw(s0, 64, a0) << addi(t0, t0, -1) << b_type(1, t0, zero, -16);
  code << reveal(s0, 8, zero) << terminate(0);
  ElfFile file;
  file.entry = Assembler::kBase;
  file.segments.push_back({.address = Assembler::kBase, .bytes = words(code.words())});
  file.segments.push_back({.address = kData, .bytes = words({word})});
  return file.build();
}

ExecutionInput input_of(WantedRoots roots, uint32_t word = 7, uint64_t segment_accesses = 150) {
  ExecutionInput input = testing::global_run_input(adding(word), segment_accesses);
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
    program = rv32im::load_elf(adding(*word)).value();
    given.emplace(*program);
    options.subject = &*given;
  }
  return verify_zkproof(Context{}, shared_keys(), proof, options);
}
std::string verdict(const ZkProof& proof, const std::optional<uint32_t>& word = std::nullopt) {
  const auto report = verified(proof, word);
  return report.ok() ? "accepted" : report.error().message;
}

std::string verdict_on(WantedRoots roots, const std::function<void(DishonestRun& run)>& change) {
  static const DishonestRun from_root(input_of(kStart));
  static const DishonestRun between(input_of(kBoth));
  DishonestRun run = roots.final ? between : from_root;
  change(run);
  return verdict(run.prove());
}
std::string verdict_on_altered(WantedRoots roots, const std::function<void(GlobalExecutionClaim&)>& alter) {
  ZkProof proof = honest_proof(roots);
  alter(global_run_of(proof));
  return verdict(proof);
}

size_t row_of_leaf(Forger& forger, size_t air, uint32_t space, uint32_t label) {
  for (size_t row = 0; row < forger.height(air); ++row) {
    if (forger.value(air, row, "in_use") == 1 && forger.value(air, row, "address_space") == space &&
        forger.value(air, row, "leaf_label") == label)
      return row;
  }
  ADD_FAILURE() << "no row of " << space << ":" << label;
  return 0;
}
Forger& ends_of(DishonestRun& run) { return run.proofs[run.ends()]; }

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

// --- Attacks ---------------------------------------------------------------------------------------------

TEST(RootedRunAttack, TheHonestProofsAreAccepted) {
  for (const WantedRoots roots : {kStart, kBoth})
    EXPECT_EQ(verdict_on(roots, [](DishonestRun&) {}), "accepted");
}

// Lemma 12: the claimed roots are the proof's, and there are as many.
TEST(RootedRunAttack, Attack14OtherRootsThanTheClaimed) {
  EXPECT_THAT(verdict_on_altered(kBoth, [](auto& claim) { claim.ledger.initial_root[0] += BabyBear::one(); }),
              HasSubstr("the initial root claimed is"));
  EXPECT_THAT(verdict_on_altered(kBoth, [](auto& claim) { claim.ledger.final_root[7] += BabyBear::one(); }),
              HasSubstr("the final root claimed is"));
  EXPECT_THAT(verdict_on(kStart,
                         [](DishonestRun& run) {
                           const Digest start = run.claim.ledger.initial_root;
                           run.claim.ledger.set_roots(start, start);
                         }),
              HasSubstr("shows nothing of the end, of which a root is claimed"));
  EXPECT_THAT(verdict_on(kBoth,
                         [](DishonestRun& run) {
                           run.claim.ledger.set_roots(run.claim.ledger.initial_root, std::nullopt);
                         }),
              HasSubstr("has a final root, which is not claimed"));
  EXPECT_THAT(verdict_on(kBoth,
                         [](DishonestRun& run) {
                           run.claim.ledger.set_start(run.claim.hash, {});
                           run.claim.ledger.initial_root = run.claim.ledger.final_root = {};
                         }),
              HasSubstr("its proof has roots, which are not claimed"));
  DishonestRun from_image(input_of({}));
  from_image.claim.ledger.set_roots(honest_proof(kBoth).claim->initial_root(), std::nullopt);
  ZkProof without = from_image.prove();
  global_run_of(without).start_image = {};
  EXPECT_THAT(verdict(without), HasSubstr("its proof has no roots"));
}

// Lemma 12: which end it is, is in the proof.
TEST(RootedRunAttack, Attack14TheProofSaysAnotherEnd) {
  for (const WantedRoots roots : {kStart, kBoth}) {
    EXPECT_THAT(verdict_on(roots,
                           [&](DishonestRun& run) {
                             BabyBear& end =
                                 ends_of(run).owned(kAirRootedEnds).public_values[ledger_public::kFreeEnd];
                             end = BabyBear::one() - end;
                           }),
                HasSubstr("its proof is rejected"));
  }
}

// Lemma 15: an image beside a root would be a second start.
TEST(RootedRunAttack, Attack26ARootAndAnImage) {
  EXPECT_THAT(verdict_on_altered(kBoth, [](auto& claim) { claim.start_image.log_height = 1; }),
              HasSubstr("starts from a root, and it names an image besides"));
  const DishonestRun other(input_of({}));
  for (const size_t air : {size_t{kAirStartImage}, size_t{kAirLedgerEnds}}) {
    DishonestRun run(input_of(kBoth));
    DishonestRun from = other;
    ends_of(run).owned(air) = ends_of(from).owned(air);
    const ZkProof proof = run.prove({}, [](DishonestRun& proven) { proven.claim.start_image = {}; });
    EXPECT_THAT(verdict(proof), HasSubstr("its proof has roots, and a ")) << air;
  }
}

// Lemma 15: the start is under the root; and it is the program's.
TEST(RootedRunAttack, Attack26AnotherStart) {
  for (const WantedRoots roots : {kStart, kBoth}) {
    EXPECT_THAT(verdict(honest_proof(roots), 8), HasSubstr("the run starts on the memory with root"));
    EXPECT_THAT(verdict_on(roots,
                           [](DishonestRun& run) {
                             const size_t row = row_of_leaf(ends_of(run), kAirRootedEnds, 2, kData / 8);
                             for (const char* column : {"start__1", "final__1"})
                               ends_of(run).set(kAirRootedEnds, row, column, 3);
                             for (size_t k = 0; k < run.ends(); ++k) {
                               const size_t touched =
                                   row_of_leaf(run.proofs[k], kAirSegmentBoundary, 2, kData / 8);
                               for (const char* column : {"initial__1", "final__1"})
                                 run.proofs[k].set(kAirSegmentBoundary, touched, column, 3);
                             }
                           }),
                HasSubstr("its proof is rejected"));
  }
}

// Lemmas 6 and 10: the end is what the last segment has left, and the public values are from there.
TEST(RootedRunAttack, Attack14AnEndThatNobodyLeft) {
  for (const WantedRoots roots : {kStart, kBoth}) {
    EXPECT_THAT(verdict_on(roots, [](DishonestRun& run) { ++run.claim.ledger.revealed[1].values[0]; }),
                HasSubstr(kUnbalanced));
    EXPECT_THAT(verdict_on(roots,
                           [](DishonestRun& run) {
                             const size_t row = row_of_leaf(ends_of(run), kAirRootedEnds, 3, 1);
                             ends_of(run).set(kAirRootedEnds, row, "revealed", 0);
                           }),
                HasSubstr(kUnbalanced));
    EXPECT_THAT(verdict_on(roots,
                           [](DishonestRun& run) {
                             const size_t row = row_of_leaf(ends_of(run), kAirRootedEnds, 2, kData / 8 + 8);
                             ends_of(run).set(kAirRootedEnds, row, "final__0", 5);
                           }),
                HasSubstr(roots.final ? "its proof is rejected" : kUnbalanced));
  }
}

// Lemma 1: ends have their chips, and nothing of a segment.
TEST(RootedRunAttack, Attack09EndsWithoutTheirChips) {
  for (const size_t air : {size_t{kAirEndsMerkle}, size_t{kAirEndsHash}}) {
    EXPECT_THAT(verdict_on(kBoth, [&](DishonestRun& run) { ends_of(run).remove(air); }), HasSubstr(" of "))
        << air;
  }
  EXPECT_NE(verdict_on(kBoth, [](DishonestRun& run) { ends_of(run).remove(kAirRootedEnds); }), "accepted");
  EXPECT_THAT(verdict_on(kBoth,
                         [](DishonestRun& run) {
                           ends_of(run).owned(kAirSegmentBoundary) = run.proofs[0].owned(kAirSegmentBoundary);
                         }),
              HasSubstr("its proof "));
}

}  // namespace
}  // namespace zkmem
