// `zkmem export`: an AIR's constraints for other tools.
#include <algorithm>
#include <memory>
#include <string>

#include "zkmem/air/export/air_export.h"
#include "zkmem/air/export/rocq_export.h"
#include "zkmem/base/nearest.h"
#include "zkmem/cli/air_options.h"
#include "zkmem/cli/commands.h"
#include "zkmem/cli/output.h"

namespace zkmem::cli {
namespace {

struct Options {
  AirSetOptions airs;
  std::string air;
  bool json = false;
  bool dot = false;
  bool rocq = false;
};

std::string constraints_text(const Options& options, const CatalogAir& entry) {
  const AirConstraints constraints = build_constraints(*entry.air);
  if (options.dot) return air_to_dot(constraints, options.air, entry.air->column_names());
  if (options.rocq) return air_to_rocq(constraints, options.air, entry.air->column_names());
  return air_to_json(constraints, entry.is_required) + "\n";
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::string text = "[";
  for (size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "\"" : ",\"") + names[i] + "\"";
  return text + "]";
}

std::vector<CatalogAir>::iterator find_air(std::vector<CatalogAir>& set, const std::string& name) {
  return std::ranges::find_if(set, [&](const CatalogAir& entry) { return entry.air->name() == name; });
}

Result<int> run(const Options& options) {
  auto set = options.airs.is_given() ? choose_air_set(options.airs) : all_airs();
  if (!set.ok()) return set.error();
  if (options.airs.is_given()) {
    for (CatalogAir& entry : extra_airs()) {
      if (find_air(*set, entry.air->name()) == set->end()) set->push_back(std::move(entry));
    }
  }
  std::vector<std::string> names;
  for (const CatalogAir& entry : *set) names.push_back(entry.air->name());
  if (options.air.empty()) {
    if (options.dot || options.rocq)
      return bad_input(std::string(options.dot ? "--dot" : "--rocq") +
                       ": no AIR is named; export without it lists them");
    if (options.json) {
      print_out("{}\n", quoted_list(names));
    } else {
      for (const std::string& name : names) print_out("{}\n", name);
    }
    return kDone;
  }
  const auto found = find_air(*set, options.air);
  if (found == set->end()) {
    const std::vector<std::string_view> known(names.begin(), names.end());
    return bad_input("no AIR '" + options.air + "' in this set" + did_you_mean(options.air, known) +
                     "; without a name, export lists them");
  }
  write_out(constraints_text(options, *found));
  return kDone;
}

}  // namespace

void add_export(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("export", "Print an AIR's constraints for other tools, or the list of AIRs");
  auto options = std::make_shared<Options>();
  command->add_option("AIR", options->air, "name; without it the names are listed");
  add_air_set_options(command, options->airs);
  auto* json = command->add_flag("--json", options->json, "JSON in the shape of a key's per_air entry");
  auto* dot = command->add_flag("--dot", options->dot, "a graph for Graphviz")->excludes(json);
  command->add_flag("--rocq", options->rocq, "a term of Rocq, which proofs/ is about")
      ->excludes(json)
      ->excludes(dot);
  command->footer(
      "Example: zkmem export --dot --profile hybrid AccessAdapterAir_4 | dot -Tsvg > adapter.svg");
  command->callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace zkmem::cli
