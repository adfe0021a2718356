#include "zkmem/statement/parameters.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include "zkmem/field/ext4.h"
#include "zkmem/protocol/presets.h"
#include "zkmem/protocol/soundness.h"
#include "zkmem/protocol/trace_shape.h"

namespace zkmem {

namespace {

struct Family {
  std::string_view name;
  ParameterFamily family;
};
constexpr std::array<Family, 4> kFamilies = {{{"app", ParameterFamily::kApp},
                                              {"weak", ParameterFamily::kWeak},
                                              {"fast", ParameterFamily::kFast},
                                              {"small", ParameterFamily::kSmall}}};

// Stacked columns of every commitment at a height.
std::vector<uint64_t> stacked_widths(const VerifyingKeyContent& key, const std::vector<TraceShape>& order,
                                     uint32_t l_skip, uint32_t log_stacked_height) {
  std::vector<uint64_t> widths;
  for (const auto& matrices : commitment_matrices(key, order))
    widths.push_back(StackedLayout::stacked_width(l_skip, log_stacked_height, matrices));
  return widths;
}

// About what WHIR opens: rows, and a sibling for each query on every level that has more nodes than queries.
uint64_t opened_bytes(const SystemParams& params, const std::vector<uint64_t>& widths) {
  uint64_t bytes = 0;
  for (uint32_t round = 0; round < params.whir.num_rounds(); ++round) {
    const uint64_t queries = params.whir.rounds[round].num_queries;
    const uint32_t depth = params.log_domain(round) - params.whir.k;
    const uint64_t levels = depth - std::min<uint64_t>(depth, std::bit_width(queries) - 1);
    const auto rows = [&](uint64_t width) {
      return (queries << params.whir.k) * width * sizeof(uint32_t) + queries * levels * Commitment::kBytes;
    };
    if (round > 0) {
      bytes += rows(Ext4::kDegree);
    } else {
      for (const uint64_t width : widths) bytes += rows(width);
    }
  }
  return bytes;
}

}  // namespace

uint64_t opened_bytes(const VerifyingKeyContent& key, const SystemParams& params, uint32_t log_stacked_height,
                      std::span<const std::optional<uint32_t>> log_heights) {
  const std::vector<TraceShape> order = trace_order(params.l_skip, log_heights);
  return opened_bytes(params, stacked_widths(key, order, params.l_skip, log_stacked_height));
}

bool is_parameter_family(uint8_t number) {
  return std::any_of(kFamilies.begin(), kFamilies.end(),
                     [=](const Family& known) { return static_cast<uint8_t>(known.family) == number; });
}

std::string_view to_string(ParameterFamily family) {
  for (const Family& known : kFamilies)
    if (known.family == family) return known.name;
  return "unknown";
}

Result<ParameterChoice> parse_parameters(std::string_view text, HashSuite hash) {
  ParameterChoice choice;
  choice.hash = hash;
  choice.family = hash == HashSuite::kBlake3 ? ParameterFamily::kFast : ParameterFamily::kApp;
  if (text.empty()) return choice;
  const size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  const Family* known = nullptr;
  for (const Family& family : kFamilies) {
    if (family.name == name) known = &family;
  }
  if (known == nullptr) {
    return bad_input(fmt::format(
        "parameters are fast, small or app, each also with :H (or weak, for tests), not '{}'", text));
  }
  choice.family = known->family;
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
  std::string text(to_string(choice.family));
  if (choice.log_stacked_height) text += fmt::format(":{}", *choice.log_stacked_height);
  return text;
}

Result<SystemParams> parameters_of(ParameterFamily family, uint32_t log_stacked_height, HashSuite hash) {
  ZKMEM_ASSIGN_OR_RETURN(SystemParams params,
                         family == ParameterFamily::kFast    ? fast_params(log_stacked_height)
                         : family == ParameterFamily::kSmall ? small_params(log_stacked_height)
                                                             : app_params(log_stacked_height));
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
    const std::vector<uint64_t> widths = stacked_widths(key, order, params.l_skip, height);
    const uint64_t width = std::accumulate(widths.begin(), widths.end(), uint64_t{0});
    if (width <= params.w_stack) return height;
    reason = fmt::format("{} stacked columns at height 2^{} are more than {}", width, height, params.w_stack);
  }
  return limit_reached("the segment is too large to prove: " + reason);
}

Result<uint32_t> usual_stacked_height(ParameterFamily family, const VerifyingKeyContent& key,
                                      std::span<const std::optional<uint32_t>> log_heights) {
  ZKMEM_ASSIGN_OR_RETURN(const uint32_t smallest, smallest_stacked_height(family, key, log_heights));
  if (family != ParameterFamily::kSmall || smallest == kMaxAppLogStackedHeight) return smallest;
  const auto bytes_at = [&](uint32_t height) -> Result<uint64_t> {
    ZKMEM_ASSIGN_OR_RETURN(const SystemParams params, parameters_of(family, height, key.params.hash));
    return opened_bytes(key, params, height, log_heights);
  };
  ZKMEM_ASSIGN_OR_RETURN(const uint64_t here, bytes_at(smallest));
  ZKMEM_ASSIGN_OR_RETURN(const uint64_t above, bytes_at(smallest + 1));
  return above < here ? smallest + 1 : smallest;
}

}  // namespace zkmem
