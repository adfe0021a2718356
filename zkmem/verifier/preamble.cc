#include "zkmem/verifier/preamble.h"

#include <optional>
#include <string>

#include "zkmem/protocol/schedule.h"

namespace zkmem {

Verdict observe_preamble(const VerifyingKey& key, const Proof& proof, Transcript& transcript) {
  for (size_t air = 0; air < key.inner.per_air.size(); ++air) {
    const auto& preprocessed = key.inner.per_air[air].preprocessed_data;
    const std::optional<TraceVData>& data = proof.trace_vdata[air];
    if (!data.has_value() || !preprocessed.has_value()) continue;
    const int64_t log_height = int64_t{preprocessed->hypercube_dim} + key.inner.params.l_skip;
    if (log_height != data->log_height)
      return reject(VerifierPhase::kPreamble, VerifierCheck::kPreprocessedHeight,
                    "air " + std::to_string(air), static_cast<uint64_t>(log_height), data->log_height);
  }
  schedule::observe_preamble(transcript, key, proof);
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
