#include "zkmem/statement/parameters.h"

#include <charconv>

#include <fmt/format.h>

#include "zkmem/protocol/presets.h"
#include "zkmem/protocol/soundness.h"
#include "zkmem/protocol/trace_shape.h"

namespace zkmem {

Result<ParameterChoice> parse_parameters(std::string_view text) {
  ParameterChoice choice;
  const size_t colon = text.find(':');
  const std::string_view family = text.substr(0, colon);
  if (family == "weak") {
    choice.family = ParameterFamily::kWeak;
  } else if (family != "app") {
    return bad_input(fmt::format("parameters are app or app:H (or weak, for tests), not '{}'", text));
  }
  if (colon == std::string_view::npos) return choice;
  const std::string_view digits = text.substr(colon + 1);
  uint32_t height = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), height);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return bad_input(fmt::format("'{}' is no stacked height", digits));
  }
  ZKMEM_RETURN_IF_ERROR(parameters_of(choice.family, height, choice.hash));
  choice.log_stacked_height = height;
  return choice;
}

std::string to_string(const ParameterChoice& choice) {
  std::string text = choice.family == ParameterFamily::kApp ? "app" : "weak";
  if (choice.log_stacked_height) text += fmt::format(":{}", *choice.log_stacked_height);
  return text;
}

Result<SystemParams> parameters_of(ParameterFamily family, uint32_t log_stacked_height, HashSuite hash) {
  ZKMEM_ASSIGN_OR_RETURN(SystemParams params, app_params(log_stacked_height));
  params.hash = hash;
  if (family == ParameterFamily::kWeak) {
    for (WhirRoundConfig& round : params.whir.rounds) round.num_queries = 1;
    params.whir.mu_pow_bits = params.whir.query_phase_pow_bits = params.whir.folding_pow_bits = 1;
    params.logup.pow_bits = 1;
  }
  return params;
}

double proven_bits(const VerifyingKey& key) {
  return calculate_soundness(key.inner.params, statement_bounds(key.inner)).total;
}

Result<uint32_t> smallest_stacked_height(ParameterFamily family, const VerifyingKeyContent& key,
                                         std::span<const std::optional<uint32_t>> log_heights) {
  std::string reason;
  for (uint32_t height = kMinAppLogStackedHeight; height <= kMaxAppLogStackedHeight; ++height) {
    ZKMEM_ASSIGN_OR_RETURN(const SystemParams params, parameters_of(family, height, key.params.hash));
    const std::vector<TraceShape> order = trace_order(params.l_skip, log_heights);
    if (!order.empty() && order.front().log_height > height) {
      reason = fmt::format("a trace of 2^{} rows is above 2^{}", order.front().log_height, height);
      continue;
    }
    uint64_t width = 0;
    for (const auto& matrices : commitment_matrices(key, order)) {
      width += StackedLayout::stacked_width(params.l_skip, height, matrices);
    }
    if (width <= params.w_stack) return height;
    reason = fmt::format("{} stacked columns at height 2^{} are more than {}", width, height, params.w_stack);
  }
  return limit_reached("the segment is too large to prove: " + reason);
}

}  // namespace zkmem
