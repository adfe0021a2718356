// `zkmem attack`: the catalogue of attacks, listed and run on this build.
#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "zkmem/attack/catalogue.h"
#include "zkmem/attack/kept_proofs.h"
#include "zkmem/base/nearest.h"
#include "zkmem/cli/attack_commands.h"
#include "zkmem/cli/commands.h"
#include "zkmem/cli/description.h"
#include "zkmem/cli/kept_files.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/progress.h"
#include "zkmem/cli/verdict.h"

namespace zkmem::cli {
namespace {

using attack::Attack;
using attack::Row;
using attack::Trial;
using attack::Trials;
using Json = nlohmann::ordered_json;

struct Options {
  std::string name;
  std::string params = "weak";
  unsigned threads = 0;
  std::string keep;
  bool json = false;
};

void list_as_json() {
  Json rows = Json::array();
  for (const Row& row : attack::rows())
    rows.push_back({{"number", row.number}, {"attack", row.attack}, {"rejected_by", row.rejected_by}});
  Json attacks = Json::array();
  for (const Attack& one : attack::catalogue())
    attacks.push_back({{"name", one.full_name()}, {"rows", one.numbers}, {"claims", one.claims}});
  print_out("{}\n", Json{{"rows", rows}, {"attacks", attacks}}.dump());
}

int list_as_text() {
  for (const Row& row : attack::rows()) {
    print_out("{:2}  {}\n    rejected by: {}\n", row.number, row.attack, row.rejected_by);
    for (const Attack& one : attack::catalogue()) {
      if (std::ranges::find(one.numbers, row.number) != one.numbers.end())
        print_out("      {}\n", one.full_name());
    }
  }
  print_out("Proofs of something true, which must be accepted:\n");
  for (const Attack& one : attack::catalogue()) {
    if (one.is_true()) print_out("      {}\n", one.full_name());
  }
  print_out("zkmem attack all runs them, zkmem attack NAME those of a name, a suite or a number\n");
  return kDone;
}

// What came of one attack.
struct Outcome {
  const Attack* attack;
  std::vector<Trial> trials;
  double seconds = 0;

  size_t broken() const {
    return static_cast<size_t>(std::ranges::count_if(trials, [](const Trial& t) { return t.is_broken(); }));
  }
};

std::string line_of(const Trial& trial) {
  std::string said = trial.said;
  std::ranges::replace(said, '\n', ' ');
  return trial.what.empty() ? said : trial.what + ": " + said;
}

// All trials of few attacks, else the first of each; and whatever went wrong.
void print_outcome(const Outcome& outcome, bool in_full) {
  const std::vector<Trial>& trials = outcome.trials;
  const char* verdict = outcome.broken() != 0       ? "BROKEN"
                        : outcome.attack->is_true() ? "accepted"
                                                    : "rejected";
  print_out("{}  {}\n", verdict, outcome.attack->full_name());
  size_t left_out = 0;
  bool is_first = true;
  for (const Trial& trial : trials) {
    const bool is_shown =
        in_full || !trial.is_expected || (is_first && trial.is_true == outcome.attack->is_true());
    if (!is_shown) {
      ++left_out;
      continue;
    }
    is_first = false;
    const char* wrong =
        trial.is_broken() ? (trial.is_true ? "MUST BE ACCEPTED, " : "MUST BE REJECTED, ") : "";
    print_out("  {}{}\n", wrong, line_of(trial));
    if (!trial.is_expected && !trial.is_broken()) print_out("    expected was: {}\n", trial.expected);
  }
  if (left_out != 0) print_out("  and {} more\n", left_out);
}

Json json_of(const Outcome& outcome) {
  Json trials = Json::array();
  for (const Trial& trial : outcome.trials) {
    trials.push_back({{"what", trial.what},
                      {"said", trial.said},
                      {"is_true", trial.is_true},
                      {"accepted", trial.is_accepted()},
                      {"as_expected", trial.is_expected}});
  }
  return {{"name", outcome.attack->full_name()}, {"rows", outcome.attack->numbers},
          {"claims", outcome.attack->claims},    {"holds", outcome.broken() == 0},
          {"seconds", outcome.seconds},          {"trials", trials}};
}

Result<std::vector<const Attack*>> attacks_named(const std::string& name) {
  std::vector<const Attack*> found = attack::attacks_named(name);
  if (!found.empty()) return found;
  std::vector<std::string> names = attack::names();
  names.emplace_back("mutate");
  const std::vector<std::string_view> known(names.begin(), names.end());
  for (const Row& row : attack::rows()) {
    if (std::to_string(row.number) == name)
      return bad_input("of row " + name + " none can be run here; docs/attacks.md names its tests");
  }
  return bad_input("there is no attack '" + name + "'" + did_you_mean(name, known) +
                   "; zkmem attack lists them");
}

struct Totals {
  size_t rejected = 0;  // trials of something false
  size_t accepted = 0;  // of something true
  size_t broken = 0;
  size_t unexpected = 0;  // rejected, with other words
};

Totals totals_of(const std::vector<Outcome>& outcomes) {
  Totals totals;
  for (const Outcome& outcome : outcomes) {
    for (const Trial& trial : outcome.trials) {
      if (trial.is_broken()) {
        ++totals.broken;
        continue;
      }
      ++(trial.is_true ? totals.accepted : totals.rejected);
      if (!trial.is_expected) ++totals.unexpected;
    }
  }
  return totals;
}

Status finish_kept(const attack::KeptProofs& kept, KeptFiles& files) {
  for (const attack::KeptProof& one : kept.list())
    files.add({{"attack", one.attack}, {"verify", one.arguments}});
  return files.finish();
}

Result<std::vector<Outcome>> run_all(const std::vector<const Attack*>& attacks, const Options& options) {
  KeptFiles files(options.keep);
  ZKMEM_RETURN_IF_ERROR(files.begin());
  attack::KeptProofs kept(options.keep);
  const Interrupt interrupt;
  Progress progress;
  Context shown;
  shown.progress = progress.sink();
  testing::ProverSetting setting;
  setting.context.threads = options.threads;
  setting.parameters = options.params == "app"    ? ParameterFamily::kApp
                       : options.params == "fast" ? ParameterFamily::kFast
                                                  : ParameterFamily::kWeak;
  std::vector<Outcome> outcomes;
  for (const Attack* one : attacks) {
    shown.report(one->full_name(),
                 static_cast<double>(outcomes.size()) / static_cast<double>(attacks.size()));
    const auto start = std::chrono::steady_clock::now();
    Trials trials(setting, options.keep.empty() ? attack::OnJudged() : kept.of(*one));
    one->run(trials);
    ZKMEM_RETURN_IF_ERROR(kept.status());
    if (Interrupt::flag().load()) {
      ZKMEM_RETURN_IF_ERROR(finish_kept(kept, files));
      return cancelled();
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    outcomes.push_back({one, trials.list(), took.count()});
    if (!options.json) {
      progress.end();
      print_outcome(outcomes.back(), attacks.size() <= 5);
    }
  }
  progress.end();
  ZKMEM_RETURN_IF_ERROR(finish_kept(kept, files));
  return outcomes;
}

Result<int> run(const Options& options) {
  if (options.name.empty()) {
    if (options.json) {
      list_as_json();
      return kDone;
    }
    return list_as_text();
  }
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<const Attack*> attacks, attacks_named(options.name));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<Outcome> outcomes, run_all(attacks, options));
  const Totals totals = totals_of(outcomes);
  const int code = totals.broken == 0 ? kDone : kNo;
  if (options.json) {
    Json attacks_json = Json::array();
    for (const Outcome& outcome : outcomes) attacks_json.push_back(json_of(outcome));
    print_out("{}\n", Json{{"verdict", verdict_of(code)},
                           {"params", options.params},
                           {"rejected", totals.rejected},
                           {"accepted", totals.accepted},
                           {"broken", totals.broken},
                           {"unexpected", totals.unexpected},
                           {"attacks", attacks_json}}
                          .dump());
    return code;
  }
  print_out("{} attack{}, parameters {}: {} forged or altered proofs rejected, {} true ones accepted, {}\n",
            outcomes.size(), outcomes.size() == 1 ? "" : "s", options.params, totals.rejected,
            totals.accepted,
            totals.broken == 0 ? "none judged wrong" : fmt::format("{} JUDGED WRONG", totals.broken));
  if (totals.unexpected != 0)
    print_out("{} of the rejected ones by another check than expected\n", totals.unexpected);
  return code;
}

}  // namespace

void add_attack(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  const auto command = std::make_shared<CommandOfNames>(
      "Run the attacks of the catalogue on this build, with real proofs of a dishonest prover", "attack",
      &attack::names);
  app.add_subcommand(command);
  command->add_option(
      "NAME", options->name,
      "all, a suite (GlobalMemoryAttack), an attack, or a number of the catalogue; without it "
      "they are listed, with what each tries and what should reject it");
  command
      ->add_option("--params", options->params,
                   "weak: the app set with a query a round and a bit of work each, so that a proof takes "
                   "milliseconds; fast or app: as users prove")
      ->check(CLI::IsMember({"weak", "fast", "app"}))
      ->capture_default_str();
  command->add_option("--threads", options->threads, "0: as many as the machine has")->capture_default_str();
  add_keep_option(*command, options->keep,
                  "Write the proofs that the verifier is given, and what they are compared with,");
  Progress::add_option(*command);
  command->add_flag("--json", options->json, "Print one JSON object");
  command->footer(
      "Exit 1 if something false is accepted, or something true is not.\nExample: zkmem attack all");
  add_attack_mutate(*command, action);
  // Not called first: what is below has chosen its own action then.
  command->callback([&action, options, command = command.get()] {
    // The first of these options that was given is refused.
    const auto refuses = [&](std::initializer_list<const char*> names, const std::string& why) {
      for (const std::string option : names) {
        if (command->get_option(option)->count() == 0) continue;
        action = [text = option + why] { return Result<int>(bad_input(text)); };
        return true;
      }
      return false;
    };
    if (command->get_subcommands().empty()) {
      action = [options] { return run(*options); };
      if (options->name.empty()) refuses({"--params", "--threads", "--keep"}, ": no attack is named");
    } else if (!refuses({"--params", "--threads", "--keep", "--progress", "--json"},
                        ": options of attack mutate stand behind mutate") &&
               !options->name.empty()) {
      action = [options] {
        return Result<int>(bad_input("mutate stands in the place of '" + options->name + "'"));
      };
    }
  });
}

}  // namespace zkmem::cli
