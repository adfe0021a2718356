#include "zkmem/protocol/presets.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "zkmem/field/babybear.h"

namespace zkmem {
namespace {

constexpr uint32_t kSecurityBits = 100;
constexpr uint32_t kFoldingFactor = 4;
constexpr uint32_t kMaxLogFinalPolyLen = 10;
constexpr uint32_t kMinLogUpPowBits = 18;
constexpr uint32_t kAppDegree = 3;
constexpr uint32_t kRecursionDegree = 4;
constexpr uint32_t kStackedWidth = 2048;

// Of fast and small: four rows a query, so that opened rows are few. A round more for every two variables,
// each at half the rate of the one before.
constexpr uint32_t kDirectFoldingFactor = 2;
constexpr uint32_t kDirectMaxLogFinalPolyLen = 9;
constexpr uint32_t kDirectFoldingPowBits = 14;
constexpr uint32_t kDirectQueryPowBits = 20;

// The round from which list decoding is used, and its multiplicity, by height: of those that leave 100 bits
// the ones with the shortest proofs (soundness_test.cc).
struct ListDecoding {
  uint32_t start_round = 0;
  uint32_t multiplicity = 0;
};
constexpr std::array<ListDecoding, kMaxAppLogStackedHeight - kMinAppLogStackedHeight + 1> kFastLists = {
    {{1, 8},
     {1, 8},
     {1, 8},
     {1, 8},
     {1, 8},
     {1, 8},
     {1, 8},
     {1, 8},
     {1, 6},
     {1, 4},
     {1, 3},
     {2, 3},
     {3, 3},
     {2, 1}}};
constexpr std::array<ListDecoding, kMaxAppLogStackedHeight - kMinAppLogStackedHeight + 1> kSmallLists = {
    {{0, 6},
     {0, 6},
     {0, 5},
     {0, 4},
     {0, 3},
     {0, 3},
     {0, 2},
     {0, 2},
     {0, 2},
     {0, 1},
     {0, 1},
     {2, 1},
     {3, 1},
     {4, 1}}};

Status check_height(const char* preset, uint32_t log_stacked_height) {
  if (log_stacked_height >= kMinAppLogStackedHeight && log_stacked_height <= kMaxAppLogStackedHeight)
    return {};
  return bad_input(std::string(preset) + " parameters: log stacked height " +
                   std::to_string(log_stacked_height) + " is not in " +
                   std::to_string(kMinAppLogStackedHeight) + ".." + std::to_string(kMaxAppLogStackedHeight));
}

struct Shape {
  uint32_t log_blowup = 0;
  uint32_t l_skip = 0;
  uint32_t n_stack = 0;
  uint32_t w_stack = 0;
  uint32_t max_constraint_degree = 0;
};

SystemParams derive_params(const Shape& shape, const WhirTarget& target) {
  SystemParams params;
  params.l_skip = shape.l_skip;
  params.n_stack = shape.n_stack;
  params.w_stack = shape.w_stack;
  params.log_blowup = shape.log_blowup;
  params.max_constraint_degree = shape.max_constraint_degree;
  params.whir = derive_whir_config(shape.log_blowup, params.log_stacked_height(), target, kSecurityBits);
  params.logup = derive_logup_params(
      log2_initial_list_size(target.proximity, params.log_stacked_height(), shape.log_blowup));
  return params;
}

// The reference's sets, which fold by 4.
SystemParams derive_params(const Shape& shape, uint32_t folding_pow_bits, uint32_t mu_pow_bits,
                           uint32_t query_phase_pow_bits, const WhirProximity& proximity) {
  return derive_params(shape, {kFoldingFactor, kMaxLogFinalPolyLen, query_phase_pow_bits, folding_pow_bits,
                               mu_pow_bits, proximity});
}

SystemParams direct_params(uint32_t log_stacked_height, uint32_t log_blowup, uint32_t mu_pow_bits,
                           const ListDecoding& lists) {
  const WhirProximity proximity =
      lists.start_round == 0 ? WhirProximity::list_decoding(lists.multiplicity)
                             : WhirProximity::split_unique_list(lists.multiplicity, lists.start_round);
  return derive_params({log_blowup, 4, log_stacked_height - 4, kStackedWidth, kAppDegree},
                       {kDirectFoldingFactor, kDirectMaxLogFinalPolyLen, kDirectQueryPowBits,
                        kDirectFoldingPowBits, mu_pow_bits, proximity});
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
  ZKMEM_RETURN_IF_ERROR(check_height("app", log_stacked_height));
  return derive_params({1, 4, log_stacked_height - 4, kStackedWidth, kAppDegree}, 5, 15, 20,
                       WhirProximity::unique_decoding());
}

Result<SystemParams> fast_params(uint32_t log_stacked_height) {
  ZKMEM_RETURN_IF_ERROR(check_height("fast", log_stacked_height));
  return direct_params(log_stacked_height, 1, 15, kFastLists[log_stacked_height - kMinAppLogStackedHeight]);
}

Result<SystemParams> small_params(uint32_t log_stacked_height) {
  ZKMEM_RETURN_IF_ERROR(check_height("small", log_stacked_height));
  return direct_params(log_stacked_height, 3, 20, kSmallLists[log_stacked_height - kMinAppLogStackedHeight]);
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

namespace {

// The sets that there is one of for each height.
constexpr std::array<std::pair<std::string_view, Result<SystemParams> (*)(uint32_t)>, 3> kFamilies = {
    {{"app", &app_params}, {"fast", &fast_params}, {"small", &small_params}}};

}  // namespace

Result<SystemParams> named_params(std::string_view name) {
  const std::string_view family = name.substr(0, name.find(':'));
  for (const auto& [known, params_of_height] : kFamilies) {
    if (family != known) continue;
    if (family == name) return params_of_height(kMaxAppLogStackedHeight);
    const std::string_view digits = name.substr(family.size() + 1);
    uint32_t height = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), height);
    if (error == std::errc() && end == digits.data() + digits.size()) return params_of_height(height);
  }
  if (name == "leaf") return leaf_params();
  if (name == "internal") return internal_params();
  if (name == "root") return root_params();
  if (name == "hook") return hook_params();
  if (name == "test") return test_small_params(2, 8, 3);
  return bad_input("parameters '" + std::string(name) +
                   "' are none of app, fast, small (each also with :H), leaf, internal, root, hook, test");
}

std::vector<std::string> production_params() {
  std::vector<std::string> names;
  for (const auto& [family, params_of_height] : kFamilies) {
    for (uint32_t height = 15; height <= kMaxAppLogStackedHeight; ++height)
      names.push_back(std::string(family) + ":" + std::to_string(height));
  }
  for (const char* name : {"leaf", "internal", "root", "hook"}) names.emplace_back(name);
  return names;
}

StatementBounds preset_bounds(std::string_view name, const SystemParams& params) {
  StatementBounds bounds;
  uint64_t interactions_per_air = 100;
  const auto is_of_name = [name](const auto& family) { return name.starts_with(family.first); };
  if (std::any_of(kFamilies.begin(), kFamilies.end(), is_of_name) || name == "test") {
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
