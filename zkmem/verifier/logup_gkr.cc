#include "zkmem/verifier/logup_gkr.h"

#include <algorithm>
#include <string>
#include <utility>

#include "zkmem/poly/eq.h"
#include "zkmem/poly/univariate.h"
#include "zkmem/protocol/schedule.h"

namespace zkmem {
namespace {

using Check = VerifierCheck;

template <class Expected, class Found>
Rejection bad_gkr(Check check, std::string place, const Expected& expected, const Found& found) {
  return reject(VerifierPhase::kLogUpGkr, check, std::move(place), expected, found);
}

// The node above two children: p0 / q0 + p1 / q1, projectively.
Ext4 parent_p(const GkrLayerClaims& c) { return c.p_xi_0 * c.q_xi_1 + c.p_xi_1 * c.q_xi_0; }
Ext4 parent_q(const GkrLayerClaims& c) { return c.q_xi_0 * c.q_xi_1; }

// The claim one variable further: on the line through both children.
void descend(const GkrLayerClaims& c, const Ext4& mu, LeafClaim& claim) {
  claim.p = c.p_xi_0 + mu * (c.p_xi_1 - c.p_xi_0);
  claim.q = c.q_xi_0 + mu * (c.q_xi_1 - c.q_xi_0);
}

Verdict verify_root(const GkrProof& proof, LeafClaim& claim, Transcript& transcript) {
  schedule::gkr_root(transcript, proof.q0_claim);
  const GkrLayerClaims& claims = proof.claims_per_layer[0];
  const Ext4 mu = schedule::gkr_claims(transcript, 0, claims);
  if (!parent_p(claims).is_zero()) return bad_gkr(Check::kRootNumerator, {}, Ext4::zero(), parent_p(claims));
  if (!(parent_q(claims) == proof.q0_claim))
    return bad_gkr(Check::kRootDenominator, {}, proof.q0_claim, parent_q(claims));
  descend(claims, mu, claim);
  claim.xi = {mu};
  return {};
}

Verdict verify_layer(const GkrProof& proof, size_t layer, LeafClaim& claim, Transcript& transcript) {
  const Ext4 lambda = schedule::gkr_lambda(transcript, layer);
  Ext4 sumcheck_claim = claim.p + lambda * claim.q;
  std::vector<Ext4> next_xi = {Ext4::zero()};  // its first coordinate is sampled last
  Ext4 eq = Ext4::one();
  for (size_t round = 0; round < layer; ++round) {
    const std::array<Ext4, 3>& values = proof.sumcheck_polys[layer - 1][round];
    const Ext4 rho = schedule::gkr_round(transcript, layer, round, values);
    sumcheck_claim = next_sumcheck_claim(sumcheck_claim, values, rho);
    eq *= eq1(claim.xi[round], rho);
    next_xi.push_back(rho);
  }
  const GkrLayerClaims& claims = proof.claims_per_layer[layer];
  next_xi[0] = schedule::gkr_claims(transcript, layer, claims);
  const Ext4 expected = (parent_p(claims) + lambda * parent_q(claims)) * eq;
  if (!(expected == sumcheck_claim))
    return bad_gkr(Check::kLayerClaim, "layer " + std::to_string(layer), expected, sumcheck_claim);
  descend(claims, next_xi[0], claim);
  claim.xi = std::move(next_xi);
  return {};
}

}  // namespace

Result<LeafClaim, Rejection> verify_logup_gkr(const SystemParams& params, const ProofShape& shape,
                                              const GkrProof& proof, Transcript& transcript) {
  const ProofOfWork work = schedule::logup_work(params);
  if (!transcript.check_pow(work.bits, proof.logup_pow_witness, work.label))
    return reject_pow(VerifierPhase::kLogUpGkr, Check::kLogUpProofOfWork, {}, work.bits,
                      proof.logup_pow_witness);
  const LogUpChallenges challenges = schedule::logup_challenges(transcript);
  LeafClaim claim;
  claim.alpha = challenges.alpha;
  claim.beta = challenges.beta;
  const uint32_t layers = shape.logup.num_layers(params.l_skip);
  if (layers == 0) {
    // All leaves are 0 / alpha; the proof's root is fixed so that it cannot vary unobserved.
    if (!(proof.q0_claim == Ext4::one()))
      return bad_gkr(Check::kDenominatorWithoutInteractions, {}, Ext4::one(), proof.q0_claim);
    claim.q = claim.alpha;
  } else {
    ZKMEM_RETURN_IF_ERROR(verify_root(proof, claim, transcript));
    for (size_t layer = 1; layer < layers; ++layer)
      ZKMEM_RETURN_IF_ERROR(verify_layer(proof, layer, claim, transcript));
  }
  schedule::complete_point(transcript, params.l_skip + std::max(shape.n_max, shape.logup.n_logup), claim.xi);
  return claim;
}

}  // namespace zkmem
