// `zkmem soundness`: security bits, term by term, of parameter presets or of a key.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "zkmem/base/file.h"
#include "zkmem/cli/commands.h"
#include "zkmem/cli/output.h"
#include "zkmem/protocol/presets.h"
#include "zkmem/protocol/soundness.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/verify.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string params;
  std::string key_path;
  bool json = false;
};

struct NamedSoundness {
  std::string name;
  SystemParams params;
  StatementBounds bounds;
  Soundness bits;
  // Of what ties a proof's segments together, if that is more than what the proofs say: enters the total.
  double argument = std::numeric_limits<double>::infinity();
};

// In the order of the protocol; the indented ones are part of the line above them.
std::vector<std::pair<const char*, double>> terms(const NamedSoundness& set) {
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

Result<std::vector<NamedSoundness>> collect(const Options& options) {
  std::vector<NamedSoundness> sets;
  if (!options.key_path.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, read_file(options.key_path));
    if (looks_like_zkproof(bytes)) return collect_proof(options.key_path, bytes);
    const auto key = decode_verifying_key(bytes);
    if (!key.ok()) return key.error().in(options.key_path);
    sets.push_back(evaluate(options.key_path, key->inner.params, statement_bounds(key->inner)));
    return sets;
  }
  std::vector<std::string> names = {options.params};
  if (options.params == "all") names = production_params();
  for (const std::string& name : names) {
    ZKMEM_ASSIGN_OR_RETURN(const SystemParams params, named_params(name));
    sets.push_back(evaluate(name, params, preset_bounds(name, params)));
  }
  return sets;
}

void print_json(const std::vector<NamedSoundness>& sets) {
  Json out = Json::array();
  for (const NamedSoundness& set : sets) {
    Json bits;
    for (const auto& [name, value] : terms(set))
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
  print_out("{}\n", Json{{"sets", out}}.dump());
}

void print_text(const NamedSoundness& set) {
  print_out("{}: {:.2f} bits for at most {} constraints per air, {} airs, height 2^{}, {} columns\n",
            set.name, std::min(set.bits.total, set.argument), set.bounds.max_constraints_per_air,
            set.bounds.num_airs, set.bounds.max_log_height, set.bounds.num_columns);
  for (const auto& [name, value] : terms(set)) print_out("  {:<20} {:7.2f}\n", name, value);
}

Result<int> run(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<NamedSoundness> sets, collect(options));
  if (options.json) {
    print_json(sets);
    return kDone;
  }
  for (const NamedSoundness& set : sets) print_text(set);
  print_out(
      "proven bounds, round by round; the total is the least term; proof of work counts hash evaluations\n");
  return kDone;
}

}  // namespace

void add_soundness(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  options->params = "all";
  CLI::App* cmd = app.add_subcommand("soundness", "Security bits, term by term, of a parameter set or a key");
  CLI::Option* params =
      cmd->add_option("--params", options->params,
                      "fast[:H], small[:H], app[:H], leaf, internal, root, hook, test, or all (the default)");
  cmd->add_option("--vk", options->key_path,
                  "The worst statement that this verifying key, or this proof's, admits")
      ->excludes(params);
  cmd->add_option("PROOF", options->key_path, "A proof file, or a verifying key")->excludes(params);
  cmd->add_flag("--json", options->json, "Print one JSON object: sets, each with name, bounds and terms");
  cmd->footer("Example: zkmem soundness --params fast:21");
  cmd->callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace zkmem::cli
