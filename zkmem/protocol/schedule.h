// The transcript's order, stated once: what is observed and what is sampled, under which label, in the order
// in which prover and verifier take these steps. A step observes one message and returns the challenge that
// answers it. The prover makes the messages that it passes, the verifier has them from the proof; neither
// touches a transcript otherwise. A proof of work is a step of its own: the prover grinds, the verifier
// checks. Source: swirl.md section 7; docs/spec/transcript.md.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/protocol/proof.h"
#include "zkmem/protocol/system_params.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/transcript/transcript.h"

namespace zkmem {

struct ProofOfWork {
  unsigned bits = 0;
  Label label;
};

struct LogUpChallenges {
  Ext4 alpha;
  Ext4 beta;
};

// A present trace, as far as the order depends on it.
struct ScheduledTrace {
  uint32_t air_id = 0;
  bool need_rot = false;
};

namespace schedule {

// 1. Preamble: the key, the commitments, which AIRs are present and how high, the public values. The proof
// has the key's shape.
void observe_preamble(Transcript& transcript, const VerifyingKey& key, const Proof& proof);

// 2. LogUp-GKR: work, challenges; with interactions the root, the claims of layer 0, and then of each layer
// from 1 on lambda, as many rounds as its number, and its claims; at last the point's missing coordinates.
ProofOfWork logup_work(const SystemParams& params);
LogUpChallenges logup_challenges(Transcript& transcript);
void gkr_root(Transcript& transcript, const Ext4& q0_claim);
Ext4 gkr_lambda(Transcript& transcript, size_t layer);
Ext4 gkr_round(Transcript& transcript, size_t layer, size_t round, const std::array<Ext4, 3>& values);
Ext4 gkr_claims(Transcript& transcript, size_t layer, const GkrLayerClaims& claims);  // mu
void complete_point(Transcript& transcript, size_t coordinates, std::vector<Ext4>& xi);

// 3. Batched constraints: lambda; the traces' sums; the univariate round; rounds from 1 on; the openings.
Ext4 constraints_lambda(Transcript& transcript);
Ext4 interaction_sums(Transcript& transcript, std::span<const ScheduledTrace> traces,
                      const BatchConstraintProof& proof);                                 // mu
Ext4 constraints_univariate(Transcript& transcript, std::span<const Ext4> coefficients);  // r_0
Ext4 constraints_round(Transcript& transcript, size_t round, std::span<const Ext4> values);
void column_openings(Transcript& transcript, std::span<const ScheduledTrace> traces,
                     const BatchConstraintProof& proof);

// 4. Stacked reduction: lambda; the univariate round; rounds from 1 on; the stacked columns' values.
Ext4 stacking_lambda(Transcript& transcript);
Ext4 stacking_univariate(Transcript& transcript, std::span<const Ext4> coefficients);  // u_0
Ext4 stacking_round(Transcript& transcript, size_t round, const std::array<Ext4, 2>& values);
void stacking_openings(Transcript& transcript, const StackingProof& proof);

// 5. WHIR: work, mu. Per round k times sumcheck, work, alpha; the next codeword's root and its value at z_0,
// or in the last round the final polynomial; work, queries, gamma.
ProofOfWork whir_mu_work(const SystemParams& params);
Ext4 whir_mu(Transcript& transcript);
void whir_sumcheck(Transcript& transcript, size_t round, size_t step, const std::array<Ext4, 2>& values);
ProofOfWork whir_folding_work(const SystemParams& params, size_t round, size_t step);
Ext4 whir_alpha(Transcript& transcript, size_t round, size_t step);
Ext4 whir_codeword(Transcript& transcript, size_t round, const Commitment& root);  // z_0
void whir_out_of_domain(Transcript& transcript, size_t round, const Ext4& value);
void whir_final_polynomial(Transcript& transcript, std::span<const Ext4> coefficients);
ProofOfWork whir_query_work(const SystemParams& params, size_t round);
std::vector<uint32_t> whir_queries(Transcript& transcript, const SystemParams& params, uint32_t round);
Ext4 whir_gamma(Transcript& transcript, size_t round);

}  // namespace schedule
}  // namespace zkmem
