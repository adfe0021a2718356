// Phase 3: the sum of all interactions' fractions is zero, by GKR over the tree of fractions. Leaves a claim
// about the leaves' numerators and denominators at a point xi. Source: swirl.md section 8.
#pragma once

#include <vector>

#include "zkmem/protocol/proof.h"
#include "zkmem/protocol/system_params.h"
#include "zkmem/transcript/transcript.h"
#include "zkmem/verifier/proof_shape.h"
#include "zkmem/verifier/rejection.h"

namespace zkmem {

struct LeafClaim {
  Ext4 alpha;
  Ext4 beta;
  Ext4 p;  // numerators' multilinear extension at xi
  Ext4 q;  // denominators'
  // l_skip + max(n_max, n_logup) coordinates; those beyond the leaves' are fresh and serve the zerocheck.
  std::vector<Ext4> xi;
};

Result<LeafClaim, Rejection> verify_logup_gkr(const SystemParams& params, const ProofShape& shape,
                                              const GkrProof& proof, Transcript& transcript);

}  // namespace zkmem
