// The proof object. Openings are kept flat, so that a proof has exactly one shape per set of counts; the
// counts themselves are compared with the key by the verifier's shape phase before anything is indexed.
// Source: swirl.md section 12; stark-backend proof.rs (2.0.1) for the nouns. Bytes: proof_codec.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "zkmem/field/ext4.h"
#include "zkmem/hash/hash_suite.h"

namespace zkmem {

struct TraceVData {
  uint32_t log_height = 0;
  std::vector<Commitment> cached_commitments;
  friend bool operator==(const TraceVData&, const TraceVData&) = default;
};

// Values of the two children of a layer's nodes at the layer's point.
struct GkrLayerClaims {
  Ext4 p_xi_0;
  Ext4 p_xi_1;
  Ext4 q_xi_0;
  Ext4 q_xi_1;
  friend bool operator==(const GkrLayerClaims&, const GkrLayerClaims&) = default;
};

struct GkrProof {
  BabyBear logup_pow_witness;
  Ext4 q0_claim;
  std::vector<GkrLayerClaims> claims_per_layer;
  std::vector<std::vector<std::array<Ext4, 3>>> sumcheck_polys;  // [layer - 1][sub-round]: s(1), s(2), s(3)
  friend bool operator==(const GkrProof&, const GkrProof&) = default;
};

struct BatchConstraintProof {
  std::vector<Ext4> numerator_term_per_air;    // per present trace, in trace order
  std::vector<Ext4> denominator_term_per_air;  // likewise
  std::vector<Ext4> univariate_round_coeffs;
  std::vector<std::vector<Ext4>> sumcheck_round_polys;  // [round]: s(1) … s(d + 1)
  // [trace][part]: each column's value, followed by its rotation's if the AIR needs rotations. Parts: common
  // main, preprocessed if any, cached mains.
  std::vector<std::vector<std::vector<Ext4>>> column_openings;
  friend bool operator==(const BatchConstraintProof&, const BatchConstraintProof&) = default;
};

struct StackingProof {
  std::vector<Ext4> univariate_round_coeffs;
  std::vector<std::array<Ext4, 2>> sumcheck_round_polys;  // s(1), s(2)
  std::vector<std::vector<Ext4>> stacking_openings;       // [commitment][stacked column]
  friend bool operator==(const StackingProof&, const StackingProof&) = default;
};

// Where WHIR opens a tree there are 2^k rows a leaf, and siblings that lead to the root. A proof of a suite
// that shares paths (shared_paths.h) has the queried leaves once, ascending, and the shared siblings. In any
// other the leaves are the queries, in their order, each with its `depth` siblings, bottom up.

// The rows of one commitment opened in WHIR round 0.
struct InitialRoundOpening {
  uint32_t width = 0;
  std::vector<BabyBear> rows;  // initial_num_leaves * 2^k rows of `width` elements
  std::vector<Commitment> siblings;
  friend bool operator==(const InitialRoundOpening&, const InitialRoundOpening&) = default;
};

// The values of a later round's codeword.
struct CodewordOpening {
  uint32_t num_leaves = 0;
  std::vector<Ext4> values;  // num_leaves * 2^k
  std::vector<Commitment> siblings;
  friend bool operator==(const CodewordOpening&, const CodewordOpening&) = default;
};

struct WhirProof {
  BabyBear mu_pow_witness;
  std::vector<std::array<Ext4, 2>> whir_sumcheck_polys;  // R * k: s(1), s(2)
  std::vector<Commitment> codeword_commits;              // R - 1
  std::vector<Ext4> ood_values;                          // R - 1
  std::vector<BabyBear> folding_pow_witnesses;           // R * k
  std::vector<BabyBear> query_phase_pow_witnesses;       // R
  uint32_t initial_num_leaves = 0;
  uint32_t initial_merkle_depth = 0;                        // 0 where paths are shared
  std::vector<InitialRoundOpening> initial_round_openings;  // per commitment
  uint32_t codeword_merkle_depth =
      0;  // of round 1, one less each round; 0 if there is none, or paths are shared
  std::vector<CodewordOpening> codeword_openings;  // R - 1
  std::vector<Ext4> final_poly;
  friend bool operator==(const WhirProof&, const WhirProof&) = default;
};

struct Proof {
  HashSuite hash = HashSuite::kPoseidon2;  // its commitments'
  Commitment common_main_commit = {};
  std::vector<std::optional<TraceVData>> trace_vdata;  // per AIR of the key; empty: absent
  std::vector<std::vector<BabyBear>> public_values;    // per AIR of the key
  GkrProof gkr_proof;
  BatchConstraintProof batch_constraint_proof;
  StackingProof stacking_proof;
  WhirProof whir_proof;
  friend bool operator==(const Proof&, const Proof&) = default;
};

}  // namespace zkmem
