#include "zkmem/protocol/presets.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "zkmem/field/babybear.h"

namespace zkmem {
namespace {

constexpr uint32_t kSecurityBits = 100;
constexpr uint32_t kFoldingFactor = 4;
constexpr uint32_t kMaxLogFinalPolyLen = 10;
constexpr uint32_t kMinLogUpPowBits = 18;
constexpr uint32_t kAppDegree = 3;
constexpr uint32_t kRecursionDegree = 4;

struct Shape {
  uint32_t log_blowup = 0;
  uint32_t l_skip = 0;
  uint32_t n_stack = 0;
  uint32_t w_stack = 0;
  uint32_t max_constraint_degree = 0;
};

SystemParams derive_params(const Shape& shape, uint32_t folding_pow_bits, uint32_t mu_pow_bits,
                           uint32_t query_phase_pow_bits, const WhirProximity& proximity) {
  SystemParams params;
  params.l_skip = shape.l_skip;
  params.n_stack = shape.n_stack;
  params.w_stack = shape.w_stack;
  params.log_blowup = shape.log_blowup;
  params.max_constraint_degree = shape.max_constraint_degree;
  params.whir = derive_whir_config(
      shape.log_blowup, params.log_stacked_height(),
      {kFoldingFactor, kMaxLogFinalPolyLen, query_phase_pow_bits, folding_pow_bits, mu_pow_bits, proximity},
      kSecurityBits);
  params.logup =
      derive_logup_params(log2_initial_list_size(proximity, params.log_stacked_height(), shape.log_blowup));
  return params;
}

}  // namespace

WhirConfig derive_whir_config(uint32_t log_blowup, uint32_t log_stacked_height, const WhirTarget& target,
                              uint32_t security_bits) {
  WhirConfig config;
  config.k = target.k;
  config.mu_pow_bits = target.mu_pow_bits;
  config.query_phase_pow_bits = target.query_phase_pow_bits;
  config.folding_pow_bits = target.folding_pow_bits;
  config.proximity = target.proximity;
  const uint32_t to_fold = log_stacked_height - std::min(log_stacked_height, target.max_log_final_poly_len);
  const uint32_t rounds = (to_fold + target.k - 1) / target.k;
  const uint32_t wanted_bits = security_bits - std::min(security_bits, target.query_phase_pow_bits);
  for (uint32_t round = 0; round < rounds; ++round) {
    const double bits_per_query =
        -std::log2(max_agreement(target.proximity, round, log_blowup + round * (target.k - 1)));
    config.rounds.push_back({static_cast<uint32_t>(std::ceil(wanted_bits / bits_per_query))});
  }
  return config;
}

LogUpParams derive_logup_params(double log2_list_size) {
  LogUpParams params;
  params.max_interaction_count = BabyBear::kModulus;
  params.log_max_message_length = 7;
  const double missing =
      kSecurityBits -
      logup_bits_without_pow(params.max_interaction_count, params.log_max_message_length, log2_list_size);
  params.pow_bits = std::max(static_cast<uint32_t>(std::max(std::ceil(missing), 0.0)), kMinLogUpPowBits);
  return params;
}

Result<SystemParams> app_params(uint32_t log_stacked_height) {
  if (log_stacked_height < kMinAppLogStackedHeight || log_stacked_height > kMaxAppLogStackedHeight)
    return bad_input("app parameters: log stacked height " + std::to_string(log_stacked_height) +
                     " is not in " + std::to_string(kMinAppLogStackedHeight) + ".." +
                     std::to_string(kMaxAppLogStackedHeight));
  return derive_params({1, 4, log_stacked_height - 4, 2048, kAppDegree}, 5, 15, 20,
                       WhirProximity::unique_decoding());
}

SystemParams leaf_params() {
  return derive_params({2, 4, 17, 2048, kRecursionDegree}, 4, 13, 20, WhirProximity::unique_decoding());
}
SystemParams internal_params() {
  return derive_params({3, 2, 17, 512, kRecursionDegree}, 18, 20, 20, WhirProximity::list_decoding(2));
}
SystemParams root_params() {
  return derive_params({4, 2, 18, 18, kRecursionDegree}, 15, 15, 15, WhirProximity::list_decoding(1));
}
SystemParams hook_params() {
  return derive_params({2, 2, 18, 80, kRecursionDegree}, 12, 11, 20, WhirProximity::list_decoding(1));
}

SystemParams test_small_params(uint32_t l_skip, uint32_t n_stack, uint32_t k) {
  constexpr uint32_t kTestSecurityBits = 5;
  SystemParams params;
  params.l_skip = l_skip;
  params.n_stack = n_stack;
  params.w_stack = 1U << 12;
  params.log_blowup = 1;
  params.whir = derive_whir_config(
      params.log_blowup, l_skip + n_stack,
      {k, (l_skip + n_stack) % k, 1, 2, 3, WhirProximity::split_unique_list(3, 1)}, kTestSecurityBits);
  params.logup = {1U << 30, 7, 2};
  params.max_constraint_degree = 3;
  return params;
}

Result<SystemParams> named_params(std::string_view name) {
  if (name == "app") return app_params(kMaxAppLogStackedHeight);
  if (name.starts_with("app:")) {
    const std::string_view digits = name.substr(4);
    uint32_t height = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), height);
    if (error == std::errc() && end == digits.data() + digits.size()) return app_params(height);
  }
  if (name == "leaf") return leaf_params();
  if (name == "internal") return internal_params();
  if (name == "root") return root_params();
  if (name == "hook") return hook_params();
  if (name == "small") return test_small_params(2, 8, 3);
  return bad_input("parameters '" + std::string(name) +
                   "' are none of app, app:H, leaf, internal, root, hook, small");
}

std::vector<std::string> production_params() {
  std::vector<std::string> names;
  for (uint32_t height = 15; height <= kMaxAppLogStackedHeight; ++height)
    names.push_back("app:" + std::to_string(height));
  for (const char* name : {"leaf", "internal", "root", "hook"}) names.emplace_back(name);
  return names;
}

StatementBounds preset_bounds(std::string_view name, const SystemParams& params) {
  StatementBounds bounds;
  uint64_t interactions_per_air = 100;
  if (name.starts_with("app") || name == "small") {
    interactions_per_air = 1000;
    bounds = {5000, 100, params.log_stacked_height(), 30000, 0};
  } else {
    // Recursion circuits: the reference states its internal circuits up to height 2^19, the others up to
    // 2^20.
    bounds = {1000, 50, name == "internal" ? 19U : 20U, 2000, 0};
  }
  bounds.n_logup = n_logup_bound(params, bounds.num_airs, interactions_per_air, bounds.max_log_height);
  return bounds;
}

}  // namespace zkmem
