// Phase 6: the stacked commitments open to the claimed values at u, by WHIR: rounds of sumcheck and folding,
// each with out-of-domain and in-domain queries, down to a polynomial that is sent in full. Source: swirl.md
// section 11.
#pragma once

#include <span>
#include <vector>

#include "zkmem/hash/hash_backend.h"
#include "zkmem/protocol/proof.h"
#include "zkmem/protocol/system_params.h"
#include "zkmem/transcript/transcript.h"
#include "zkmem/verifier/rejection.h"

namespace zkmem {

struct WhirStatement {
  std::span<const Commitment> commitments;           // in commitment order
  std::span<const std::vector<Ext4>> column_values;  // per commitment: each stacked column's value at u
  std::span<const Ext4> u;                           // log_stacked_height coordinates
};

Verdict verify_whir(const SystemParams& params, const WhirStatement& statement, const WhirProof& proof,
                    Transcript& transcript, const HashBackend& hash);

}  // namespace zkmem
