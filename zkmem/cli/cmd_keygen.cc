// `zkmem keygen`: the keys of a statement.
#include <filesystem>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "zkmem/base/file.h"
#include "zkmem/cli/air_options.h"
#include "zkmem/cli/commands.h"
#include "zkmem/cli/hash_option.h"
#include "zkmem/cli/output.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/protocol/presets.h"
#include "zkmem/protocol/verifying_key_codec.h"

namespace zkmem::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  AirSetOptions airs;
  std::string params;
  HashOption hash;
  std::string directory;
  bool json = false;
};

// What a prover needs beside the verifying key. No AIR here has a preprocessed trace, so that is the list of
// AIRs.
Json proving_key_json(const std::vector<CatalogAir>& airs, const VerifyingKey& key) {
  Json list = Json::array();
  for (size_t i = 0; i < airs.size(); ++i) {
    const AirVerifyingKey& air = key.inner.per_air[i];
    list.push_back({{"air_id", i},
                    {"name", airs[i].air->name()},
                    {"is_required", air.is_required},
                    {"num_public_values", air.params.num_public_values},
                    {"max_constraint_degree", air.max_constraint_degree},
                    {"constraints", air.symbolic_constraints.constraint_idx.size()},
                    {"interactions", air.symbolic_constraints.interactions.size()},
                    {"cached_mains", air.params.width.cached_mains},
                    {"common_main", air.params.width.common_main},
                    {"columns", airs[i].air->column_names()}});
  }
  return {
      {"pre_hash", commitment_to_hex(key.pre_hash)}, {"preprocessed_traces", Json::array()}, {"airs", list}};
}

Result<int> run(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const HashSuite hash, options.hash.suite());
  const std::string usual = hash == HashSuite::kPoseidon2 ? "app" : "fast";
  ZKMEM_ASSIGN_OR_RETURN(SystemParams params, named_params(options.params.empty() ? usual : options.params));
  params.hash = hash;
  auto airs = choose_air_set(options.airs);
  if (!airs.ok()) return airs.error();
  ZKMEM_ASSIGN_OR_RETURN(const VerifyingKey key, generate_key(params, *airs));
  std::error_code failure;
  std::filesystem::create_directories(options.directory, failure);
  if (failure) return bad_input("cannot create directory '" + options.directory + "': " + failure.message());
  const std::vector<uint8_t> bytes = encode_verifying_key(key);
  ZKMEM_RETURN_IF_ERROR(write_file(options.directory + "/vk.postcard", bytes));
  ZKMEM_RETURN_IF_ERROR(write_file(options.directory + "/pk.json",
                                   std::string_view(proving_key_json(*airs, key).dump(1) + "\n")));
  if (options.json) {
    const Json out = {{"airs", airs->size()},           {"log_stacked_height", params.log_stacked_height()},
                      {"hash", to_string(params.hash)}, {"pre_hash", commitment_to_hex(key.pre_hash)},
                      {"vk_bytes", bytes.size()},       {"directory", options.directory}};
    print_out("{}\n", out.dump());
  } else {
    print_out("{} AIRs, stacked height 2^{}\npre-hash {}\n{}/vk.postcard ({} bytes), {}/pk.json\n",
              airs->size(), params.log_stacked_height(), commitment_to_hex(key.pre_hash), options.directory,
              bytes.size(), options.directory);
  }
  return kDone;
}

}  // namespace

void add_keygen(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("keygen", "Generate the verifying and proving keys of a statement");
  auto options = std::make_shared<Options>();
  add_air_set_options(command, options->airs);
  command->add_option(
      "--params", options->params,
      "parameters: fast (default), small, or app (OpenVM's, default of poseidon2); with :H (log2 of "
      "the stacked height; default: 24)");
  options->hash.add(*command);
  command->add_option("-o,--output", options->directory, "directory for vk.postcard and pk.json")->required();
  command->add_flag("--json", options->json, "print one JSON object");
  command->footer("Example: zkmem keygen --vm rv32im --params app:24 -o keys");
  command->callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace zkmem::cli
