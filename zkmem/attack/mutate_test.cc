// Altered proofs: they differ, they are the same for the same seed, and the verifier rejects them.
#include "zkmem/attack/mutate.h"

#include <algorithm>
#include <atomic>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "zkmem/attack/attack.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/sdk/testing/dishonest_run.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/statement/verify.h"

namespace zkmem::attack {
namespace {

using testing::shared_keys;

LogFile small_log(BoundaryMode mode) {
  return testing::random_log(testing::tiny_config(MemoryProfile::kHybrid, mode), 5, 30);
}

// Two segments of a log.
const ZkProof& chained_log() {
  static const ZkProof proof =
      testing::prove_log(testing::input_of(small_log(BoundaryMode::kPersistent), 20), "mutated_log").value();
  return proof;
}

Mutator mutator_of(const ZkProof& proof) { return Mutator::of(encode_zkproof(proof)).value(); }

// Of a verifier who takes any statement of this configuration.
auto verdict_for(const ZkProof& original) {
  return [config = original.claim->config](const ZkProof& proof) {
    VerificationOptions options;
    options.config = config;
    options.allow_weak_params = true;
    options.exit_code.reset();
    const auto report = verify_zkproof(Context{}, shared_keys(), proof, options);
    return report.ok() ? std::string(kAccepted) : report.error().message;
  };
}

void expect_all_rejected(const ZkProof& proof, uint64_t count) {
  const auto verdict = verdict_for(proof);
  ASSERT_EQ(verdict(proof), kAccepted);
  const auto counts = mutate(Context{}, mutator_of(proof), count, 3, verdict);
  ASSERT_TRUE(counts.ok());
  const MutationCounts::OfKind all = counts->total();
  EXPECT_EQ(counts->accepted, std::vector<std::string>());
  EXPECT_EQ(all.made, count);
  uint64_t rejected = 0;
  for (const auto& [stage, number] : all.rejected) rejected += number;
  EXPECT_EQ(rejected + all.unbound_witnesses, count);
  // Each layer had something to reject.
  for (const char* stage : {"file", "statement", "logup-gkr", "batched constraints", "whir"})
    EXPECT_TRUE(all.rejected.contains(stage)) << stage;
  for (const auto& [kind, one] : counts->kinds) EXPECT_GT(one.made, count / 8) << kind;
}

TEST(Mutate, EveryAlteredProofOfALogIsRejected) { expect_all_rejected(chained_log(), 600); }

TEST(Mutate, EveryAlteredProofOfALogInGlobalMemoryIsRejected) {
  expect_all_rejected(
      testing::prove_log(testing::global_input_of(small_log(BoundaryMode::kGlobal), 20), "mutated_ledger")
          .value(),
      600);
}

TEST(Mutate, EveryAlteredProofOfAProgramIsRejected) {
  expect_all_rejected(
      testing::proven_global_run(testing::global_run_input(testing::accumulating_elf(7), 150)), 300);
}

TEST(Mutate, AVerifierThatAcceptsEverythingIsFound) {
  const auto counts = mutate(Context{}, mutator_of(chained_log()), 400, 1,
                             [](const ZkProof&) { return std::string(kAccepted); });
  ASSERT_TRUE(counts.ok());
  const MutationCounts::OfKind all = counts->total();
  EXPECT_EQ(counts->accepted.size(), 100u);
  EXPECT_GT(all.accepted, 200u);
  // What does not decode never came before it.
  EXPECT_EQ(all.rejected.size(), 1u);
  EXPECT_EQ(all.accepted + all.unbound_witnesses + all.rejected.at("file"), 400u);
}

// One that looks at everything but the statement's parts is found by segments that are moved.
TEST(Mutate, AVerifierThatForgetsTheOrderOfSegmentsIsFound) {
  const ZkProof original = chained_log();
  std::multiset<std::vector<uint8_t>> wanted(original.segment_proofs.begin(), original.segment_proofs.end());
  const auto counts = mutate(Context{}, mutator_of(original), 600, 1, [&](const ZkProof& proof) {
    const std::multiset<std::vector<uint8_t>> given(proof.segment_proofs.begin(), proof.segment_proofs.end());
    const bool is_same_claim = proof.claim == original.claim;
    return is_same_claim && given == wanted ? std::string(kAccepted) : std::string("no");
  });
  ASSERT_TRUE(counts.ok());
  ASSERT_FALSE(counts->accepted.empty());
  for (const std::string& one : counts->accepted)
    EXPECT_EQ(one.substr(0, one.find(" of segments")), "swap: proof") << one;
}

TEST(Mutate, EndsWhenItIsCancelled) {
  const std::atomic<bool> cancel = true;
  Context context;
  context.cancel = &cancel;
  const auto counts =
      mutate(context, mutator_of(chained_log()), 10, 1, [](const ZkProof&) { return std::string("no"); });
  ASSERT_FALSE(counts.ok());
  EXPECT_EQ(counts.error().kind, ErrorKind::kCancelled);
}

TEST(Mutate, StagesAreToldByTheirWords) {
  EXPECT_EQ(stage_of("segment 0 of 2: its proof is rejected: whir: Merkle root"), "whir");
  EXPECT_EQ(stage_of("segment 0 of 2: its proof does not decode: byte 3"), "file");
  EXPECT_EQ(stage_of("the proof has no segments"), "statement");
}

TEST(Mutator, MakesOtherBytesAndTheSameOnesForASeed) {
  const std::vector<uint8_t> file = encode_zkproof(chained_log());
  const Mutator mutator = Mutator::of(file).value();
  std::set<std::vector<uint8_t>> made;
  std::set<std::string_view> kinds;
  size_t decoded = 0;
  for (uint64_t index = 0; index < 400; ++index) {
    const Mutant mutant = mutator.make(9, index);
    EXPECT_NE(mutant.bytes, file) << mutant.place;
    EXPECT_FALSE(mutant.place.empty());
    made.insert(mutant.bytes);
    kinds.insert(mutant.kind);
    if (decode_zkproof(mutant.bytes).ok()) ++decoded;
  }
  EXPECT_GT(made.size(), 250u);  // few ways to swap two segments
  EXPECT_EQ(kinds.size(), std::size(kMutations));
  EXPECT_GT(decoded, 150u);
  EXPECT_EQ(mutator.make(9, 17).bytes, Mutator::of(file)->make(9, 17).bytes);
  EXPECT_NE(mutator.make(9, 17).bytes, mutator.make(10, 17).bytes);
}

// What it leaves of an only segment, which cannot be swapped with another.
TEST(Mutator, AltersAProofOfOneSegment) {
  const ZkProof proof =
      testing::prove_log(testing::input_of(small_log(BoundaryMode::kVolatile)), "mutated_volatile").value();
  ASSERT_EQ(proof.segment_proofs.size(), 1u);
  expect_all_rejected(proof, 300);
}

TEST(Mutator, RefusesWhatIsNoProof) {
  std::vector<uint8_t> file = encode_zkproof(chained_log());
  file.pop_back();
  EXPECT_FALSE(Mutator::of(file).ok());
  EXPECT_FALSE(Mutator::of({}).ok());
  ZkProof broken = chained_log();
  broken.segment_proofs[1].pop_back();
  const auto mutator = Mutator::of(encode_zkproof(broken));
  ASSERT_FALSE(mutator.ok());
  EXPECT_EQ(mutator.error().message.substr(0, 10), "segment 1:");
}

// Row 31's exception, told from all others.
TEST(Mutate, OnlyTheLastWitnessesAreUnbound) {
  const ZkProof original = chained_log();
  const auto altered = [&](const auto& change) {
    ZkProof proof = original;
    Proof segment = decode_proof(proof.segment_proofs[0]).value();
    change(segment.whir_proof);
    proof.segment_proofs[0] = encode_proof(segment);
    return differs_in_last_witnesses_only(original, proof);
  };
  EXPECT_TRUE(altered([](WhirProof& p) { p.query_phase_pow_witnesses.back() += BabyBear::one(); }));
  EXPECT_TRUE(altered([](WhirProof& p) { p.folding_pow_witnesses.back() += BabyBear::one(); }));
  EXPECT_FALSE(altered([](WhirProof& p) { p.folding_pow_witnesses.front() += BabyBear::one(); }));
  EXPECT_FALSE(altered([](WhirProof& p) { p.final_poly[0] += Ext4::one(); }));
  ZkProof other = original;
  ++testing::claim_of(other).segments[1].clock_end;
  EXPECT_FALSE(differs_in_last_witnesses_only(original, other));
}

}  // namespace
}  // namespace zkmem::attack
