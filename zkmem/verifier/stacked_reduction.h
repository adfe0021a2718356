// Phase 5: every column claim at r (and its rotation's) follows from the stacked columns' values at one point
// u. Source: swirl.md section 10.
#pragma once

#include <vector>

#include "zkmem/protocol/proof.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/transcript/transcript.h"
#include "zkmem/verifier/proof_shape.h"
#include "zkmem/verifier/rejection.h"

namespace zkmem {

// The point of the stacked claims as WHIR wants it: (u_0, u_0^2, u_0^4, …, u_1, …, u_{n_stack}), one
// coordinate per variable of a stacked column. The claims there are the proof's stacking_openings, observed.
Result<std::vector<Ext4>, Rejection> verify_stacked_reduction(const VerifyingKeyContent& key,
                                                              const ProofShape& shape, const Proof& proof,
                                                              std::span<const Ext4> r,
                                                              Transcript& transcript);

}  // namespace zkmem
