#include "zkmem/verifier/stacked_reduction.h"

#include <optional>

#include "zkmem/poly/eq.h"
#include "zkmem/poly/prism.h"
#include "zkmem/poly/univariate.h"
#include "zkmem/protocol/schedule.h"

namespace zkmem {
namespace {

using Check = VerifierCheck;

// A part of a trace, in the order of the stacked layouts' matrices.
struct OpenedPart {
  const std::vector<Ext4>* openings = nullptr;
  const TraceShape* trace = nullptr;
  bool need_rot = false;
};

// [commitment][matrix]
std::vector<std::vector<OpenedPart>> opened_parts(const VerifyingKeyContent& key, const ProofShape& shape,
                                                  const BatchConstraintProof& proof) {
  std::vector<std::vector<OpenedPart>> commitments(1);
  const auto part_of = [&](size_t t, size_t part) {
    const TraceShape& trace = shape.traces[t];
    return OpenedPart{&proof.column_openings[t][part], &trace, key.per_air[trace.air_id].params.need_rot};
  };
  for (size_t t = 0; t < shape.traces.size(); ++t) commitments[0].push_back(part_of(t, 0));
  for (size_t t = 0; t < shape.traces.size(); ++t)
    for (size_t part = 1; part < proof.column_openings[t].size(); ++part)
      commitments.push_back({part_of(t, part)});
  return commitments;
}

// Everything about a slice's weight that depends on its trace's height alone.
struct HeightWeights {
  Ext4 indicator_eq;   // strided cells' indicator times the equality of (u, r)
  Ext4 indicator_rot;  // the same with the rotation
};

HeightWeights height_weights(uint32_t l_skip, const TraceShape& trace, std::span<const Ext4> u,
                             std::span<const Ext4> r) {
  const PrismPoint at_r = lifted_point(l_skip, trace.n, r);
  // u_0 itself, not a power, also for short traces: the strided copy and the indicator make the lift.
  const std::span<const Ext4> at_u = u.first(at_r.coordinates.size());
  Ext4 indicator = Ext4::one();
  if (trace.n < 0)
    indicator = eq_univariate_one(static_cast<uint32_t>(-trace.n), u[0].exp_power_of_2(trace.log_height));
  return {indicator * eq_prism(at_r.l, at_u, at_r.coordinates),
          indicator * rotation_prism(at_r.l, at_u, at_r.coordinates)};
}

Ext4 batched_claim(const std::vector<std::vector<OpenedPart>>& commitments, const Ext4& lambda) {
  const Ext4 lambda_squared = lambda.square();
  Ext4 power = Ext4::one();
  Ext4 claim;
  for (const auto& parts : commitments) {
    for (const OpenedPart& part : parts) {
      const std::vector<Ext4>& openings = *part.openings;
      const size_t stride = part.need_rot ? 2 : 1;
      for (size_t i = 0; i < openings.size(); i += stride) {
        Ext4 pair = openings[i];
        if (part.need_rot) pair += lambda * openings[i + 1];
        claim += power * pair;
        power *= lambda_squared;
      }
    }
  }
  return claim;
}

}  // namespace

Result<std::vector<Ext4>, Rejection> verify_stacked_reduction(const VerifyingKeyContent& key,
                                                              const ProofShape& shape, const Proof& proof,
                                                              std::span<const Ext4> r,
                                                              Transcript& transcript) {
  const SystemParams& params = key.params;
  const StackingProof& stacking = proof.stacking_proof;
  const auto commitments = opened_parts(key, shape, proof.batch_constraint_proof);
  const Ext4 lambda = schedule::stacking_lambda(transcript);

  Ext4 claim = batched_claim(commitments, lambda);
  const std::vector<Ext4>& coefficients = stacking.univariate_round_coeffs;
  const Ext4 sum = sum_over_subgroup(coefficients, params.l_skip);
  if (!(sum == claim))
    return reject(VerifierPhase::kStackedReduction, Check::kStackingUnivariateSum, {}, claim, sum);
  std::vector<Ext4> u = {schedule::stacking_univariate(transcript, coefficients)};
  claim = evaluate_polynomial(coefficients, u[0]);
  for (size_t round = 1; round <= stacking.sumcheck_round_polys.size(); ++round) {
    const std::array<Ext4, 2>& values = stacking.sumcheck_round_polys[round - 1];
    u.push_back(schedule::stacking_round(transcript, round, values));
    claim = next_sumcheck_claim(claim, values, u[round]);
  }
  schedule::stacking_openings(transcript, stacking);

  Ext4 expected;
  Ext4 power = Ext4::one();
  const Ext4 lambda_squared = lambda.square();
  std::vector<std::optional<HeightWeights>> by_height(params.log_stacked_height() + 1);
  for (size_t c = 0; c < commitments.size(); ++c) {
    const std::vector<Ext4>& openings = stacking.stacking_openings[c];
    for (const StackedSlice& slice : shape.layouts[c].slices()) {
      const OpenedPart& part = commitments[c][slice.matrix];
      std::optional<HeightWeights>& weights = by_height[slice.log_height];
      if (!weights.has_value()) weights = height_weights(params.l_skip, *part.trace, u, r);
      const uint32_t lifted = shape.layouts[c].lifted_log_height(slice);
      const Ext4 block = eq_index(std::span(u).subspan(part.trace->n_lift + 1), slice.row >> lifted);
      Ext4 weight = weights->indicator_eq;
      if (part.need_rot) weight += lambda * weights->indicator_rot;
      expected += power * block * weight * openings[slice.stacked_column];
      power *= lambda_squared;
    }
  }
  if (!(expected == claim))
    return reject(VerifierPhase::kStackedReduction, Check::kStackingClaim, {}, expected, claim);

  std::vector<Ext4> point;
  point.reserve(params.log_stacked_height());
  Ext4 square = u[0];
  for (uint32_t i = 0; i < params.l_skip; ++i) {
    point.push_back(square);
    square = square.square();
  }
  point.insert(point.end(), u.begin() + 1, u.end());
  return point;
}

}  // namespace zkmem
