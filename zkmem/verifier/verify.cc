#include "zkmem/verifier/verify.h"

#include <string>
#include <vector>

#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_check.h"
#include "zkmem/transcript/transcript.h"
#include "zkmem/verifier/batched_constraints.h"
#include "zkmem/verifier/logup_gkr.h"
#include "zkmem/verifier/preamble.h"
#include "zkmem/verifier/proof_shape.h"
#include "zkmem/verifier/stacked_reduction.h"
#include "zkmem/verifier/whir.h"

namespace zkmem {
namespace {

Rejection not_well_formed(VerifierPhase phase, const Error& error) {
  return {phase, VerifierCheck::kWellFormed, error.message, {}, {}};
}

}  // namespace

Verdict verify(const VerifyingKey& key, const Proof& proof, const VerifyOptions& options) {
  const VerifyingKeyContent& content = key.inner;
  if (const Status status = check_verifying_key(content); !status.ok())
    return not_well_formed(VerifierPhase::kKey, status.error());
  if (!is_commitment_of(content.params.hash, key.pre_hash))
    return not_well_formed(VerifierPhase::kKey, bad_input("a word of its pre-hash is not below " +
                                                          std::to_string(BabyBear::kModulus)));
  ZKMEM_ASSIGN_OR_RETURN(const ProofShape shape, check_proof_shape(content, proof));
  Transcript transcript(content.params.hash, options.log);
  ZKMEM_RETURN_IF_ERROR(observe_preamble(key, proof, transcript));
  ZKMEM_ASSIGN_OR_RETURN(const LeafClaim leaves,
                         verify_logup_gkr(content.params, shape, proof.gkr_proof, transcript));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<Ext4> r,
                         verify_batched_constraints(content, shape, proof, leaves, transcript));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<Ext4> u,
                         verify_stacked_reduction(content, shape, proof, r, transcript));
  const std::vector<Commitment> commitments = stacked_commitments(content, shape, proof);
  return verify_whir(content.params, {commitments, proof.stacking_proof.stacking_openings, u},
                     proof.whir_proof, transcript,
                     options.hash != nullptr ? *options.hash : scalar_hash_backend());
}

Verdict verify_bytes(const VerifyingKey& key, std::span<const uint8_t> proof_bytes,
                     const VerifyOptions& options) {
  const auto proof = decode_proof(proof_bytes);
  if (!proof.ok()) return not_well_formed(VerifierPhase::kDecoding, proof.error());
  return verify(key, *proof, options);
}

}  // namespace zkmem
