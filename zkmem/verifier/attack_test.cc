// What broke in other verifiers, tried on this one: each test is named after its line in the attack catalogue
// and ends in a rejection by the check that is there for it.
#include <algorithm>

#include <gtest/gtest.h>

#include "zkmem/protocol/golden_cases.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/verifier/attack_harness.h"
#include "zkmem/verifier/dag_evaluator.h"
#include "zkmem/verifier/verify.h"

namespace zkmem {
namespace {

using testing::AttackedProof;
using Check = VerifierCheck;

void expect_rejected(const VerifyingKey& key, const Proof& proof, Check check) {
  const Verdict verdict = verify(key, proof);
  ASSERT_FALSE(verdict.ok()) << "expected: " << name_of(check);
  EXPECT_STREQ(name_of(verdict.error().check), name_of(check)) << verdict.error().message();
}

void expect_rejected(const VerifyingKey& key, const Proof& proof) { EXPECT_FALSE(verify(key, proof).ok()); }

TEST(Attack08, DuplicateMissingAndReorderedAirs) {
  const AttackedProof attacked("swirl/small/mixture");
  Proof duplicate = attacked.proof();
  duplicate.trace_vdata.push_back(duplicate.trace_vdata[0]);
  expect_rejected(attacked.key(), duplicate, Check::kTraceVDataCount);
  Proof twice = attacked.proof();
  twice.public_values.push_back({});
  expect_rejected(attacked.key(), twice, Check::kPublicValueLists);

  for (size_t air = 0; air < attacked.proof().trace_vdata.size(); ++air) {
    Proof missing = attacked.proof();
    missing.trace_vdata[air].reset();
    expect_rejected(attacked.key(), missing);
    for (size_t other = 0; other < air; ++other) {
      Proof reordered = attacked.proof();
      std::swap(reordered.trace_vdata[air], reordered.trace_vdata[other]);
      if (reordered.trace_vdata != attacked.proof().trace_vdata) expect_rejected(attacked.key(), reordered);
    }
  }
}

TEST(Attack08, AnAbsentAirCannotBeClaimedPresent) {
  const AttackedProof attacked("swirl/small/fib3_one_absent");
  Proof present = attacked.proof();
  ASSERT_FALSE(present.trace_vdata[1].has_value());
  present.trace_vdata[1] = present.trace_vdata[0];
  expect_rejected(attacked.key(), present, Check::kPublicValues);
  present.public_values[1] = present.public_values[0];
  expect_rejected(attacked.key(), present, Check::kNumeratorTerms);
  Proof values = attacked.proof();
  values.public_values[1] = {BabyBear::one()};
  expect_rejected(attacked.key(), values, Check::kAbsentAirPublicValues);
}

TEST(Attack09, ARequiredAirMustBePresent) {
  const AttackedProof attacked("openvm-v2/mem_a_tiny/small");
  size_t required = 0;
  for (size_t air = 0; air < attacked.key().inner.per_air.size(); ++air) {
    if (!attacked.key().inner.per_air[air].is_required) continue;
    ++required;
    Proof omitted = attacked.proof();
    omitted.trace_vdata[air].reset();
    omitted.public_values[air].clear();
    expect_rejected(attacked.key(), omitted, Check::kRequiredAir);
  }
  EXPECT_GT(required, 0U);
}

// The key's pre-hash is kept, so that the transcript is the honest one and only the fingerprints differ.
TEST(Attack10, AZeroPaddedTupleIsAnotherMessage) {
  const AttackedProof attacked("swirl/small/interactions");
  VerifyingKey key = attacked.key();
  ConstraintDag& dag = key.inner.per_air[0].symbolic_constraints;
  DagNode zero;
  zero.kind = NodeKind::kConstant;
  dag.nodes.push_back(zero);
  dag.interactions[0].message.push_back(static_cast<uint32_t>(dag.nodes.size() - 1));
  expect_rejected(key, attacked.proof(), Check::kBatchClaim);
}

TEST(Attack10, EqualTuplesOnTwoBusesAreTwoMessages) {
  const AttackedProof attacked("swirl/small/interactions");
  VerifyingKey key = attacked.key();
  key.inner.per_air[0].symbolic_constraints.interactions[0].bus_index ^= 1;
  expect_rejected(key, attacked.proof(), Check::kBatchClaim);
}

TEST(Attack11, TheLastBusIndexDoesNotWrap) {
  DagInteraction interaction;
  interaction.message = {0};
  const std::vector<Ext4> nodes = {Ext4::from_canonical(5)};
  const Ext4 beta({BabyBear::from_canonical(3), BabyBear::one(), BabyBear::zero(), BabyBear::two()});
  interaction.bus_index = 65535;
  EXPECT_EQ(fingerprint(interaction, nodes, beta), nodes[0] + beta * BabyBear::from_canonical(65536));
  const AttackedProof attacked("swirl/small/interactions");
  VerifyingKey key = attacked.key();
  for (AirVerifyingKey& air : key.inner.per_air) air.symbolic_constraints.interactions[0].bus_index = 65535;
  expect_rejected(key, attacked.proof(), Check::kBatchClaim);
}

TEST(Attack15, TheLogUpSumsAreObservedAndChecked) {
  const Ext4 one = Ext4::one();
  // Without interactions both sums must be zero, and the root is fixed.
  const AttackedProof fib("swirl/small/fib");
  Proof numerator = fib.proof();
  numerator.batch_constraint_proof.numerator_term_per_air[0] += one;
  expect_rejected(fib.key(), numerator, Check::kNumeratorSum);
  Proof denominator = fib.proof();
  denominator.batch_constraint_proof.denominator_term_per_air[0] += one;
  expect_rejected(fib.key(), denominator, Check::kDenominatorSum);
  Proof root = fib.proof();
  root.gkr_proof.q0_claim += one;
  expect_rejected(fib.key(), root, Check::kDenominatorWithoutInteractions);

  // Shifting between two traces keeps the sums: every pair, so also to and from traces without interactions.
  const AttackedProof mixture("swirl/small/mixture");
  const size_t traces = mixture.proof().batch_constraint_proof.numerator_term_per_air.size();
  for (size_t from = 0; from < traces; ++from) {
    for (size_t to = 0; to < traces; ++to) {
      if (from == to) continue;
      Proof shifted = mixture.proof();
      shifted.batch_constraint_proof.numerator_term_per_air[from] -= one;
      shifted.batch_constraint_proof.numerator_term_per_air[to] += one;
      expect_rejected(mixture.key(), shifted, Check::kBatchUnivariateSum);
    }
  }
}

TEST(Attack15, AnUnbalancedRootIsRejected) {
  const AttackedProof attacked("swirl/small/interactions");
  Proof unbalanced = attacked.proof();
  unbalanced.gkr_proof.claims_per_layer[0].p_xi_0 += Ext4::one();
  expect_rejected(attacked.key(), unbalanced, Check::kRootNumerator);
  // The zero fraction: all of it zero.
  Proof zero = attacked.proof();
  zero.gkr_proof.q0_claim = Ext4::zero();
  zero.gkr_proof.claims_per_layer[0] = {};
  expect_rejected(attacked.key(), zero);
}

TEST(Attack16, AProofIsForOneKeyOnly) {
  std::vector<std::string> cases = testing::golden_proof_cases();
  std::erase_if(cases, [](const std::string& name) { return !name.starts_with("swirl/"); });
  for (const std::string& proof_of : cases) {
    const std::vector<uint8_t> proof = testing::golden_bytes(proof_of + "/proof.bin");
    for (const std::string& key_of : cases) {
      const std::vector<uint8_t> key_bytes = testing::golden_bytes(key_of + "/vk.postcard");
      const bool same_key = key_bytes == testing::golden_bytes(proof_of + "/vk.postcard");
      EXPECT_EQ(verify_bytes(*decode_verifying_key(key_bytes), proof).ok(), same_key)
          << proof_of << " " << key_of;
    }
  }
}

TEST(Attack17, OneTraceHasOneHeight) {
  for (const char* name : {"swirl/small/fib", "swirl/small/interactions", "swirl/small/prep_cached"}) {
    const AttackedProof attacked(name);
    for (uint32_t height = 0; height <= 12; ++height) {
      for (size_t air = 0; air < attacked.proof().trace_vdata.size(); ++air) {
        if (attacked.proof().trace_vdata[air]->log_height == height) continue;
        Proof other = attacked.proof();
        other.trace_vdata[air]->log_height = height;
        expect_rejected(attacked.key(), other);
      }
    }
    // The honest height plus p is another number here, not another spelling.
    Proof alias = attacked.proof();
    alias.trace_vdata[0]->log_height += BabyBear::kModulus;
    expect_rejected(attacked.key(), alias, Check::kLogHeight);
  }
}

TEST(Attack17, APreprocessedTraceHasTheKeysHeight) {
  const AttackedProof attacked("swirl/small/prep_cached");
  VerifyingKey key = attacked.key();
  key.inner.per_air[0].preprocessed_data->hypercube_dim += 1;
  expect_rejected(key, attacked.proof(), Check::kPreprocessedHeight);
}

TEST(Attack04, HeightsAreBoundedByTheKey) {
  const AttackedProof attacked("swirl/small/interactions");
  VerifyingKey key = attacked.key();
  key.inner.trace_height_constraints[0].threshold = 1;
  expect_rejected(key, attacked.proof(), Check::kTraceHeightSum);
}

// Every dimension that a proof states must be the one that the key and the heights imply.
TEST(Attack29, NoDimensionComesFromTheProof) {
  const AttackedProof attacked("swirl/small/prep_cached");
  const auto reject_with = [&](Check check, auto change) {
    Proof changed = attacked.proof();
    change(changed);
    expect_rejected(attacked.key(), changed, check);
  };
  const Ext4 zero;
  const Commitment digest = {};
  reject_with(Check::kGkrLayers, [](Proof& p) { p.gkr_proof.claims_per_layer.emplace_back(); });
  reject_with(Check::kGkrSumcheckLayers, [](Proof& p) { p.gkr_proof.sumcheck_polys.emplace_back(); });
  reject_with(Check::kNumeratorTerms,
              [&](Proof& p) { p.batch_constraint_proof.numerator_term_per_air.push_back(zero); });
  reject_with(Check::kDenominatorTerms,
              [](Proof& p) { p.batch_constraint_proof.denominator_term_per_air.clear(); });
  reject_with(Check::kBatchUnivariateCoefficients,
              [&](Proof& p) { p.batch_constraint_proof.univariate_round_coeffs.push_back(zero); });
  reject_with(Check::kBatchRounds,
              [](Proof& p) { p.batch_constraint_proof.sumcheck_round_polys.pop_back(); });
  reject_with(Check::kBatchRoundValues,
              [&](Proof& p) { p.batch_constraint_proof.sumcheck_round_polys[1].push_back(zero); });
  reject_with(Check::kOpenedTraces,
              [](Proof& p) { p.batch_constraint_proof.column_openings.emplace_back(); });
  reject_with(Check::kOpenedParts, [](Proof& p) { p.batch_constraint_proof.column_openings[0].pop_back(); });
  reject_with(Check::kOpenedColumns,
              [](Proof& p) { p.batch_constraint_proof.column_openings[0][2].pop_back(); });
  reject_with(Check::kStackingUnivariateCoefficients,
              [](Proof& p) { p.stacking_proof.univariate_round_coeffs.pop_back(); });
  reject_with(Check::kStackingRounds, [](Proof& p) { p.stacking_proof.sumcheck_round_polys.pop_back(); });
  reject_with(Check::kStackingCommitments, [](Proof& p) { p.stacking_proof.stacking_openings.pop_back(); });
  reject_with(Check::kStackingOpenings,
              [&](Proof& p) { p.stacking_proof.stacking_openings[1].push_back(zero); });
  reject_with(Check::kWhirSumcheckRounds, [](Proof& p) { p.whir_proof.whir_sumcheck_polys.pop_back(); });
  reject_with(Check::kCodewordCommitments,
              [&](Proof& p) { p.whir_proof.codeword_commits.push_back(digest); });
  reject_with(Check::kOutOfDomainValues, [](Proof& p) { p.whir_proof.ood_values.pop_back(); });
  reject_with(Check::kFoldingWitnesses, [](Proof& p) { p.whir_proof.folding_pow_witnesses.pop_back(); });
  reject_with(Check::kQueryPhaseWitnesses,
              [](Proof& p) { p.whir_proof.query_phase_pow_witnesses.pop_back(); });
  reject_with(Check::kInitialCommitments, [](Proof& p) { p.whir_proof.initial_round_openings.pop_back(); });
  reject_with(Check::kInitialQueries, [](Proof& p) { p.whir_proof.initial_num_leaves -= 1; });
  reject_with(Check::kInitialWidth, [](Proof& p) { p.whir_proof.initial_round_openings[0].width += 1; });
  reject_with(Check::kInitialRows, [](Proof& p) { p.whir_proof.initial_round_openings[3].rows.pop_back(); });
  reject_with(Check::kCodewordRounds, [](Proof& p) { p.whir_proof.codeword_openings.pop_back(); });
  reject_with(Check::kCodewordQueries, [](Proof& p) { p.whir_proof.codeword_openings[0].num_leaves += 1; });
  reject_with(Check::kCodewordValues, [](Proof& p) { p.whir_proof.codeword_openings[1].values.pop_back(); });
  reject_with(Check::kFinalPolynomialLength, [&](Proof& p) { p.whir_proof.final_poly.push_back(zero); });
  VerifyingKey narrow = attacked.key();
  narrow.inner.params.w_stack = 3;  // the statement stacks into four columns
  expect_rejected(narrow, attacked.proof(), Check::kStackedWidth);
}

TEST(Attack30, DegenerateStatements) {
  expect_rejected(VerifyingKey{}, Proof{}, Check::kWellFormed);
  const AttackedProof attacked("swirl/small/fib");
  expect_rejected(attacked.key(), Proof{}, Check::kTraceVDataCount);
  Proof nobody = attacked.proof();
  nobody.trace_vdata[0].reset();
  nobody.public_values[0].clear();
  expect_rejected(attacked.key(), nobody, Check::kPresentTraces);
  VerifyingKey no_airs = attacked.key();
  no_airs.inner.per_air.clear();
  no_airs.inner.trace_height_constraints.clear();
  Proof nothing = attacked.proof();
  nothing.trace_vdata.clear();
  nothing.public_values.clear();
  expect_rejected(no_airs, nothing, Check::kPresentTraces);
  VerifyingKey no_rounds = attacked.key();
  no_rounds.inner.params.whir.rounds.clear();
  expect_rejected(no_rounds, attacked.proof(), Check::kWellFormed);
  EXPECT_FALSE(verify_bytes(attacked.key(), {}).ok());
}

TEST(Attack35, EverySiblingOfEveryPathCounts) {
  const AttackedProof attacked("swirl/small/prep_cached");
  const auto change_each = [&](auto paths_of) {
    Proof changed = attacked.proof();
    std::vector<Commitment>& paths = paths_of(changed);
    for (size_t i = 0; i < paths.size(); ++i) {
      const Commitment original = paths[i];
      uint32_t& word = paths[i].words[i % Commitment::kWords];
      word = (word + 1) % BabyBear::kModulus;
      EXPECT_EQ(attacked.verify(changed).error().check, Check::kMerkleRoot) << i;
      paths[i] = Commitment{};  // an absent child
      EXPECT_EQ(attacked.verify(changed).error().check, Check::kMerkleRoot) << i;
      paths[i] = original;
    }
  };
  for (size_t commit = 0; commit < 4; ++commit)
    change_each([&](Proof& p) -> std::vector<Commitment>& {
      return p.whir_proof.initial_round_openings[commit].siblings;
    });
  for (size_t round = 0; round < 2; ++round)
    change_each(
        [&](Proof& p) -> std::vector<Commitment>& { return p.whir_proof.codeword_openings[round].siblings; });
}

// A word and the same word plus p would be one element to the hash: only the lesser is a commitment's word.
TEST(Attack35, ACommitmentsWordIsNotReduced) {
  const AttackedProof attacked("swirl/small/prep_cached");
  const auto reject_with = [&](auto commitment_of) {
    Proof changed = attacked.proof();
    Commitment& commitment = commitment_of(changed);
    for (uint32_t& word : commitment.words) {
      const uint32_t original = word;
      word += BabyBear::kModulus;
      expect_rejected(attacked.key(), changed, Check::kCommitmentWord);
      EXPECT_FALSE(verify_bytes(attacked.key(), encode_proof(changed)).ok());
      word = original;
    }
  };
  reject_with([](Proof& p) -> Commitment& { return p.common_main_commit; });
  reject_with([](Proof& p) -> Commitment& {
    return std::find_if(
               p.trace_vdata.begin(), p.trace_vdata.end(),
               [](const auto& data) { return data.has_value() && !data->cached_commitments.empty(); })
        ->value()
        .cached_commitments[0];
  });
  reject_with([](Proof& p) -> Commitment& { return p.whir_proof.codeword_commits[0]; });
  reject_with([](Proof& p) -> Commitment& { return p.whir_proof.initial_round_openings[1].siblings[3]; });
  reject_with([](Proof& p) -> Commitment& { return p.whir_proof.codeword_openings[0].siblings[3]; });
  VerifyingKey key = attacked.key();
  key.pre_hash.words[5] += BabyBear::kModulus;
  expect_rejected(key, attacked.proof(), Check::kWellFormed);
  key = attacked.key();
  for (AirVerifyingKey& air : key.inner.per_air) {
    if (air.preprocessed_data) air.preprocessed_data->commit.words[0] += BabyBear::kModulus;
  }
  expect_rejected(key, attacked.proof(), Check::kWellFormed);
}

TEST(Attack36, OpeningsOfEveryOtherDepth) {
  const AttackedProof attacked("swirl/small/interactions");
  const uint32_t queries = attacked.proof().whir_proof.initial_num_leaves;
  const uint32_t honest = attacked.proof().whir_proof.initial_merkle_depth;
  for (uint32_t depth = 0; depth <= honest + 2; ++depth) {
    if (depth == honest) continue;
    Proof changed = attacked.proof();
    WhirProof& whir = changed.whir_proof;
    whir.initial_merkle_depth = depth;
    whir.initial_round_openings[0].siblings.resize(size_t{queries} * depth);
    expect_rejected(attacked.key(), changed, Check::kInitialDepth);
    whir.initial_merkle_depth = honest;
    expect_rejected(attacked.key(), changed, Check::kInitialPaths);
  }
  for (uint32_t depth = 1; depth < 10; ++depth) {
    Proof changed = attacked.proof();
    if (depth == changed.whir_proof.codeword_merkle_depth) continue;
    changed.whir_proof.codeword_merkle_depth = depth;
    expect_rejected(attacked.key(), changed, Check::kCodewordDepth);
    changed = attacked.proof();
    changed.whir_proof.codeword_openings[1].siblings.resize(depth);
    expect_rejected(attacked.key(), changed, Check::kCodewordPaths);
  }
}

// A query's rows replaced by their own digest's preimage one level up: the count of row elements is the
// key's.
TEST(Attack36, AnInnerNodeIsNoLeaf) {
  const AttackedProof attacked("swirl/small/interactions");
  Proof changed = attacked.proof();
  InitialRoundOpening& opening = changed.whir_proof.initial_round_openings[0];
  opening.width = kDigestWidth;
  opening.rows.assign(opening.rows.size() * kDigestWidth, BabyBear::one());
  expect_rejected(attacked.key(), changed, Check::kInitialWidth);
}

}  // namespace
}  // namespace zkmem
