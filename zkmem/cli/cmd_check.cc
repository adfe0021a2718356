// `zkmem check`: no proof, but every constraint of every row and every bus.
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "zkmem/base/file.h"
#include "zkmem/cli/commands.h"
#include "zkmem/cli/log_input.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/progress.h"
#include "zkmem/hash/simd.h"
#include "zkmem/rv32im/program_check.h"
#include "zkmem/sdk/check.h"

namespace zkmem::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  LogInput input;  // an ELF file needs only its path
  std::string stdin_path;
  std::vector<std::string> inputs;
  uint64_t segment_accesses = rv32im::kDefaultSegmentAccesses;
  unsigned threads = 0;
  bool json = false;
};

bool is_elf(std::span<const uint8_t> bytes) {
  return bytes.size() >= 4 && bytes[0] == 0x7f && bytes[1] == 'E' && bytes[2] == 'L' && bytes[3] == 'F';
}

Result<CheckOutcome> check_elf(const Context& context, const Options& options,
                               const std::vector<uint8_t>& elf) {
  if (!options.input.config.empty() ||
      (!options.input.profile.empty() && options.input.profile != "openvm-v2")) {
    return bad_input(
        options.input.path +
        ": programs are checked on OpenVM 2's own configuration, without --config or another --profile");
  }
  std::vector<std::string> paths = options.inputs;
  if (!options.stdin_path.empty()) paths.insert(paths.begin(), options.stdin_path);
  std::vector<std::vector<uint8_t>> items;
  for (const std::string& path : paths) {
    ZKMEM_ASSIGN_OR_RETURN(std::vector<uint8_t> item, read_file(path));
    items.push_back(std::move(item));
  }
  auto checked =
      rv32im::check_program(context, simd_poseidon2_batch(), elf, std::move(items), options.segment_accesses);
  if (!checked.ok()) return checked.error().in(options.input.path);
  CheckOutcome outcome;
  if (!checked->ok) outcome.problem = checked->report;
  outcome.segments = checked->segments;
  outcome.instructions = checked->instructions;
  outcome.cells = checked->cells;
  outcome.messages = checked->messages;
  outcome.check_seconds = checked->check_seconds;
  return outcome;
}

Result<CheckOutcome> check_file(const Context& context, const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, read_file(options.input.path));
  if (is_elf(bytes)) return check_elf(context, options, bytes);
  if (!options.stdin_path.empty() || !options.inputs.empty()) {
    return bad_input(options.input.path + ": --stdin and --input are for programs, this is a log");
  }
  ZKMEM_ASSIGN_OR_RETURN(const LogFile file, options.input.parse(bytes));
  return check_log(context, file, options.segment_accesses);
}

void print_outcome(const CheckOutcome& outcome, const Options& options) {
  const double rate =
      outcome.check_seconds > 0 ? static_cast<double>(outcome.cells) / outcome.check_seconds : 0;
  if (options.json) {
    const Json out = {{"ok", outcome.ok()},
                      {"problem", outcome.ok() ? Json(nullptr) : Json(outcome.problem)},
                      {"segments", outcome.segments},
                      {"accesses", outcome.accesses},
                      {"instructions", outcome.instructions},
                      {"cells", outcome.cells},
                      {"bus_messages", outcome.messages},
                      {"check_seconds", rate > 0 ? Json(outcome.check_seconds) : Json(nullptr)},
                      {"cells_per_second", rate > 0 ? Json(rate) : Json(nullptr)}};
    print_out("{}\n", out.dump());
    return;
  }
  if (!outcome.ok()) {
    print_out("{}: does not hold: {}{}", options.input.path, outcome.problem,
              outcome.problem.back() == '\n' ? "" : "\n");
    return;
  }
  print_out("{}: every constraint holds and every bus balances\n", options.input.path);
  print_out("segments      {}\n", outcome.segments);
  if (outcome.instructions != 0) {
    print_out("instructions  {}\n", outcome.instructions);
  } else {
    print_out("accesses      {}\n", outcome.accesses);
  }
  print_out("cells         {}", outcome.cells);
  if (rate > 0) print_out(" ({:.0f} million a second)", rate / 1e6);
  print_out("\nbus messages  {}\n", outcome.messages);
}

Result<int> run(const Options& options) {
  const Interrupt interrupt;
  Progress progress;
  Context context;
  context.threads = options.threads;
  context.cancel = &Interrupt::flag();
  context.progress = progress.sink();
  ZKMEM_ASSIGN_OR_RETURN(const CheckOutcome outcome, check_file(context, options));
  progress.end();
  print_outcome(outcome, options);
  return outcome.ok() ? kDone : kNo;
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("check", "Check every constraint and bus of a program's or log's traces, no proof");
  auto options = std::make_shared<Options>();
  command
      ->add_option("INPUT", options->input.path,
                   "ELF program or access log (.zklog, .jsonl, - for standard input)")
      ->required();
  command->add_option("--stdin", options->stdin_path, "a file that is one input item of the program");
  command->add_option("--input", options->inputs, "further input items, one file each");
  command->add_option("--segment-accesses", options->segment_accesses, "end a segment after so many accesses")
      ->check(CLI::Range(uint64_t{1}, uint64_t{1} << 29))
      ->capture_default_str();
  options->input.add_reading_options(*command);
  command->add_option("--threads", options->threads, "0: as many as the machine has")->capture_default_str();
  command->add_flag("--json", options->json, "print one JSON object");
  command->footer("Example: zkmem check accesses.jsonl --profile hybrid");
  command->callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace zkmem::cli
