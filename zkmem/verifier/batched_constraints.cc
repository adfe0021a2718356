#include "zkmem/verifier/batched_constraints.h"

#include <span>
#include <string>

#include "zkmem/poly/eq.h"
#include "zkmem/poly/prism.h"
#include "zkmem/poly/univariate.h"
#include "zkmem/protocol/schedule.h"
#include "zkmem/verifier/dag_evaluator.h"

namespace zkmem {
namespace {

using Check = VerifierCheck;

template <class Expected, class Found>
Rejection bad_batch(Check check, const Expected& expected, const Found& found) {
  return reject(VerifierPhase::kBatchedConstraints, check, {}, expected, found);
}

// The traces' shares of the leaf claim sum up to it.
Verdict check_sums(const BatchConstraintProof& proof, const LeafClaim& leaves) {
  Ext4 p;
  Ext4 q = leaves.alpha;
  for (size_t t = 0; t < proof.numerator_term_per_air.size(); ++t) {
    p += proof.numerator_term_per_air[t];
    q += proof.denominator_term_per_air[t];
  }
  if (!(p == leaves.p)) return bad_batch(Check::kNumeratorSum, leaves.p, p);
  if (!(q == leaves.q)) return bad_batch(Check::kDenominatorSum, leaves.q, q);
  return {};
}

// The sumcheck of the batched integrand: its challenges r and, in `claim`, its value there.
Verdict run_sumcheck(const SystemParams& params, const BatchConstraintProof& proof, const Ext4& mu,
                     Transcript& transcript, Ext4& claim, std::vector<Ext4>& r) {
  claim = Ext4::zero();
  Ext4 mu_power = Ext4::one();
  for (size_t t = 0; t < proof.numerator_term_per_air.size(); ++t) {
    claim += mu_power * proof.numerator_term_per_air[t];
    mu_power *= mu;
    claim += mu_power * proof.denominator_term_per_air[t];
    mu_power *= mu;
  }
  const std::vector<Ext4>& coefficients = proof.univariate_round_coeffs;
  r = {schedule::constraints_univariate(transcript, coefficients)};
  const Ext4 sum = sum_over_subgroup(coefficients, params.l_skip);
  if (!(sum == claim)) return bad_batch(Check::kBatchUnivariateSum, claim, sum);
  claim = evaluate_polynomial(coefficients, r[0]);
  for (size_t round = 1; round <= proof.sumcheck_round_polys.size(); ++round) {
    const std::vector<Ext4>& values = proof.sumcheck_round_polys[round - 1];
    r.push_back(schedule::constraints_round(transcript, round, values));
    claim = next_sumcheck_claim(claim, values, r[round]);
  }
  return {};
}

std::vector<ScheduledTrace> scheduled(const VerifyingKeyContent& key, const ProofShape& shape) {
  std::vector<ScheduledTrace> traces;
  traces.reserve(shape.traces.size());
  for (const TraceShape& trace : shape.traces)
    traces.push_back({trace.air_id, key.per_air[trace.air_id].params.need_rot});
  return traces;
}

// The weights of a trace of each dimension at r: for the zerocheck and for logup, both with the front-loading
// product r_{n+1} … r_{n_max} of shorter traces.
struct DimensionWeights {
  std::vector<Ext4> zerocheck;
  std::vector<Ext4> logup;
};

DimensionWeights dimension_weights(uint32_t l_skip, std::span<const Ext4> xi, std::span<const Ext4> r) {
  DimensionWeights weights;
  // D of order 1 has no coordinate (and xi may be empty then).
  weights.zerocheck = {l_skip == 0 ? Ext4::one() : eq_univariate(l_skip, xi[0], r[0])};
  weights.logup = {eq_sharp(xi.first(l_skip), r[0])};
  for (size_t i = 1; i < r.size(); ++i) {
    const Ext4 eq = eq1(xi[l_skip + i - 1], r[i]);
    weights.zerocheck.push_back(weights.zerocheck.back() * eq);
    weights.logup.push_back(weights.logup.back() * eq);
  }
  Ext4 tail = Ext4::one();
  for (size_t i = r.size(); i-- > 0;) {
    weights.zerocheck[i] *= tail;
    weights.logup[i] *= tail;
    tail *= r[i];
  }
  return weights;
}

// What one trace contributes at r: constraints batched by lambda, and its interactions' numerators and
// denominators, each weighted by its block's place among the leaves.
struct TraceValues {
  Ext4 constraints;
  Ext4 numerator;
  Ext4 denominator;
};

TraceValues evaluate_trace(const AirVerifyingKey& air, const TraceShape& trace, std::span<const Ext4> nodes,
                           const LeafClaim& leaves, std::span<const Ext4> block_xi, const Ext4& lambda,
                           uint64_t& position) {
  TraceValues values;
  const ConstraintDag& dag = air.symbolic_constraints;
  Ext4 power = Ext4::one();
  for (const uint32_t constraint : dag.constraint_idx) {
    values.constraints += power * nodes[constraint];
    power *= lambda;
  }
  for (const DagInteraction& interaction : dag.interactions) {
    const Ext4 weight = eq_index(block_xi, position >> trace.lifted_log_height);
    position += uint64_t{1} << trace.lifted_log_height;
    values.numerator += weight * nodes[interaction.count];
    values.denominator += weight * fingerprint(interaction, nodes, leaves.beta);
  }
  // A trace that is repeated to fill D counts each row 2^-n times.
  if (trace.n < 0) values.numerator *= BabyBear::two().inverse().pow(static_cast<uint64_t>(-trace.n));
  return values;
}

}  // namespace

Result<std::vector<Ext4>, Rejection> verify_batched_constraints(const VerifyingKeyContent& key,
                                                                const ProofShape& shape, const Proof& proof,
                                                                const LeafClaim& leaves,
                                                                Transcript& transcript) {
  const BatchConstraintProof& batch = proof.batch_constraint_proof;
  const uint32_t l_skip = key.params.l_skip;
  const std::vector<ScheduledTrace> traces = scheduled(key, shape);
  const Ext4 lambda = schedule::constraints_lambda(transcript);
  const Ext4 mu = schedule::interaction_sums(transcript, traces, batch);
  ZKMEM_RETURN_IF_ERROR(check_sums(batch, leaves));
  Ext4 claim;
  std::vector<Ext4> r;
  ZKMEM_RETURN_IF_ERROR(run_sumcheck(key.params, batch, mu, transcript, claim, r));
  schedule::column_openings(transcript, traces, batch);

  const DimensionWeights weights = dimension_weights(l_skip, leaves.xi, r);
  const std::span<const Ext4> leaf_xi = std::span(leaves.xi).first(shape.logup.num_layers(l_skip));
  Ext4 logup_sum;
  Ext4 zerocheck_sum;
  Ext4 mu_power = Ext4::one();
  Ext4 zerocheck_power = mu.pow(2 * shape.traces.size());
  uint64_t position = 0;
  for (size_t t = 0; t < shape.traces.size(); ++t) {
    const TraceShape& trace = shape.traces[t];
    const AirVerifyingKey& air = key.per_air[trace.air_id];
    const PrismPoint point = lifted_point(l_skip, trace.n, r);
    const std::vector<Ext4> nodes =
        evaluate_dag(air, {batch.column_openings[t], proof.public_values[trace.air_id],
                           row_selectors(point.l, point.coordinates)});
    // Without interactions there may be fewer leaf coordinates than the trace has.
    const bool has_interactions = !air.symbolic_constraints.interactions.empty();
    const std::span<const Ext4> block_xi =
        has_interactions ? leaf_xi.subspan(trace.lifted_log_height) : std::span<const Ext4>();
    const TraceValues values = evaluate_trace(air, trace, nodes, leaves, block_xi, lambda, position);
    logup_sum += mu_power * weights.logup[trace.n_lift] * values.numerator;
    mu_power *= mu;
    logup_sum += mu_power * weights.logup[trace.n_lift] * values.denominator;
    mu_power *= mu;
    zerocheck_sum += zerocheck_power * weights.zerocheck[trace.n_lift] * values.constraints;
    zerocheck_power *= mu;
  }
  const Ext4 expected = logup_sum + zerocheck_sum;
  if (!(expected == claim)) return bad_batch(Check::kBatchClaim, expected, claim);
  return r;
}

}  // namespace zkmem
