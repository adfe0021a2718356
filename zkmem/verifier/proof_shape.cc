#include "zkmem/verifier/proof_shape.h"

#include <optional>
#include <string>
#include <utility>

#include "zkmem/protocol/shared_paths.h"

namespace zkmem {
namespace {

using Check = VerifierCheck;

Rejection bad_shape(Check check, const std::string& place, uint64_t expected, uint64_t found) {
  return reject(VerifierPhase::kProofShape, check, place, expected, found);
}

Verdict expect_count(Check check, uint64_t expected, uint64_t found, const std::string& place = {}) {
  if (expected == found) return {};
  return bad_shape(check, place, expected, found);
}

std::string numbered(const char* what, size_t number) {
  return std::string(what) + " " + std::to_string(number);
}

Verdict check_vdata(const VerifyingKeyContent& key, const Proof& proof) {
  const size_t num_airs = key.per_air.size();
  ZKMEM_RETURN_IF_ERROR(expect_count(Check::kTraceVDataCount, num_airs, proof.trace_vdata.size()));
  ZKMEM_RETURN_IF_ERROR(expect_count(Check::kPublicValueLists, num_airs, proof.public_values.size()));
  bool any = false;
  for (size_t air = 0; air < num_airs; ++air) {
    const AirVerifyingKey& air_key = key.per_air[air];
    const std::optional<TraceVData>& data = proof.trace_vdata[air];
    const size_t num_values = proof.public_values[air].size();
    if (!data.has_value()) {
      if (air_key.is_required) return bad_shape(Check::kRequiredAir, numbered("air", air), 1, 0);
      if (num_values != 0)
        return bad_shape(Check::kAbsentAirPublicValues, numbered("air", air), 0, num_values);
      continue;
    }
    any = true;
    const size_t cached = air_key.params.width.cached_mains.size();
    if (data->cached_commitments.size() != cached)
      return bad_shape(Check::kCachedCommitments, numbered("air", air), cached,
                       data->cached_commitments.size());
    if (data->log_height > key.params.log_stacked_height())
      return bad_shape(Check::kLogHeight, numbered("air", air), key.params.log_stacked_height(),
                       data->log_height);
    if (num_values != air_key.params.num_public_values)
      return bad_shape(Check::kPublicValues, numbered("air", air), air_key.params.num_public_values,
                       num_values);
  }
  if (!any) return bad_shape(Check::kPresentTraces, {}, 1, 0);
  return {};
}

Verdict check_gkr(const GkrProof& proof, uint32_t layers) {
  ZKMEM_RETURN_IF_ERROR(expect_count(Check::kGkrLayers, layers, proof.claims_per_layer.size()));
  const uint32_t with_sumcheck = layers == 0 ? 0 : layers - 1;
  ZKMEM_RETURN_IF_ERROR(expect_count(Check::kGkrSumcheckLayers, with_sumcheck, proof.sumcheck_polys.size()));
  for (size_t i = 0; i < proof.sumcheck_polys.size(); ++i)
    ZKMEM_RETURN_IF_ERROR(expect_count(Check::kGkrSumcheckRounds, i + 1, proof.sumcheck_polys[i].size(),
                                       numbered("layer", i + 1)));
  return {};
}

Verdict check_opened_parts(const AirVerifyingKey& air, const std::vector<std::vector<Ext4>>& parts,
                           const std::string& place) {
  const TraceWidth& width = air.params.width;
  std::vector<uint32_t> widths = {width.common_main};
  if (width.preprocessed.has_value()) widths.push_back(*width.preprocessed);
  widths.insert(widths.end(), width.cached_mains.begin(), width.cached_mains.end());
  ZKMEM_RETURN_IF_ERROR(expect_count(Check::kOpenedParts, widths.size(), parts.size(), place));
  for (size_t part = 0; part < parts.size(); ++part) {
    const uint64_t openings = uint64_t{widths[part]} * (air.params.need_rot ? 2 : 1);
    if (parts[part].size() != openings)
      return bad_shape(Check::kOpenedColumns, place + " " + numbered("part", part), openings,
                       parts[part].size());
  }
  return {};
}

Verdict check_batch(const VerifyingKeyContent& key, const ProofShape& shape,
                    const BatchConstraintProof& proof) {
  const SystemParams& params = key.params;
  const size_t traces = shape.traces.size();
  ZKMEM_RETURN_IF_ERROR(expect_count(Check::kNumeratorTerms, traces, proof.numerator_term_per_air.size()));
  ZKMEM_RETURN_IF_ERROR(
      expect_count(Check::kDenominatorTerms, traces, proof.denominator_term_per_air.size()));
  ZKMEM_RETURN_IF_ERROR(expect_count(Check::kBatchUnivariateCoefficients, params.univariate_degree() + 1,
                                     proof.univariate_round_coeffs.size()));
  ZKMEM_RETURN_IF_ERROR(expect_count(Check::kBatchRounds, shape.n_max, proof.sumcheck_round_polys.size()));
  for (size_t round = 0; round < proof.sumcheck_round_polys.size(); ++round)
    ZKMEM_RETURN_IF_ERROR(expect_count(Check::kBatchRoundValues, params.max_constraint_degree + 1,
                                       proof.sumcheck_round_polys[round].size(),
                                       numbered("round", round + 1)));
  ZKMEM_RETURN_IF_ERROR(expect_count(Check::kOpenedTraces, traces, proof.column_openings.size()));
  for (size_t t = 0; t < traces; ++t) {
    const uint32_t air = shape.traces[t].air_id;
    ZKMEM_RETURN_IF_ERROR(
        check_opened_parts(key.per_air[air], proof.column_openings[t], numbered("air", air)));
  }
  return {};
}

Verdict check_stacking(const SystemParams& params, const std::vector<StackedLayout>& layouts,
                       const StackingProof& proof) {
  ZKMEM_RETURN_IF_ERROR(expect_count(Check::kStackingUnivariateCoefficients,
                                     params.stacking_univariate_degree() + 1,
                                     proof.univariate_round_coeffs.size()));
  ZKMEM_RETURN_IF_ERROR(
      expect_count(Check::kStackingRounds, params.n_stack, proof.sumcheck_round_polys.size()));
  uint64_t total = 0;
  for (const StackedLayout& layout : layouts) total += layout.width();
  if (total > params.w_stack) return bad_shape(Check::kStackedWidth, {}, params.w_stack, total);
  ZKMEM_RETURN_IF_ERROR(
      expect_count(Check::kStackingCommitments, layouts.size(), proof.stacking_openings.size()));
  for (size_t i = 0; i < layouts.size(); ++i)
    ZKMEM_RETURN_IF_ERROR(expect_count(Check::kStackingOpenings, layouts[i].width(),
                                       proof.stacking_openings[i].size(), numbered("commitment", i)));
  return {};
}

// How many leaves a tree's opening has for these queries. What is opened once is known when the queries are
// (whir.cc); here, that it is no more than they can need.
Verdict expect_leaves(Check check, const SystemParams& params, uint64_t queries, uint64_t leaves,
                      const std::string& place = {}) {
  if (!shares_paths(params.hash)) return expect_count(check, queries, leaves, place);
  if (leaves > queries || (leaves == 0) != (queries == 0)) return bad_shape(check, place, queries, leaves);
  return {};
}

Verdict expect_siblings(Check check, const SystemParams& params, uint64_t leaves, uint64_t depth,
                        uint64_t siblings, const std::string& place) {
  if (!shares_paths(params.hash)) return expect_count(check, leaves * depth, siblings, place);
  if (siblings > leaves * depth) return bad_shape(check, place, leaves * depth, siblings);
  return {};
}

Verdict check_initial_round(const SystemParams& params, const std::vector<StackedLayout>& layouts,
                            const WhirProof& proof) {
  const uint64_t queries = params.whir.rounds[0].num_queries;
  const uint64_t depth = params.log_domain(0) - params.whir.k;
  ZKMEM_RETURN_IF_ERROR(
      expect_count(Check::kInitialCommitments, layouts.size(), proof.initial_round_openings.size()));
  const uint64_t leaves = proof.initial_num_leaves;
  ZKMEM_RETURN_IF_ERROR(expect_leaves(Check::kInitialQueries, params, queries, leaves));
  if (queries == 0) return {};  // then neither widths nor depth are part of a proof
  ZKMEM_RETURN_IF_ERROR(
      expect_count(Check::kInitialDepth, shares_paths(params.hash) ? 0 : depth, proof.initial_merkle_depth));
  for (size_t i = 0; i < layouts.size(); ++i) {
    const InitialRoundOpening& opening = proof.initial_round_openings[i];
    const std::string place = numbered("commitment", i);
    ZKMEM_RETURN_IF_ERROR(expect_count(Check::kInitialWidth, layouts[i].width(), opening.width, place));
    ZKMEM_RETURN_IF_ERROR(expect_count(Check::kInitialRows, (leaves << params.whir.k) * layouts[i].width(),
                                       opening.rows.size(), place));
    ZKMEM_RETURN_IF_ERROR(
        expect_siblings(Check::kInitialPaths, params, leaves, depth, opening.siblings.size(), place));
  }
  return {};
}

Verdict check_whir(const SystemParams& params, const std::vector<StackedLayout>& layouts,
                   const WhirProof& proof) {
  const WhirConfig& whir = params.whir;
  const uint32_t rounds = whir.num_rounds();
  const uint32_t sumchecks = whir.num_sumcheck_rounds();
  ZKMEM_RETURN_IF_ERROR(
      expect_count(Check::kWhirSumcheckRounds, sumchecks, proof.whir_sumcheck_polys.size()));
  ZKMEM_RETURN_IF_ERROR(expect_count(Check::kCodewordCommitments, rounds - 1, proof.codeword_commits.size()));
  ZKMEM_RETURN_IF_ERROR(expect_count(Check::kOutOfDomainValues, rounds - 1, proof.ood_values.size()));
  ZKMEM_RETURN_IF_ERROR(
      expect_count(Check::kFoldingWitnesses, sumchecks, proof.folding_pow_witnesses.size()));
  ZKMEM_RETURN_IF_ERROR(
      expect_count(Check::kQueryPhaseWitnesses, rounds, proof.query_phase_pow_witnesses.size()));
  ZKMEM_RETURN_IF_ERROR(check_initial_round(params, layouts, proof));
  ZKMEM_RETURN_IF_ERROR(expect_count(Check::kCodewordRounds, rounds - 1, proof.codeword_openings.size()));
  for (uint32_t round = 1; round < rounds; ++round) {
    const CodewordOpening& opening = proof.codeword_openings[round - 1];
    const std::string place = numbered("round", round);
    const uint64_t queries = whir.rounds[round].num_queries;
    const uint64_t depth = params.log_domain(round) - whir.k;
    const uint64_t leaves = opening.num_leaves;
    ZKMEM_RETURN_IF_ERROR(expect_leaves(Check::kCodewordQueries, params, queries, leaves, place));
    ZKMEM_RETURN_IF_ERROR(
        expect_count(Check::kCodewordValues, leaves << whir.k, opening.values.size(), place));
    const uint64_t depth_of_round_1 = shares_paths(params.hash) ? 0 : depth + round - 1;
    if (queries != 0 && proof.codeword_merkle_depth != depth_of_round_1)
      return bad_shape(Check::kCodewordDepth, place, depth_of_round_1, proof.codeword_merkle_depth);
    ZKMEM_RETURN_IF_ERROR(
        expect_siblings(Check::kCodewordPaths, params, leaves, depth, opening.siblings.size(), place));
  }
  return expect_count(Check::kFinalPolynomialLength, uint64_t{1} << params.log_final_poly_len(),
                      proof.final_poly.size());
}

// Words of a decoded proof are below p; in memory they can be anything.
Verdict check_words(const std::string& place, std::span<const Commitment> commitments) {
  for (const Commitment& commitment : commitments) {
    for (const uint32_t word : commitment.words)
      if (word >= BabyBear::kModulus)
        return bad_shape(Check::kCommitmentWord, place, BabyBear::kModulus, word);
  }
  return {};
}

Verdict check_commitments(const Proof& proof) {
  ZKMEM_RETURN_IF_ERROR(check_words("common main", {&proof.common_main_commit, 1}));
  for (size_t air = 0; air < proof.trace_vdata.size(); ++air) {
    const std::optional<TraceVData>& data = proof.trace_vdata[air];
    if (data.has_value()) ZKMEM_RETURN_IF_ERROR(check_words(numbered("air", air), data->cached_commitments));
  }
  const WhirProof& whir = proof.whir_proof;
  ZKMEM_RETURN_IF_ERROR(check_words("codewords", whir.codeword_commits));
  for (size_t i = 0; i < whir.initial_round_openings.size(); ++i)
    ZKMEM_RETURN_IF_ERROR(
        check_words(numbered("paths of commitment", i), whir.initial_round_openings[i].siblings));
  for (size_t i = 0; i < whir.codeword_openings.size(); ++i)
    ZKMEM_RETURN_IF_ERROR(check_words(numbered("paths of round", i + 1), whir.codeword_openings[i].siblings));
  return {};
}

Verdict check_trace_heights(const VerifyingKeyContent& key, const std::vector<TraceShape>& traces) {
  for (size_t i = 0; i < key.trace_height_constraints.size(); ++i) {
    const TraceHeightConstraint& constraint = key.trace_height_constraints[i];
    uint64_t sum = 0;  // one term is below 2^59, and the sum stops growing at the threshold
    for (const TraceShape& trace : traces) {
      sum += uint64_t{constraint.coefficients[trace.air_id]} << trace.lifted_log_height;
      if (sum >= constraint.threshold)
        return bad_shape(Check::kTraceHeightSum, numbered("constraint", i), constraint.threshold, sum);
    }
  }
  return {};
}

}  // namespace

Result<ProofShape, Rejection> check_proof_shape(const VerifyingKeyContent& key, const Proof& proof) {
  const SystemParams& params = key.params;
  if (proof.hash != params.hash)
    return Rejection{VerifierPhase::kProofShape,
                     Check::kHashSuite,
                     {},
                     std::string(to_string(params.hash)),
                     std::string(to_string(proof.hash))};
  if (params.hash == HashSuite::kPoseidon2) ZKMEM_RETURN_IF_ERROR(check_commitments(proof));
  ZKMEM_RETURN_IF_ERROR(check_vdata(key, proof));
  std::vector<std::optional<uint32_t>> log_heights;
  log_heights.reserve(key.per_air.size());
  for (const std::optional<TraceVData>& data : proof.trace_vdata)
    log_heights.push_back(data.has_value() ? std::optional(data->log_height) : std::nullopt);
  ProofShape shape;
  shape.traces = trace_order(params.l_skip, log_heights);
  ZKMEM_RETURN_IF_ERROR(check_trace_heights(key, shape.traces));
  shape.logup = logup_shape(key, shape.traces);
  shape.n_max = max_n(shape.traces);
  ZKMEM_RETURN_IF_ERROR(check_gkr(proof.gkr_proof, shape.logup.num_layers(params.l_skip)));
  ZKMEM_RETURN_IF_ERROR(check_batch(key, shape, proof.batch_constraint_proof));
  // Every column has an opening by now: the layouts' size is bounded by the proof's.
  shape.layouts = commitment_layouts(key, shape.traces);
  ZKMEM_RETURN_IF_ERROR(check_stacking(params, shape.layouts, proof.stacking_proof));
  ZKMEM_RETURN_IF_ERROR(check_whir(params, shape.layouts, proof.whir_proof));
  return shape;
}

}  // namespace zkmem
