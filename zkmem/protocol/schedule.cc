#include "zkmem/protocol/schedule.h"

#include <optional>

namespace zkmem::schedule {
namespace {

// One part's columns: each with its rotation, zero where the AIR has none.
void open_part(Transcript& transcript, const BatchConstraintProof& proof, const ScheduledTrace& trace,
               size_t t, size_t part) {
  const std::vector<Ext4>& values = proof.column_openings[t][part];
  const uint32_t air = trace.air_id;
  const size_t stride = trace.need_rot ? 2 : 1;
  for (size_t column = 0; column * stride < values.size(); ++column) {
    transcript.observe_ext(values[column * stride],
                           {"open.trace{}(air{}).part{}.col{}", t, air, part, column});
    transcript.observe_ext(trace.need_rot ? values[column * stride + 1] : Ext4::zero(),
                           {"open.trace{}(air{}).part{}.col{}.rot", t, air, part, column});
  }
}

}  // namespace

void observe_preamble(Transcript& transcript, const VerifyingKey& key, const Proof& proof) {
  transcript.observe_commitment(key.pre_hash, "vk.pre_hash");
  transcript.observe_commitment(proof.common_main_commit, "common_main_commit");
  for (size_t air = 0; air < key.inner.per_air.size(); ++air) {
    const AirVerifyingKey& air_key = key.inner.per_air[air];
    const std::optional<TraceVData>& data = proof.trace_vdata[air];
    if (!air_key.is_required)
      transcript.observe(BabyBear::from_bool(data.has_value()), {"air{}.is_present", air});
    if (!data.has_value()) continue;
    if (air_key.preprocessed_data.has_value()) {
      transcript.observe_commitment(air_key.preprocessed_data->commit, {"air{}.preprocessed_commit", air});
    } else {
      transcript.observe(BabyBear::from_canonical(data->log_height), {"air{}.log_height", air});
    }
    for (size_t i = 0; i < data->cached_commitments.size(); ++i)
      transcript.observe_commitment(data->cached_commitments[i], {"air{}.cached_commit{}", air, i});
    for (size_t i = 0; i < proof.public_values[air].size(); ++i)
      transcript.observe(proof.public_values[air][i], {"air{}.public_value{}", air, i});
  }
}

ProofOfWork logup_work(const SystemParams& params) { return {params.logup.pow_bits, "logup"}; }

LogUpChallenges logup_challenges(Transcript& transcript) {
  LogUpChallenges challenges;
  challenges.alpha = transcript.sample_ext("alpha_logup");
  challenges.beta = transcript.sample_ext("beta_logup");
  return challenges;
}

void gkr_root(Transcript& transcript, const Ext4& q0_claim) {
  transcript.observe_ext(q0_claim, "gkr.q0_claim");
}

Ext4 gkr_lambda(Transcript& transcript, size_t layer) {
  return transcript.sample_ext({"gkr.round{}.lambda", layer});
}

Ext4 gkr_round(Transcript& transcript, size_t layer, size_t round, const std::array<Ext4, 3>& values) {
  for (size_t i = 0; i < values.size(); ++i)
    transcript.observe_ext(values[i], {"gkr.round{}.sumcheck{}.s({})", layer, round, i + 1});
  return transcript.sample_ext({"gkr.round{}.sumcheck{}.r", layer, round});
}

Ext4 gkr_claims(Transcript& transcript, size_t layer, const GkrLayerClaims& claims) {
  transcript.observe_ext(claims.p_xi_0, {"gkr.round{}.p_xi_0", layer});
  transcript.observe_ext(claims.q_xi_0, {"gkr.round{}.q_xi_0", layer});
  transcript.observe_ext(claims.p_xi_1, {"gkr.round{}.p_xi_1", layer});
  transcript.observe_ext(claims.q_xi_1, {"gkr.round{}.q_xi_1", layer});
  return transcript.sample_ext({"gkr.round{}.mu", layer});
}

void complete_point(Transcript& transcript, size_t coordinates, std::vector<Ext4>& xi) {
  while (xi.size() < coordinates) xi.push_back(transcript.sample_ext({"xi_extra[{}]", xi.size()}));
}

Ext4 constraints_lambda(Transcript& transcript) { return transcript.sample_ext("lambda_constraints"); }

Ext4 interaction_sums(Transcript& transcript, std::span<const ScheduledTrace> traces,
                      const BatchConstraintProof& proof) {
  for (size_t t = 0; t < traces.size(); ++t) {
    const uint32_t air = traces[t].air_id;
    transcript.observe_ext(proof.numerator_term_per_air[t], {"logup_sum_p.trace{}(air{})", t, air});
    transcript.observe_ext(proof.denominator_term_per_air[t], {"logup_sum_q.trace{}(air{})", t, air});
  }
  return transcript.sample_ext("mu_batch");
}

Ext4 constraints_univariate(Transcript& transcript, std::span<const Ext4> coefficients) {
  for (size_t i = 0; i < coefficients.size(); ++i)
    transcript.observe_ext(coefficients[i], {"bc.univariate.coeff{}", i});
  return transcript.sample_ext({"bc.r{}", 0});
}

Ext4 constraints_round(Transcript& transcript, size_t round, std::span<const Ext4> values) {
  for (size_t i = 0; i < values.size(); ++i)
    transcript.observe_ext(values[i], {"bc.round{}.s({})", round, i + 1});
  return transcript.sample_ext({"bc.r{}", round});
}

void column_openings(Transcript& transcript, std::span<const ScheduledTrace> traces,
                     const BatchConstraintProof& proof) {
  for (size_t t = 0; t < traces.size(); ++t) open_part(transcript, proof, traces[t], t, 0);
  for (size_t t = 0; t < traces.size(); ++t)
    for (size_t part = 1; part < proof.column_openings[t].size(); ++part)
      open_part(transcript, proof, traces[t], t, part);
}

Ext4 stacking_lambda(Transcript& transcript) { return transcript.sample_ext("stack.lambda"); }

Ext4 stacking_univariate(Transcript& transcript, std::span<const Ext4> coefficients) {
  for (size_t i = 0; i < coefficients.size(); ++i)
    transcript.observe_ext(coefficients[i], {"stack.univariate.coeff{}", i});
  return transcript.sample_ext({"stack.u{}", 0});
}

Ext4 stacking_round(Transcript& transcript, size_t round, const std::array<Ext4, 2>& values) {
  for (size_t i = 0; i < values.size(); ++i)
    transcript.observe_ext(values[i], {"stack.round{}.s({})", round, i + 1});
  return transcript.sample_ext({"stack.u{}", round});
}

void stacking_openings(Transcript& transcript, const StackingProof& proof) {
  for (size_t c = 0; c < proof.stacking_openings.size(); ++c)
    for (size_t column = 0; column < proof.stacking_openings[c].size(); ++column)
      transcript.observe_ext(proof.stacking_openings[c][column], {"stack.opening.commit{}.col{}", c, column});
}

ProofOfWork whir_mu_work(const SystemParams& params) { return {params.whir.mu_pow_bits, "whir.mu"}; }

Ext4 whir_mu(Transcript& transcript) { return transcript.sample_ext("whir.mu"); }

void whir_sumcheck(Transcript& transcript, size_t round, size_t step, const std::array<Ext4, 2>& values) {
  for (size_t i = 0; i < values.size(); ++i)
    transcript.observe_ext(values[i], {"whir.round{}.sumcheck{}.s({})", round, step, i + 1});
}

ProofOfWork whir_folding_work(const SystemParams& params, size_t round, size_t step) {
  return {params.whir.folding_pow_bits, {"whir.round{}.fold{}", round, step}};
}

Ext4 whir_alpha(Transcript& transcript, size_t round, size_t step) {
  return transcript.sample_ext({"whir.round{}.alpha{}", round, step});
}

Ext4 whir_codeword(Transcript& transcript, size_t round, const Commitment& root) {
  transcript.observe_commitment(root, {"whir.round{}.codeword_commit", round});
  return transcript.sample_ext({"whir.round{}.z0", round});
}

void whir_out_of_domain(Transcript& transcript, size_t round, const Ext4& value) {
  transcript.observe_ext(value, {"whir.round{}.ood_y0", round});
}

void whir_final_polynomial(Transcript& transcript, std::span<const Ext4> coefficients) {
  for (size_t i = 0; i < coefficients.size(); ++i)
    transcript.observe_ext(coefficients[i], {"whir.final_poly.coeff{}", i});
}

ProofOfWork whir_query_work(const SystemParams& params, size_t round) {
  return {params.whir.query_phase_pow_bits, {"whir.round{}.query", round}};
}

std::vector<uint32_t> whir_queries(Transcript& transcript, const SystemParams& params, uint32_t round) {
  const uint32_t num_queries = params.whir.rounds[round].num_queries;
  const uint32_t index_bits = params.log_domain(round) - params.whir.k;
  std::vector<uint32_t> queries;
  queries.reserve(num_queries);
  for (uint32_t q = 0; q < num_queries; ++q)
    queries.push_back(transcript.sample_bits(index_bits, {"whir.round{}.query{}", round, q}));
  return queries;
}

Ext4 whir_gamma(Transcript& transcript, size_t round) {
  return transcript.sample_ext({"whir.round{}.gamma", round});
}

}  // namespace zkmem::schedule
