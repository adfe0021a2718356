// What prover and verifier both derive from the key and the present traces' heights: the trace order, the
// logup hypercube and the stacked layouts. Source: swirl.md sections 4, 6 and 8.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "zkmem/protocol/stacked_layout.h"
#include "zkmem/protocol/verifying_key.h"

namespace zkmem {

// A present AIR's trace.
struct TraceShape {
  uint32_t air_id = 0;
  uint32_t log_height = 0;
  int32_t n = 0;                   // log_height - l_skip
  uint32_t n_lift = 0;             // max(n, 0)
  uint32_t lifted_log_height = 0;  // max(log_height, l_skip)
};

// Trace order: by descending height, then ascending AIR id. `log_heights` has one entry per AIR, empty if
// absent.
std::vector<TraceShape> trace_order(uint32_t l_skip, std::span<const std::optional<uint32_t>> log_heights);

// The logup leaves: every interaction of every trace is one block of 2^lifted_log_height, in trace order.
struct LogUpShape {
  uint64_t total_interactions = 0;  // leaves in use
  uint32_t n_logup = 0;             // 2^(l_skip + n_logup) > total_interactions; 0 without interactions

  // Layers of the fraction tree: 0 without interactions.
  uint32_t num_layers(uint32_t l_skip) const { return total_interactions == 0 ? 0 : l_skip + n_logup; }
};
LogUpShape logup_shape(const VerifyingKeyContent& key, std::span<const TraceShape> traces);

// The dimension of the longest trace: the number of rounds of the batched sumcheck.
uint32_t max_n(std::span<const TraceShape> traces);

// One layout per commitment: all common mains, then for each trace its preprocessed part, if any, and cached
// mains.
std::vector<StackedLayout> commitment_layouts(const VerifyingKeyContent& key,
                                              std::span<const TraceShape> traces);

// The matrices of each commitment, in the same order.
std::vector<std::vector<StackedMatrix>> commitment_matrices(const VerifyingKeyContent& key,
                                                            std::span<const TraceShape> traces);

}  // namespace zkmem
