// Phase 4: all constraints hold on all rows, and the leaf claim is the one of the traces' interactions, by
// one batched sumcheck. Leaves claims about every column at a point r. Source: swirl.md section 9.
#pragma once

#include <vector>

#include "zkmem/protocol/proof.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/transcript/transcript.h"
#include "zkmem/verifier/logup_gkr.h"
#include "zkmem/verifier/proof_shape.h"
#include "zkmem/verifier/rejection.h"

namespace zkmem {

// r = (r_0, …, r_{n_max}): the univariate challenge and one per round. The column claims at it are the
// proof's column_openings, observed.
Result<std::vector<Ext4>, Rejection> verify_batched_constraints(const VerifyingKeyContent& key,
                                                                const ProofShape& shape, const Proof& proof,
                                                                const LeafClaim& leaves,
                                                                Transcript& transcript);

}  // namespace zkmem
