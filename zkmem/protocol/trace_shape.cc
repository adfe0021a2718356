#include "zkmem/protocol/trace_shape.h"

#include <algorithm>
#include <bit>

namespace zkmem {

std::vector<TraceShape> trace_order(uint32_t l_skip, std::span<const std::optional<uint32_t>> log_heights) {
  std::vector<TraceShape> traces;
  for (uint32_t air = 0; air < log_heights.size(); ++air) {
    if (!log_heights[air].has_value()) continue;
    const uint32_t log_height = *log_heights[air];
    TraceShape trace;
    trace.air_id = air;
    trace.log_height = log_height;
    trace.n = static_cast<int32_t>(log_height) - static_cast<int32_t>(l_skip);
    trace.lifted_log_height = std::max(log_height, l_skip);
    trace.n_lift = trace.lifted_log_height - l_skip;
    traces.push_back(trace);
  }
  std::sort(traces.begin(), traces.end(), [](const TraceShape& a, const TraceShape& b) {
    return a.log_height != b.log_height ? a.log_height > b.log_height : a.air_id < b.air_id;
  });
  return traces;
}

LogUpShape logup_shape(const VerifyingKeyContent& key, std::span<const TraceShape> traces) {
  LogUpShape shape;
  for (const TraceShape& trace : traces) {
    const uint64_t interactions = key.per_air[trace.air_id].symbolic_constraints.interactions.size();
    shape.total_interactions += interactions << trace.lifted_log_height;
  }
  if (shape.total_interactions != 0)
    shape.n_logup = static_cast<uint32_t>(std::bit_width(shape.total_interactions)) - key.params.l_skip;
  return shape;
}

uint32_t max_n(std::span<const TraceShape> traces) {
  uint32_t n_max = 0;
  for (const TraceShape& trace : traces) n_max = std::max(n_max, trace.n_lift);
  return n_max;
}

std::vector<std::vector<StackedMatrix>> commitment_matrices(const VerifyingKeyContent& key,
                                                            std::span<const TraceShape> traces) {
  std::vector<std::vector<StackedMatrix>> commitments(1);
  for (const TraceShape& trace : traces)
    commitments[0].push_back({key.per_air[trace.air_id].params.width.common_main, trace.log_height});
  for (const TraceShape& trace : traces) {
    const TraceWidth& width = key.per_air[trace.air_id].params.width;
    if (width.preprocessed.has_value()) commitments.push_back({{*width.preprocessed, trace.log_height}});
    for (const uint32_t cached : width.cached_mains) commitments.push_back({{cached, trace.log_height}});
  }
  return commitments;
}

std::vector<StackedLayout> commitment_layouts(const VerifyingKeyContent& key,
                                              std::span<const TraceShape> traces) {
  std::vector<StackedLayout> layouts;
  for (const std::vector<StackedMatrix>& matrices : commitment_matrices(key, traces))
    layouts.push_back(StackedLayout::stack(key.params.l_skip, key.params.log_stacked_height(), matrices));
  return layouts;
}

}  // namespace zkmem
