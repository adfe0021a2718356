#include "zkmem/verifier/preamble.h"

#include <optional>
#include <string>

namespace zkmem {

Verdict observe_preamble(const VerifyingKey& key, const Proof& proof, Transcript& transcript) {
  transcript.observe_commitment(key.pre_hash, "vk.pre_hash");
  transcript.observe_commitment(proof.common_main_commit, "common_main_commit");
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
        transcript.observe_commitment(air_key.preprocessed_data->commit, {"air{}.preprocessed_commit", air});
      } else {
        transcript.observe(BabyBear::from_canonical(data->log_height), {"air{}.log_height", air});
      }
      for (size_t i = 0; i < data->cached_commitments.size(); ++i)
        transcript.observe_commitment(data->cached_commitments[i], {"air{}.cached_commit{}", air, i});
    }
    for (size_t i = 0; i < proof.public_values[air].size(); ++i)
      transcript.observe(proof.public_values[air][i], {"air{}.public_value{}", air, i});
  }
  return {};
}

std::vector<Commitment> stacked_commitments(const VerifyingKeyContent& key, const ProofShape& shape,
                                            const Proof& proof) {
  std::vector<Commitment> commitments = {proof.common_main_commit};
  for (const TraceShape& trace : shape.traces) {
    const AirVerifyingKey& air = key.per_air[trace.air_id];
    if (air.preprocessed_data.has_value()) commitments.push_back(air.preprocessed_data->commit);
    const std::vector<Commitment>& cached = proof.trace_vdata[trace.air_id]->cached_commitments;
    commitments.insert(commitments.end(), cached.begin(), cached.end());
  }
  return commitments;
}

}  // namespace zkmem
