// `zkmem soundness`: security bits, term by term, of parameter presets or of a key.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "zkmem/base/file.h"
#include "zkmem/cli/commands.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/soundness_report.h"
#include "zkmem/protocol/presets.h"

namespace zkmem::cli {
namespace {

struct Options {
  std::string params;
  std::string key_path;
  bool json = false;
};

Result<std::vector<NamedSoundness>> collect(const Options& options) {
  if (!options.key_path.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, read_file(options.key_path));
    return soundness_of_file(options.key_path, bytes);
  }
  std::vector<NamedSoundness> sets;
  std::vector<std::string> names = {options.params};
  if (options.params == "all") names = production_params();
  for (const std::string& name : names) {
    ZKMEM_ASSIGN_OR_RETURN(NamedSoundness set, soundness_of_params(name));
    sets.push_back(std::move(set));
  }
  return sets;
}

void print_text(const NamedSoundness& set) {
  print_out("{}: {:.2f} bits for at most {} constraints per air, {} airs, height 2^{}, {} columns\n",
            set.name, std::min(set.bits.total, set.argument), set.bounds.max_constraints_per_air,
            set.bounds.num_airs, set.bounds.max_log_height, set.bounds.num_columns);
  for (const auto& [name, value] : soundness_terms(set)) print_out("  {:<20} {:7.2f}\n", name, value);
}

Result<int> run(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<NamedSoundness> sets, collect(options));
  if (options.json) {
    print_out("{}\n", soundness_json(sets).dump());
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
