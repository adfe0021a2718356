// zkmem report: what an input costs in memory, and who pays.
#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "zkmem/base/file.h"
#include "zkmem/cli/commands.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/profile_text.h"
#include "zkmem/cli/progress.h"
#include "zkmem/cli/prove_input.h"
#include "zkmem/hash/simd.h"
#include "zkmem/sdk/report/formats.h"
#include "zkmem/sdk/report/report.h"
#include "zkmem/statement/zkproof.h"
#include "zkmem/store/run_versions.h"
#include "zkmem/store/state_store.h"

namespace zkmem::cli {
namespace {

struct Options : ProveInputOptions {
  std::string output;
  std::string format;
  std::string cost = "cells";
  std::string budget;
  unsigned threads = 0;
  bool json = false;
  bool cuts = false;
};

struct Format {
  const char* name;
  const char* ending;
  std::string (*write)(const Profile& profile, uint64_t Costs::* cost);
  bool needs_samples;     // stacks of a program's instructions
  bool has_cuts = false;  // with or without --cuts
};

using Cost = uint64_t Costs::*;
constexpr Format kFormats[] = {
    {"text", ".txt", [](const Profile& profile, Cost) { return profile_text(profile); }, false},
    {"speedscope", ".speedscope.json", [](const Profile& profile, Cost) { return to_speedscope(profile); },
     true},
    {"html", ".html", [](const Profile& profile, Cost) { return to_html(profile); }, false, true},
    {"json", ".json", [](const Profile& profile, Cost) { return to_json(profile) + "\n"; }, false},
    {"csv", ".csv", [](const Profile& profile, Cost) { return to_csv(profile); }, false},
    {"folded", ".folded", [](const Profile& profile, Cost cost) { return to_folded(profile, cost); }, true},
    {"pprof", ".pb", [](const Profile& profile, Cost) { return to_pprof(profile); }, true},
};

// What is asked for, or what the output's name ends in.
Result<const Format*> format_of(const Options& options) {
  std::string names;
  for (const Format& format : kFormats) {
    names += (names.empty() ? "" : ", ") + std::string(format.name);
    if (options.format.empty() ? options.output.ends_with(format.ending) : options.format == format.name)
      return &format;
  }
  if (!options.format.empty())
    return bad_input(fmt::format("--format '{}': must be one of {}", options.format, names));
  if (options.output.empty() || options.output == "-") return &kFormats[0];
  std::string endings;
  for (const Format& format : kFormats) endings += (endings.empty() ? "" : ", ") + std::string(format.ending);
  return bad_input(
      fmt::format("-o: '{}' ends in none of {}, and there is no --format", options.output, endings));
}

Result<Cost> cost_of(const Options& options) {
  std::string names;
  for (const CostName& cost : kCostNames) {
    names += (names.empty() ? "" : ", ") + std::string(cost.name);
    if (options.cost == cost.name) return cost.value;
  }
  return bad_input(fmt::format("--cost '{}': must be one of {}", options.cost, names));
}

Status check_output(const Options& options) {
  if (options.output == "-" && options.json)
    return bad_input("-o -: the report is on stdout, --json cannot be there, too");
  if (options.json && options.output.empty() && !options.format.empty() && options.format != "json")
    return bad_input("--format: with --json the report is JSON; -o says where another format goes");
  std::error_code none;
  if (!options.output.empty() && std::filesystem::equivalent(options.output, options.input, none))
    return bad_input(fmt::format("-o: '{}' is the input, which the report would overwrite", options.output));
  return {};
}

// The head of an existing state, which is left as it is.
Status read_state(const Context& context, const std::string& folder, StatementInput& input) {
  if (folder.empty()) return {};
  ZKMEM_ASSIGN_OR_RETURN(const StateStore store, StateStore::open(folder, StateStore::Access::kRead));
  if (!(store.config() == input.config()))
    return bad_input(fmt::format("--state: '{}' is of another configuration than the input", folder));
  ZKMEM_ASSIGN_OR_RETURN(input.state, load_head(context, simd_poseidon2_batch(), store));
  return {};
}

// Of a pipe, whose bytes are read once, it is not asked.
bool begins_as_proof(const std::string& path) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(path, none)) return false;
  std::array<char, 64> bytes{};
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), bytes.size());
  const auto* begin = reinterpret_cast<const uint8_t*>(bytes.data());
  return looks_like_zkproof({begin, static_cast<size_t>(file.gcount())});
}

Result<Profile> profile_of(const Context& context, const Options& options, bool other_cuts, bool& is_proof) {
  KeyCache keys;
  is_proof = begins_as_proof(options.input);
  if (is_proof) {
    ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> file, read_file(options.input));
    return profile_proof(keys, file, options.input);
  }
  ZKMEM_ASSIGN_OR_RETURN(const auto input, read_prove_input(options, keys, &context));
  ZKMEM_RETURN_IF_ERROR(read_state(context, options.state, *input));
  return profile_input(context, keys, *input, options.input, {.other_cuts = other_cuts});
}

Result<int> report(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const Format* const format, format_of(options));
  ZKMEM_ASSIGN_OR_RETURN(const Cost cost, cost_of(options));
  ZKMEM_RETURN_IF_ERROR(check_output(options));
  const Interrupt interrupt;
  Progress progress;
  Context context;
  context.threads = options.threads;
  context.cancel = &Interrupt::flag();
  context.progress = progress.sink();
  context.notes = [&](std::string_view line) { progress.note(line); };
  context.memory_budget = options.budget.empty() ? default_memory_budget() : parse_bytes(options.budget);
  if (context.memory_budget == 0)
    return bad_input("--memory-budget: '" + options.budget + "' is no size (512M, 8G, …)");
  bool is_proof = false;
  ZKMEM_ASSIGN_OR_RETURN(const Profile profile,
                         profile_of(context, options, options.cuts || format->has_cuts, is_proof));
  progress.end();
  if (format->needs_samples && !profile.is_program())
    return bad_input(
        fmt::format("{}: --format {} is for programs, whose instructions have functions; this is a {}",
                    options.input, format->name, is_proof ? "proof" : "log"));
  if (options.json) print_out("{}\n", to_json(profile));
  if (!options.output.empty()) {
    ZKMEM_RETURN_IF_ERROR(write_file(options.output, format->write(profile, cost)));
  } else if (!options.json) {
    write_out(format->write(profile, cost));
  }
  if (!profile.violation) return kDone;
  print_err("zkmem: {}: {}\n", options.input, profile.violation->message);
  return kNo;
}

}  // namespace

void add_report(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("report", "Say what a program, log or proof costs, and which code pays");
  command->add_option("INPUT", options->input, "A program, an access log, or a proof file")->required();
  command->add_option("-o,--output", options->output, "Where the report goes (default: standard output)");
  command->add_option(
      "--format", options->format,
      "text, html, json, csv, folded, speedscope or pprof (default: as the output's name ends)");
  command->add_option("--cost", options->cost,
                      "Of folded stacks: instructions, accesses, memory_accesses, leaves or cells (default)");
  command->add_flag("--cuts", options->cuts,
                    "Also say what segments half and twice as long would take (a page does in any case)");
  command->add_option("--stdin", options->std_in, "File that is the first input item");
  command->add_option("--input", options->inputs, "File that is a further input item (repeatable)");
  options->log.add_reading_options(*command);
  options->log.add_memory_option(*command);
  command->add_option("--segment-accesses", options->segment_accesses,
                      "Most accesses in a segment (default: as prove cuts)");
  add_instruction_limit(*command, *options);
  command->add_option("--params", options->params, "As of prove: fast (default), small or app, with :H");
  options->hash.add(*command);
  command->add_option("--state", options->state,
                      "Folder of a persistent state to start from; it is not changed");
  command->add_flag("--initial-root", options->initial_root,
                    "In global memory: with the root that it starts from");
  command->add_flag("--final-root", options->final_root, "Likewise: with both roots");
  command->add_option("--threads", options->threads, "Threads (default: all)");
  command->add_option("--memory-budget", options->budget,
                      "512M, 8G, … (default: three quarters of the machine's)");
  Progress::add_option(*command);
  command->add_flag("--json", options->json, "One JSON object on stdout");
  command->footer("Example: zkmem report sort.elf --stdin numbers.txt -o sort.html");
  command->callback([&action, options] { action = [options] { return report(*options); }; });
}

}  // namespace zkmem::cli
