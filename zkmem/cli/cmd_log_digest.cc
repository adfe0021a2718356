// zkmem log digest: what a proof calls a log, without proving it.
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/file.h"
#include "zkmem/cli/hash_option.h"
#include "zkmem/cli/log_commands.h"
#include "zkmem/cli/log_input.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/progress.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/sdk/memory/log_commitment.h"
#include "zkmem/sdk/memory_global/input.h"
#include "zkmem/statement/memory/known_log.h"
#include "zkmem/statement/statement.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem::cli {
namespace {

struct Options {
  LogInput log;
  HashOption hash;
  std::string params;
  std::string proof;
  std::string budget;
  std::optional<uint64_t> segment_accesses;
  unsigned threads = 0;
  bool as_json = false;
};

// Cut as the proof says, at its stacked heights.
Result<Commitment> digest_like_proof(const Context& context, const Options& options, const LogFile& file) {
  ZKMEM_ASSIGN_OR_RETURN(const auto bytes, read_file(options.proof));
  const Result<ZkProof> proof = decode_zkproof(bytes);
  if (!proof.ok()) return proof.error().in(options.proof);
  const Claim& claim = *proof->claim;
  if (!KnownLog({}).is_of(claim.statement()))
    return bad_input(
        fmt::format("{}: it is about {}, not about a log", options.proof, claim.statement().subject()));
  return log_digest_like(context, file, log_claim(claim));
}

// Cut as `zkmem prove` would with the same options.
Result<Commitment> digest_as_proven(const Context& context, const Options& options, LogFile& file) {
  ZKMEM_ASSIGN_OR_RETURN(const HashSuite hash, options.hash.suite());
  ZKMEM_ASSIGN_OR_RETURN(const ParameterChoice parameters, parse_parameters(options.params, hash));
  if (options.log.memory.empty() && may_choose_memory(parameters)) {
    const MemoryChooser chooser{context, options.segment_accesses.value_or(kDefaultSegmentAccesses), {}, {}};
    ZKMEM_RETURN_IF_ERROR(choose_memory(chooser, file));
  }
  const std::unique_ptr<MemoryInput> log = memory_input(file);
  MemoryInput& input = *log;
  input.segment_accesses = options.segment_accesses;
  input.parameters = parameters;
  KeyCache keys;
  std::vector<std::string> notes;
  auto digest = input.planned_digest(context, keys, notes);
  for (const std::string& note : notes) context.note(note);
  return digest;
}

Result<int> run(const Options& options) {
  const Interrupt interrupt;
  Progress progress;
  Context context;
  context.threads = options.threads;
  context.cancel = &Interrupt::flag();
  context.progress = progress.sink();
  context.notes = [&progress](std::string_view line) { progress.note(line); };
  context.memory_budget = options.budget.empty() ? default_memory_budget() : parse_bytes(options.budget);
  if (context.memory_budget == 0)
    return bad_input("--memory-budget: '" + options.budget + "' is no size (512M, 8G, …)");
  ZKMEM_ASSIGN_OR_RETURN(LogFile file, options.log.read());
  auto digest = options.proof.empty() ? digest_as_proven(context, options, file)
                                      : digest_like_proof(context, options, file);
  if (!digest.ok()) return digest.error().in(options.log.path);
  if (options.as_json) {
    print_out("{}\n", nlohmann::json{{"log_digest", commitment_to_hex(*digest)}}.dump());
  } else {
    print_out("{}\n", commitment_to_hex(*digest));
  }
  return kDone;
}

}  // namespace

void add_log_digest(CLI::App& log, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = log.add_subcommand("digest", "Print the digest that a proof of the log commits to");
  options->log.add_to(*command);
  options->log.add_memory_option(*command);
  command->add_option("--segment-accesses", options->segment_accesses, "Most accesses in a segment")
      ->check(CLI::Range(uint64_t{1}, uint64_t{1} << 29));
  command->add_option("--params", options->params, "fast, small or app, also with :H, as for prove");
  options->hash.add(*command);
  command->add_option("--memory-budget", options->budget, "as for prove: a short one makes segments smaller");
  command->add_option("--proof", options->proof, "cut the log where this proof does, instead");
  command->add_option("--threads", options->threads, "Threads (default: all)");
  Progress::add_option(*command);
  command->add_flag("--json", options->as_json, "print one JSON object");
  command->footer(
      "The digest depends on where the log is cut into segments, on their stacked heights and on the hash.\n"
      "Example: zkmem log digest accesses.zklog --profile openvm-v1");
  command->callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace zkmem::cli
