// Phase 2: the statement enters the transcript: the key, the commitments, which AIRs are present, how high
// their traces are, and the public values. Source: swirl.md section 7.
#pragma once

#include <vector>

#include "zkmem/protocol/proof.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/transcript/transcript.h"
#include "zkmem/verifier/proof_shape.h"
#include "zkmem/verifier/rejection.h"

namespace zkmem {

// The proof must have the key's shape. Rejects a preprocessed trace whose height is not the key's.
Verdict observe_preamble(const VerifyingKey& key, const Proof& proof, Transcript& transcript);

// The statement's commitments in the order of the shape's layouts.
std::vector<Commitment> stacked_commitments(const VerifyingKeyContent& key, const ProofShape& shape,
                                            const Proof& proof);

}  // namespace zkmem
