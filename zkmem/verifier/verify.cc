#include "zkmem/verifier/verify.h"

#include <string>
#include <vector>

#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_check.h"
#include "zkmem/transcript/duplex_sponge.h"
#include "zkmem/verifier/batched_constraints.h"
#include "zkmem/verifier/logup_gkr.h"
#include "zkmem/verifier/proof_shape.h"
#include "zkmem/verifier/stacked_reduction.h"
#include "zkmem/verifier/whir.h"

namespace zkmem {
namespace {

// Phase 2: the statement enters the transcript.
Verdict observe_preamble(const VerifyingKey& key, const Proof& proof, DuplexSponge& transcript) {
  transcript.observe_digest(key.pre_hash, "vk.pre_hash");
  transcript.observe_digest(proof.common_main_commit, "common_main_commit");
  for (size_t air = 0; air < key.inner.per_air.size(); ++air) {
    const AirVerifyingKey& air_key = key.inner.per_air[air];
    const std::optional<TraceVData>& data = proof.trace_vdata[air];
    if (!air_key.is_required)
      transcript.observe(BabyBear::from_bool(data.has_value()), {"air{}.is_present", air});
    if (data.has_value()) {
      if (air_key.preprocessed_data.has_value()) {
        const int64_t log_height =
            int64_t{air_key.preprocessed_data->hypercube_dim} + key.inner.params.l_skip;
        if (log_height != data->log_height)
          return reject(VerifierPhase::kPreamble, VerifierCheck::kPreprocessedHeight,
                        "air " + std::to_string(air), static_cast<uint64_t>(log_height), data->log_height);
        transcript.observe_digest(air_key.preprocessed_data->commit, {"air{}.preprocessed_commit", air});
      } else {
        transcript.observe(BabyBear::from_canonical(data->log_height), {"air{}.log_height", air});
      }
      for (size_t i = 0; i < data->cached_commitments.size(); ++i)
        transcript.observe_digest(data->cached_commitments[i], {"air{}.cached_commit{}", air, i});
    }
    for (size_t i = 0; i < proof.public_values[air].size(); ++i)
      transcript.observe(proof.public_values[air][i], {"air{}.public_value{}", air, i});
  }
  return {};
}

// In the order of the stacked layouts.
std::vector<Digest> commitments_of(const VerifyingKeyContent& key, const ProofShape& shape,
                                   const Proof& proof) {
  std::vector<Digest> commitments = {proof.common_main_commit};
  for (const TraceShape& trace : shape.traces) {
    const AirVerifyingKey& air = key.per_air[trace.air_id];
    if (air.preprocessed_data.has_value()) commitments.push_back(air.preprocessed_data->commit);
    const std::vector<Digest>& cached = proof.trace_vdata[trace.air_id]->cached_commitments;
    commitments.insert(commitments.end(), cached.begin(), cached.end());
  }
  return commitments;
}

Rejection not_well_formed(VerifierPhase phase, const Error& error) {
  return {phase, VerifierCheck::kWellFormed, error.message, {}, {}};
}

}  // namespace

Verdict verify(const VerifyingKey& key, const Proof& proof, const VerifyOptions& options) {
  const VerifyingKeyContent& content = key.inner;
  if (const Status status = check_verifying_key(content); !status.ok())
    return not_well_formed(VerifierPhase::kKey, status.error());
  ZKMEM_ASSIGN_OR_RETURN(const ProofShape shape, check_proof_shape(content, proof));
  DuplexSponge transcript(options.log);
  ZKMEM_RETURN_IF_ERROR(observe_preamble(key, proof, transcript));
  ZKMEM_ASSIGN_OR_RETURN(const LeafClaim leaves,
                         verify_logup_gkr(content.params, shape, proof.gkr_proof, transcript));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<Ext4> r,
                         verify_batched_constraints(content, shape, proof, leaves, transcript));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<Ext4> u,
                         verify_stacked_reduction(content, shape, proof, r, transcript));
  const std::vector<Digest> commitments = commitments_of(content, shape, proof);
  return verify_whir(content.params, {commitments, proof.stacking_proof.stacking_openings, u},
                     proof.whir_proof, transcript,
                     options.hash != nullptr ? *options.hash : scalar_poseidon2_batch());
}

Verdict verify_bytes(const VerifyingKey& key, std::span<const uint8_t> proof_bytes,
                     const VerifyOptions& options) {
  const auto proof = decode_proof(proof_bytes);
  if (!proof.ok()) return not_well_formed(VerifierPhase::kDecoding, proof.error());
  return verify(key, *proof, options);
}

}  // namespace zkmem
