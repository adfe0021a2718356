// `zkmem check`: no proof, but every constraint of every row and every bus.
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "zkmem/cli/commands.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/progress.h"
#include "zkmem/cli/prove_input.h"
#include "zkmem/cli/verdict.h"

namespace zkmem::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options : ProveInputOptions {
  unsigned threads = 0;
  bool json = false;
};

Result<CheckOutcome> check_file(const Context& context, const Options& options) {
  KeyCache keys;
  ZKMEM_ASSIGN_OR_RETURN(const auto input, read_prove_input(options, keys));
  auto outcome = input->check(context);
  if (!outcome.ok()) return outcome.error().in(options.input);
  return outcome;
}

void print_outcome(const CheckOutcome& outcome, const Options& options) {
  const double rate =
      outcome.check_seconds > 0 ? static_cast<double>(outcome.cells) / outcome.check_seconds : 0;
  if (options.json) {
    Json out = {{"verdict", verdict_of(outcome.ok() ? kDone : kNo)}};
    if (!outcome.ok()) out["reason"] = outcome.problem;
    out["segments"] = outcome.segments;
    out["accesses"] = outcome.accesses;
    out["instructions"] = outcome.instructions;
    out["cells"] = outcome.cells;
    out["bus_messages"] = outcome.messages;
    if (outcome.tokens != 0) out["tokens"] = outcome.tokens;
    out["check_seconds"] = rate > 0 ? Json(outcome.check_seconds) : Json(nullptr);
    out["cells_per_second"] = rate > 0 ? Json(rate) : Json(nullptr);
    print_out("{}\n", out.dump());
    return;
  }
  if (!outcome.ok()) {
    print_out("{}: does not hold: {}{}", options.input, outcome.problem,
              outcome.problem.back() == '\n' ? "" : "\n");
    return;
  }
  print_out("{}: every constraint holds and every bus balances\n", options.input);
  print_out("segments      {}\n", outcome.segments);
  if (outcome.instructions != 0) print_out("instructions  {}\n", outcome.instructions);
  print_out("accesses      {}\n", outcome.accesses);
  print_out("cells         {}", outcome.cells);
  if (rate > 0) print_out(" ({:.0f} million a second)", rate / 1e6);
  print_out("\nbus messages  {}\n", outcome.messages);
  if (outcome.tokens != 0) print_out("tokens        {}, all that are put are taken\n", outcome.tokens);
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
      ->add_option("INPUT", options->input,
                   "ELF program or access log (.zklog, .jsonl, - for standard input)")
      ->required();
  command->add_option("--stdin", options->std_in, "a file that is one input item of the program");
  command->add_option("--input", options->inputs, "further input items, one file each");
  command->add_option("--segment-accesses", options->segment_accesses, "end a segment after so many accesses")
      ->check(CLI::Range(uint64_t{1}, uint64_t{1} << 29))
      ->capture_default_str();
  options->log.add_reading_options(*command);
  options->log.add_memory_option(*command);
  add_instruction_limit(*command, *options);
  command->add_option("--threads", options->threads, "0: as many as the machine has")->capture_default_str();
  Progress::add_option(*command);
  command->add_flag("--json", options->json, "print one JSON object");
  command->footer("Example: zkmem check accesses.jsonl --profile hybrid");
  command->callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace zkmem::cli
