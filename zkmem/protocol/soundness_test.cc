#include "zkmem/protocol/soundness.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/protocol/golden_cases.h"
#include "zkmem/protocol/presets.h"
#include "zkmem/protocol/verifying_key_codec.h"

namespace zkmem {
namespace {

using nlohmann::json;

WhirProximity proximity_of(const json& value) {
  if (value.is_string()) return WhirProximity::unique_decoding();
  if (value.contains("ListDecoding")) return WhirProximity::list_decoding(value["ListDecoding"]["m"]);
  const json& split = value["SplitUniqueList"];
  return WhirProximity::split_unique_list(split["m"], split["list_start_round"]);
}

SystemParams params_of(const json& value) {
  SystemParams params;
  params.l_skip = value["l_skip"];
  params.n_stack = value["n_stack"];
  params.w_stack = value["w_stack"];
  params.log_blowup = value["log_blowup"];
  params.max_constraint_degree = value["max_constraint_degree"];
  const json& whir = value["whir"];
  params.whir.k = whir["k"];
  for (const json& round : whir["rounds"])
    params.whir.rounds.push_back({round["num_queries"].get<uint32_t>()});
  params.whir.mu_pow_bits = whir["mu_pow_bits"];
  params.whir.query_phase_pow_bits = whir["query_phase_pow_bits"];
  params.whir.folding_pow_bits = whir["folding_pow_bits"];
  params.whir.proximity = proximity_of(whir["proximity"]);
  const json& logup = value["logup"];
  params.logup = {logup["max_interaction_count"], logup["log_max_message_length"], logup["pow_bits"]};
  return params;
}

TEST(Presets, DerivedAsTheReference) {
  const json golden = json::parse(testing::golden_bytes("swirl/primitives/params.json"));
  const std::vector<std::pair<std::string, std::string>> names = {
      {"app(20)", "app:20"}, {"app(21)", "app:21"},    {"app(24)", "app"}, {"leaf", "leaf"},
      {"root", "root"},      {"internal", "internal"}, {"hook", "hook"},   {"test_small(2,8,3)", "test"}};
  EXPECT_EQ(names.size(), golden.size());
  for (const auto& [theirs, ours] : names) {
    const auto params = named_params(ours);
    ASSERT_TRUE(params.ok()) << ours;
    EXPECT_EQ(*params, params_of(golden[theirs])) << theirs;
  }
}

TEST(Presets, QueriesOfEveryAppHeight) {
  const std::vector<uint32_t> all = {193, 88, 81, 81};
  for (uint32_t height = kMinAppLogStackedHeight; height <= kMaxAppLogStackedHeight; ++height) {
    const auto params = app_params(height);
    ASSERT_TRUE(params.ok());
    ASSERT_EQ(params->whir.num_rounds(), (height - 10 + 3) / 4) << height;
    for (size_t i = 0; i < params->whir.rounds.size(); ++i)
      EXPECT_EQ(params->whir.rounds[i].num_queries, all[i]);
  }
  EXPECT_FALSE(app_params(10).ok());
  EXPECT_FALSE(app_params(25).ok());
  EXPECT_FALSE(named_params("app:").ok());
  EXPECT_FALSE(named_params("app:20x").ok());
  EXPECT_FALSE(named_params("application").ok());
}

TEST(Presets, FastAndSmallHaveAHundredBitsAtEveryHeight) {
  for (uint32_t height = kMinAppLogStackedHeight; height <= kMaxAppLogStackedHeight; ++height) {
    for (const std::string family : {"fast", "small"}) {
      const std::string name = family + ":" + std::to_string(height);
      const auto params = named_params(name);
      ASSERT_TRUE(params.ok()) << name;
      const Soundness bits = calculate_soundness(*params, preset_bounds(name, *params));
      EXPECT_GE(bits.total, 100.0) << name;
      EXPECT_LT(bits.total, 101.0) << name;
      EXPECT_LE(params->log_domain(0), BabyBear::kTwoAdicity) << name;
      EXPECT_GE(params->whir.num_rounds(), 1U) << name;
      EXPECT_LE(params->log_final_poly_len(), 9U) << name;
      // Fewer queries a round than the round before: the rate falls.
      for (size_t i = 1; i < params->whir.rounds.size(); ++i)
        EXPECT_LT(params->whir.rounds[i].num_queries, params->whir.rounds[i - 1].num_queries) << name;
    }
  }
  EXPECT_EQ(named_params("fast")->log_stacked_height(), 24U);
  EXPECT_EQ(named_params("fast:20")->whir.rounds.front().num_queries, 193U);
  EXPECT_EQ(named_params("small:20")->whir.rounds.front().num_queries, 88U);
  EXPECT_FALSE(fast_params(10).ok());
  EXPECT_FALSE(small_params(25).ok());
  EXPECT_FALSE(named_params("small:").ok());
  EXPECT_FALSE(named_params("fast:20 ").ok());
}

// The choices of list decoding: with one multiplicity more, or one round earlier, 100 bits are missed or the
// queries of later rounds are no fewer.
TEST(Presets, ListDecodingIsUsedAsFarAsItGoes) {
  const auto queries_of = [](const SystemParams& params) {
    uint64_t queries = 0;
    for (const WhirRoundConfig& round : params.whir.rounds) queries += round.num_queries;
    return queries;
  };
  for (uint32_t height = kMinAppLogStackedHeight; height <= kMaxAppLogStackedHeight; ++height) {
    for (const std::string family : {"fast", "small"}) {
      const std::string name = family + ":" + std::to_string(height);
      const SystemParams params = *named_params(name);
      const WhirProximity& chosen = params.whir.proximity;
      if (chosen.m == 8) continue;  // the most that is used
      WhirProximity more = chosen;
      more.m += 1;
      SystemParams other = params;
      other.whir = derive_whir_config(params.log_blowup, height,
                                      {params.whir.k, 9, params.whir.query_phase_pow_bits,
                                       params.whir.folding_pow_bits, params.whir.mu_pow_bits, more},
                                      100);
      const double bits = calculate_soundness(other, preset_bounds(name, params)).total;
      EXPECT_TRUE(bits < 100.0 || queries_of(other) >= queries_of(params)) << name << " " << bits;
    }
  }
}

// Totals of the reference calculator (2.0.1) over its production sets.
TEST(Soundness, TotalsOfTheProductionSets) {
  const std::vector<std::pair<std::string, double>> totals = {
      {"app:15", 100.1014629377966}, {"app:24", 100.09}, {"leaf", 100.01},
      {"internal", 100.11},          {"root", 100.14},   {"hook", 100.10}};
  for (const auto& [name, expected] : totals) {
    const auto params = named_params(name);
    const Soundness bits = calculate_soundness(*params, preset_bounds(name, *params));
    EXPECT_NEAR(bits.total, expected, 0.006) << name;
  }
}

TEST(Soundness, TermsOfApp15) {
  const auto params = named_params("app:15");
  const StatementBounds bounds = preset_bounds("app:15", *params);
  EXPECT_EQ(bounds, (StatementBounds{5000, 100, 15, 30000, 27}));
  const Soundness bits = calculate_soundness(*params, bounds);
  constexpr double kTolerance = 1e-9;
  EXPECT_NEAR(bits.logup, 102.72048395100397, kTolerance);
  EXPECT_NEAR(bits.gkr_sumcheck, 122.04259988457929, kTolerance);
  EXPECT_NEAR(bits.gkr_batching, 123.62756238530045, kTolerance);
  EXPECT_NEAR(bits.zerocheck_sumcheck, 117.72067178969193, kTolerance);
  EXPECT_NEAR(bits.constraint_batching, 111.33495316253615, kTolerance);
  EXPECT_NEAR(bits.stacked_reduction, 107.75488750502984, kTolerance);
  EXPECT_NEAR(bits.whir_details.fold_rbr, 113.62743028645606, kTolerance);
  EXPECT_NEAR(bits.whir_details.gamma_batching, 116.02764954311333, kTolerance);
  EXPECT_NEAR(bits.whir_details.mu_batching, 111.62824351782012, kTolerance);
  EXPECT_NEAR(bits.whir_details.ood_rbr, 113.62756238530045, kTolerance);
  EXPECT_NEAR(bits.whir_details.query, 100.10148610737555, kTolerance);
  EXPECT_NEAR(bits.whir_details.shift_rbr, 100.1014629377966, kTolerance);
}

TEST(Soundness, EveryProductionSetHasItsHundredBits) {
  for (const std::string& name : production_params()) {
    const auto params = named_params(name);
    EXPECT_GE(calculate_soundness(*params, preset_bounds(name, *params)).total, 100.0) << name;
  }
}

TEST(Soundness, OfAKey) {
  const auto key = decode_verifying_key(testing::golden_bytes("openvm-v2/rv32im_app_vk/vk.postcard"));
  ASSERT_TRUE(key.ok());
  const StatementBounds bounds = statement_bounds(key->inner);
  EXPECT_EQ(bounds.num_airs, key->inner.per_air.size());
  EXPECT_EQ(bounds.max_log_height, key->inner.params.log_stacked_height());
  EXPECT_GE(calculate_soundness(key->inner.params, bounds).total, 100.0);
  // A key for tests says so.
  const auto small = decode_verifying_key(testing::golden_bytes("swirl/small/mixture/vk.postcard"));
  ASSERT_TRUE(small.ok());
  EXPECT_LT(calculate_soundness(small->inner.params, statement_bounds(small->inner)).total, 20.0);
}

}  // namespace
// Degenerate parameters, found by fuzzing keys: a batch of one word and a list bound that does not apply, no
// interactions allowed. Their infinities must not cancel to something that compares as enough.
TEST(Soundness, DegenerateParametersAreWeakNotUndefined) {
  const auto base = named_params("app:15");
  ASSERT_TRUE(base.ok());
  for (const uint32_t list_start : {0u, 1u})
    for (const uint32_t width : {0u, 1u})
      for (const uint32_t interactions : {0u, 1u})
        for (const uint32_t blowup : {0u, 1u, 200u}) {
          SystemParams params = *base;
          params.w_stack = width;
          params.log_blowup = blowup;
          params.logup.max_interaction_count = interactions;
          params.whir.proximity = {
              .kind = WhirProximity::Kind::kSplitUniqueList, .m = 0, .list_start_round = list_start};
          const Soundness bits = calculate_soundness(params, preset_bounds("app:15", *base));
          EXPECT_LE(bits.total, bits.logup);
          EXPECT_LE(bits.total, bits.whir);
          if (blowup == 0) {
            EXPECT_LT(bits.total, 100.0);
          }
        }
}

}  // namespace zkmem
