// What broke in other verifiers, tried on a real proof of one segment: its shape, its sums, its encoding, its
// openings, and the messages that its key knows.
#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "zkmem/attack/lists.h"
#include "zkmem/attack/suite.h"
#include "zkmem/base/check.h"
#include "zkmem/hash/simd_backend.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/statement/memory/statement.h"
#include "zkmem/verifier/verify.h"

namespace zkmem::attack {
namespace {

ZKMEM_ATTACKS_OF_THIS_FILE

using Check = VerifierCheck;

class ProofAttack : public Suite {
 public:
  explicit ProofAttack(Trials& trials) : Suite(trials), honest_(kept(setting())) {}

 protected:
  struct Honest {
    std::shared_ptr<const VerifyingKey> key;
    Proof proof;
    std::vector<uint8_t> bytes;
    ZkProof file;
  };

  static std::string text_of(const Verdict& verdict) {
    return verdict.ok() ? std::string(kAccepted) : verdict.error().message();
  }
  static std::string verdict_of(const VerifyingKey& key, const Proof& proof) {
    VerifyOptions options;
    options.hash = &simd_hash_backend();
    return text_of(verify(key, proof, options));
  }
  std::string verdict_of(const std::vector<uint8_t>& bytes) const {
    keep(bytes);
    VerifyOptions options;
    options.hash = &simd_hash_backend();
    return text_of(verify_bytes(*honest_.key, bytes, options));
  }
  template <class Change>
  std::string verdict_on(const Change& change) const {
    Proof proof = honest_.proof;
    change(proof);
    if (trials_.keeps_judged()) keep(encode_proof(proof));
    return verdict_of(*honest_.key, proof);
  }
  // The key's pre-hash stays, so that the transcript is the honest one.
  template <class Change>
  std::string verdict_under(const Change& change) const {
    VerifyingKey key = *honest_.key;
    change(key);
    return verdict_of(key, honest_.proof);
  }
  template <class Change>
  void rejected_on(Check check, const Change& change) const {
    rejected(verdict_on(change), has(name_of(check)));
  }

  // The present AIRs, in key order.
  std::vector<size_t> present() const {
    std::vector<size_t> airs;
    for (size_t air = 0; air < honest_.proof.trace_vdata.size(); ++air)
      if (honest_.proof.trace_vdata[air]) airs.push_back(air);
    return airs;
  }
  size_t first_with_interactions() const {
    for (const size_t air : present())
      if (!honest_.key->inner.per_air[air].symbolic_constraints.interactions.empty()) return air;
    ZKMEM_CHECK(false && "no AIR interacts");
    return 0;
  }

  const Honest& honest_;

 private:
  // In the place of the honest segment.
  void keep(const std::vector<uint8_t>& segment) const {
    ZkProof file = honest_.file;
    file.segment_proofs.at(0) = segment;
    judged({file, &file.claim->config});
  }
  static const Honest& kept(const testing::ProverSetting& setting) {
    static std::map<ParameterFamily, Honest> all;
    if (const auto found = all.find(setting.parameters); found != all.end()) return found->second;
    const MemoryConfig config = testing::tiny_config(MemoryProfile::kHybrid);
    MemoryInput input = testing::input_of(testing::random_log(config, 7, 30));
    input.parameters.family = setting.parameters;
    const ZkProof file = testing::prove_log(input, "attacked_proof", setting.context.threads).value();
    KeyCache& keys = testing::shared_keys();
    Honest honest{segment_keys(keys, *file.claim).value().at(0),
                  decode_proof(file.segment_proofs.at(0)).value(), file.segment_proofs.at(0), file};
    return all.emplace(setting.parameters, std::move(honest)).first->second;
  }
};

ZKMEM_ATTACK(ProofAttack, TheHonestProofIsAccepted) {
  accepted(verdict_on([](Proof&) {}));
  accepted(verdict_of(honest_.bytes));
}

ZKMEM_ATTACK(ProofAttack, Attack04MoreRowsThanTheKeyBounds) {
  rejected(verdict_under([](VerifyingKey& key) {
             for (auto& bound : key.inner.trace_height_constraints) bound.threshold = 1;
           }),
           has(name_of(Check::kTraceHeightSum)));
}

ZKMEM_ATTACK(ProofAttack, Attack08AnAirTwiceMissingOrElsewhere) {
  rejected_on(Check::kTraceVDataCount, [](Proof& p) { p.trace_vdata.push_back(p.trace_vdata.back()); });
  rejected_on(Check::kPublicValueLists, [](Proof& p) { p.public_values.emplace_back(); });
  const std::vector<size_t> airs = present();
  for (const size_t air : airs) {
    rejected(verdict_on([&](Proof& p) { p.trace_vdata[air].reset(); }), anything(),
             "without AIR " + std::to_string(air));
    for (const size_t other : airs) {
      const bool is_other = honest_.proof.trace_vdata[air] != honest_.proof.trace_vdata[other];
      if (other >= air || !is_other) continue;
      rejected(verdict_on([&](Proof& p) { std::swap(p.trace_vdata[air], p.trace_vdata[other]); }), anything(),
               std::to_string(air) + " and " + std::to_string(other) + " swapped");
    }
  }
  for (size_t air = 0; air < honest_.proof.trace_vdata.size(); ++air) {
    if (honest_.proof.trace_vdata[air]) continue;
    rejected(verdict_on([&](Proof& p) { p.trace_vdata[air] = TraceVData{}; }), anything(),
             "with AIR " + std::to_string(air));
  }
}

ZKMEM_ATTACK(ProofAttack, Attack10AZeroPaddedTuple) {
  const size_t air = first_with_interactions();
  rejected(verdict_under([&](VerifyingKey& key) {
             ConstraintDag& dag = key.inner.per_air[air].symbolic_constraints;
             DagNode zero;
             zero.kind = NodeKind::kConstant;
             dag.nodes.push_back(zero);
             dag.interactions[0].message.push_back(static_cast<uint32_t>(dag.nodes.size() - 1));
           }),
           has(name_of(Check::kBatchClaim)));
}

ZKMEM_ATTACK(ProofAttack, Attack10EqualTuplesOnTwoBuses) {
  const size_t air = first_with_interactions();
  rejected(verdict_under([&](VerifyingKey& key) {
             key.inner.per_air[air].symbolic_constraints.interactions[0].bus_index ^= 1;
           }),
           has(name_of(Check::kBatchClaim)));
}

// Bus 65535 and a bus 0 that its successor would wrap to.
ZKMEM_ATTACK(ProofAttack, Attack11TheLastBusIndexDoesNotWrap) {
  rejected(verdict_under([](VerifyingKey& key) {
             for (AirVerifyingKey& air : key.inner.per_air)
               for (DagInteraction& interaction : air.symbolic_constraints.interactions)
                 interaction.bus_index = 65535;
           }),
           has(name_of(Check::kBatchClaim)));
}

ZKMEM_ATTACK(ProofAttack, Attack15SumsMovedBetweenTraces) {
  const size_t traces = honest_.proof.batch_constraint_proof.numerator_term_per_air.size();
  rejected_on(Check::kNumeratorSum,
              [](Proof& p) { p.batch_constraint_proof.numerator_term_per_air[0] += Ext4::one(); });
  rejected_on(Check::kDenominatorSum,
              [](Proof& p) { p.batch_constraint_proof.denominator_term_per_air[0] += Ext4::one(); });
  rejected_on(Check::kRootNumerator, [](Proof& p) { p.gkr_proof.claims_per_layer[0].p_xi_0 += Ext4::one(); });
  for (size_t to = 1; to < traces; ++to) {
    rejected_on(Check::kBatchUnivariateSum, [&](Proof& p) {
      p.batch_constraint_proof.numerator_term_per_air[0] -= Ext4::one();
      p.batch_constraint_proof.numerator_term_per_air[to] += Ext4::one();
    });
  }
}

ZKMEM_ATTACK(ProofAttack, Attack16TheKeyOfAnotherStatement) {
  const MemoryConfig config = testing::tiny_config(MemoryProfile::kOpenVmV1);
  const auto key =
      testing::shared_keys()
          .key(memory_statement(), config, setting().parameters,
               static_cast<uint32_t>(honest_.key->inner.params.l_skip + honest_.key->inner.params.n_stack),
               HashSuite::kPoseidon2)
          .value();
  rejected(verdict_of(*key, honest_.proof), anything());
}

ZKMEM_ATTACK(ProofAttack, Attack17OtherHeights) {
  for (const size_t air : present()) {
    const uint32_t height = honest_.proof.trace_vdata[air]->log_height;
    for (const uint32_t other : {height + 1, height - 1, height + BabyBear::kModulus})
      rejected(verdict_on([&](Proof& p) { p.trace_vdata[air]->log_height = other; }), anything(),
               "AIR " + std::to_string(air));
  }
}

// Every dimension that a proof states is what the key and the heights imply.
ZKMEM_ATTACK(ProofAttack, Attack29NoDimensionComesFromTheProof) {
  rejected_on(Check::kGkrLayers, [](Proof& p) { p.gkr_proof.claims_per_layer.emplace_back(); });
  rejected_on(Check::kGkrSumcheckLayers, [](Proof& p) { p.gkr_proof.sumcheck_polys.emplace_back(); });
  rejected_on(Check::kNumeratorTerms,
              [](Proof& p) { p.batch_constraint_proof.numerator_term_per_air.emplace_back(); });
  rejected_on(Check::kDenominatorTerms,
              [](Proof& p) { p.batch_constraint_proof.denominator_term_per_air.pop_back(); });
  rejected_on(Check::kBatchUnivariateCoefficients,
              [](Proof& p) { p.batch_constraint_proof.univariate_round_coeffs.emplace_back(); });
  rejected_on(Check::kBatchRounds,
              [](Proof& p) { p.batch_constraint_proof.sumcheck_round_polys.pop_back(); });
  rejected_on(Check::kBatchRoundValues,
              [](Proof& p) { p.batch_constraint_proof.sumcheck_round_polys[0].emplace_back(); });
  rejected_on(Check::kOpenedTraces,
              [](Proof& p) { p.batch_constraint_proof.column_openings.emplace_back(); });
  rejected_on(Check::kOpenedParts, [](Proof& p) { p.batch_constraint_proof.column_openings[0].pop_back(); });
  rejected_on(Check::kOpenedColumns,
              [](Proof& p) { p.batch_constraint_proof.column_openings[0].back().pop_back(); });
  rejected_on(Check::kStackingUnivariateCoefficients,
              [](Proof& p) { p.stacking_proof.univariate_round_coeffs.pop_back(); });
  rejected_on(Check::kStackingRounds, [](Proof& p) { p.stacking_proof.sumcheck_round_polys.pop_back(); });
  rejected_on(Check::kStackingCommitments, [](Proof& p) { p.stacking_proof.stacking_openings.pop_back(); });
  rejected_on(Check::kStackingOpenings,
              [](Proof& p) { p.stacking_proof.stacking_openings[0].emplace_back(); });
  rejected_on(Check::kWhirSumcheckRounds, [](Proof& p) { p.whir_proof.whir_sumcheck_polys.pop_back(); });
  rejected_on(Check::kCodewordCommitments, [](Proof& p) { p.whir_proof.codeword_commits.emplace_back(); });
  rejected_on(Check::kFoldingWitnesses, [](Proof& p) { p.whir_proof.folding_pow_witnesses.pop_back(); });
  rejected_on(Check::kQueryPhaseWitnesses,
              [](Proof& p) { p.whir_proof.query_phase_pow_witnesses.pop_back(); });
  rejected_on(Check::kInitialCommitments, [](Proof& p) { p.whir_proof.initial_round_openings.pop_back(); });
  rejected_on(Check::kInitialQueries, [](Proof& p) { ++p.whir_proof.initial_num_leaves; });
  rejected_on(Check::kInitialWidth, [](Proof& p) { ++p.whir_proof.initial_round_openings[0].width; });
  rejected_on(Check::kInitialRows, [](Proof& p) { p.whir_proof.initial_round_openings[0].rows.pop_back(); });
  rejected_on(Check::kFinalPolynomialLength, [](Proof& p) { p.whir_proof.final_poly.emplace_back(); });
}

ZKMEM_ATTACK(ProofAttack, Attack30NothingIsProven) {
  rejected(verdict_of(*honest_.key, Proof{}), has(name_of(Check::kTraceVDataCount)));
  rejected(verdict_of(std::vector<uint8_t>{}), anything(), "no bytes");
  rejected(verdict_on([](Proof& p) {
             for (auto& air : p.trace_vdata) air.reset();
             for (auto& values : p.public_values) values.clear();
           }),
           anything(), "no traces");
  rejected(verdict_under([](VerifyingKey& key) { key.inner.params.whir.rounds.clear(); }),
           has(name_of(Check::kWellFormed)), "no rounds");
}

// The same words, in the same order, divided otherwise among the AIRs.
ZKMEM_ATTACK(ProofAttack, Attack32TheSameWordsDividedOtherwise) {
  std::vector<size_t> with_values;
  for (const size_t air : present())
    if (!honest_.proof.public_values[air].empty()) with_values.push_back(air);
  premise(with_values.size() >= 2, "two AIRs have public values");
  for (size_t i = 0; i + 1 < with_values.size(); ++i) {
    rejected_on(Check::kPublicValues, [&](Proof& p) {
      auto& from = p.public_values[with_values[i]];
      auto& to = p.public_values[with_values[i + 1]];
      to.insert(to.begin(), from.back());
      from.pop_back();
    });
  }
}

ZKMEM_ATTACK(ProofAttack, Attack33AnotherEncoding) {
  std::vector<uint8_t> longer = honest_.bytes;
  longer.push_back(0);
  rejected(verdict_of(longer), has(name_of(VerifierPhase::kDecoding)), "a trailing byte");
  // A commitment's first word, some value plus p.
  Proof alias = honest_.proof;
  alias.common_main_commit.words[0] += BabyBear::kModulus;
  rejected(verdict_of(*honest_.key, alias), has(name_of(Check::kCommitmentWord)), "a word plus p");
  rejected(verdict_of(encode_proof(alias)), anything(), "a word plus p, encoded");
}

// Each of some words of the file at the extremes of a length.
ZKMEM_ATTACK(ProofAttack, Attack34CountsAtTheirExtremes) {
  constexpr size_t kWords = 64;
  const size_t step = std::max<size_t>(1, honest_.bytes.size() / kWords);
  for (size_t at = 0; at + 4 <= honest_.bytes.size(); at += step) {
    for (const uint8_t byte : {uint8_t{0xff}, uint8_t{0x7f}}) {
      std::vector<uint8_t> changed = honest_.bytes;
      for (size_t i = 0; i < 4; ++i) changed[at + i] = i == 3 ? byte : 0xff;
      rejected(verdict_of(changed), anything(), "byte " + std::to_string(at));
    }
  }
}

// With the parameters of users there are thousands of siblings: some of each tree.
ZKMEM_ATTACK(ProofAttack, Attack35EverySiblingCounts) {
  constexpr size_t kOfATree = 50;
  const auto change_each = [&](const auto& siblings_of, const char* what) {
    Proof changed = honest_.proof;
    std::vector<Commitment>& siblings = siblings_of(changed);
    const size_t step = 1 + siblings.size() / kOfATree;
    for (size_t i = 0; i < siblings.size(); i += step) {
      const Commitment original = std::exchange(siblings[i], Commitment{});  // an absent child
      rejected(verdict_of(*honest_.key, changed), has(name_of(Check::kMerkleRoot)), what);
      siblings[i] = original;
    }
  };
  for (size_t k = 0; k < honest_.proof.whir_proof.initial_round_openings.size(); ++k)
    change_each([k](Proof& p) -> auto& { return p.whir_proof.initial_round_openings[k].siblings; },
                "a commitment's");
  for (size_t k = 0; k < honest_.proof.whir_proof.codeword_openings.size(); ++k)
    change_each([k](Proof& p) -> auto& { return p.whir_proof.codeword_openings[k].siblings; },
                "a codeword's");
}

ZKMEM_ATTACK(ProofAttack, Attack36OpeningsOfOtherDepths) {
  const uint32_t honest = honest_.proof.whir_proof.initial_merkle_depth;
  const size_t queries = honest_.proof.whir_proof.initial_num_leaves;
  for (uint32_t depth = 0; depth <= honest + 2; ++depth) {
    if (depth == honest) continue;
    rejected_on(Check::kInitialDepth, [&](Proof& p) {
      p.whir_proof.initial_merkle_depth = depth;
      for (auto& opening : p.whir_proof.initial_round_openings) opening.siblings.resize(queries * depth);
    });
    rejected_on(Check::kInitialPaths,
                [&](Proof& p) { p.whir_proof.initial_round_openings[0].siblings.resize(queries * depth); });
  }
}

// Rows of the width of a node's two children.
ZKMEM_ATTACK(ProofAttack, Attack36AnInnerNodeIsNoLeaf) {
  rejected_on(Check::kInitialWidth, [](Proof& p) {
    InitialRoundOpening& opening = p.whir_proof.initial_round_openings[0];
    const size_t rows = opening.rows.size() / opening.width;
    opening.width = 2 * kDigestWidth;
    opening.rows.assign(rows * opening.width, BabyBear::one());
  });
}

}  // namespace

std::vector<Attack> proof_attacks() { return file_list(); }

}  // namespace zkmem::attack
