#include "zkmem/cli/soundness_report.h"

#include <algorithm>
#include <cmath>

#include "zkmem/protocol/presets.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/verify.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem::cli {
namespace {

using Json = nlohmann::ordered_json;

NamedSoundness evaluate(std::string name, const SystemParams& params, const StatementBounds& bounds) {
  return {std::move(name), params, bounds, calculate_soundness(params, bounds)};
}

// The keys that a proof file's segments are verified with, each once.
Result<std::vector<NamedSoundness>> collect_proof(const std::string& path, std::span<const uint8_t> bytes) {
  const auto proof = decode_zkproof(bytes);
  if (!proof.ok()) return proof.error().in(path);
  KeyCache cache;
  ZKMEM_ASSIGN_OR_RETURN(const auto keys, segment_keys(cache, *proof->claim));
  const auto argument = argument_bits(*proof);
  if (!argument.ok()) return argument.error().in(path);
  std::vector<NamedSoundness> sets;
  for (size_t k = 0; k < keys.size(); ++k) {
    if (k > 0 && keys[k] == keys[k - 1]) continue;
    const VerifyingKeyContent& key = keys[k]->inner;
    sets.push_back(evaluate(path + " segment " + std::to_string(k), key.params, statement_bounds(key)));
    sets.back().argument = *argument;
  }
  return sets;
}

}  // namespace

std::vector<std::pair<const char*, double>> soundness_terms(const NamedSoundness& set) {
  const Soundness& bits = set.bits;
  const WhirSoundness& whir = bits.whir_details;
  std::vector<std::pair<const char*, double>> list;
  if (std::isfinite(set.argument)) list.emplace_back("ledger", set.argument);
  list.insert(list.end(), {{"logup", bits.logup},
                           {"gkr_sumcheck", bits.gkr_sumcheck},
                           {"gkr_batching", bits.gkr_batching},
                           {"zerocheck_sumcheck", bits.zerocheck_sumcheck},
                           {"constraint_batching", bits.constraint_batching},
                           {"stacked_reduction", bits.stacked_reduction},
                           {"whir", bits.whir},
                           {"whir_mu_batching", whir.mu_batching},
                           {"whir_fold_rbr", whir.fold_rbr},
                           {"whir_proximity_gaps", whir.proximity_gaps},
                           {"whir_sumcheck", whir.sumcheck},
                           {"whir_ood_rbr", whir.ood_rbr},
                           {"whir_shift_rbr", whir.shift_rbr},
                           {"whir_query", whir.query},
                           {"whir_gamma_batching", whir.gamma_batching},
                           {"total", std::min(bits.total, set.argument)}});
  return list;
}

Result<NamedSoundness> soundness_of_params(const std::string& name) {
  ZKMEM_ASSIGN_OR_RETURN(const SystemParams params, named_params(name));
  return evaluate(name, params, preset_bounds(name, params));
}

Result<std::vector<NamedSoundness>> soundness_of_file(const std::string& name,
                                                      std::span<const uint8_t> bytes) {
  if (looks_like_zkproof(bytes)) return collect_proof(name, bytes);
  const auto key = decode_verifying_key(bytes);
  if (!key.ok()) return key.error().in(name);
  return std::vector{evaluate(name, key->inner.params, statement_bounds(key->inner))};
}

nlohmann::ordered_json soundness_json(const std::vector<NamedSoundness>& sets) {
  Json out = Json::array();
  for (const NamedSoundness& set : sets) {
    Json bits;
    for (const auto& [name, value] : soundness_terms(set))
      bits[name] = std::isfinite(value) ? Json(value) : Json(nullptr);
    out.push_back({{"name", set.name},
                   {"bounds",
                    {{"constraints", set.bounds.max_constraints_per_air},
                     {"airs", set.bounds.num_airs},
                     {"log_height", set.bounds.max_log_height},
                     {"columns", set.bounds.num_columns},
                     {"n_logup", set.bounds.n_logup}}},
                   {"terms", bits}});
  }
  return Json{{"sets", out}};
}

}  // namespace zkmem::cli
