// Phase 1: every count of the proof is the one that the key and the present traces' heights imply. Nothing is
// hashed or indexed before this passes, and every index after it names no check again: it rests on this file.
// Source: swirl.md section 14, items 2 to 4; stark-backend verifier/proof_shape.rs (2.0.1) for the checks.
#pragma once

#include <vector>

#include "zkmem/protocol/proof.h"
#include "zkmem/protocol/trace_shape.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/verifier/rejection.h"

namespace zkmem {

struct ProofShape {
  std::vector<TraceShape> traces;  // in trace order
  LogUpShape logup;
  uint32_t n_max = 0;
  std::vector<StackedLayout> layouts;  // one per commitment
};

// The key must be well formed (verifying_key_check.h).
Result<ProofShape, Rejection> check_proof_shape(const VerifyingKeyContent& key, const Proof& proof);

}  // namespace zkmem
