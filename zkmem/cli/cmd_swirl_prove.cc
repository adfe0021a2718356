// `zkmem swirl prove`: a proof for any key and traces, whoever wrote the AIRs.
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "zkmem/air/check/row_checker.h"
#include "zkmem/base/file.h"
#include "zkmem/cli/hash_option.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/progress.h"
#include "zkmem/cli/swirl_commands.h"
#include "zkmem/cli/verdict.h"
#include "zkmem/hash/simd_backend.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/prover/input_check.h"
#include "zkmem/prover/prove.h"
#include "zkmem/prover/spilled_traces.h"
#include "zkmem/prover/trace_files.h"
#include "zkmem/verifier/verify.h"

namespace zkmem::cli {
namespace {

struct Options {
  std::string key_path;
  std::string trace_directory;
  std::string proof_path;
  std::string transcript_path;
  unsigned threads = 0;
  std::string memory_budget;
  std::string spill_directory;
  bool json = false;
  HashOption hash;  // which the key must have
};

// The AIRs of a key as the row checker wants them: a key has no names, so they get numbers.
std::vector<CheckedAir> checked_airs(const VerifyingKeyContent& key) {
  std::vector<CheckedAir> airs;
  for (size_t i = 0; i < key.per_air.size(); ++i) {
    const AirVerifyingKey& air_key = key.per_air[i];
    const TraceWidth& width = air_key.params.width;
    CheckedAir air;
    air.name = "air " + std::to_string(i);
    const auto add = [&](const std::string& part, size_t count) {
      for (size_t j = 0; j < count; ++j) air.columns.push_back(part + std::to_string(j));
    };
    add("preprocessed", width.preprocessed.value_or(0));
    for (size_t k = 0; k < width.cached_mains.size(); ++k)
      add("cached" + std::to_string(k) + "_", width.cached_mains[k]);
    add("common", width.common_main);
    air.constraints.widths.preprocessed = width.preprocessed.value_or(0);
    air.constraints.widths.cached_mains.assign(width.cached_mains.begin(), width.cached_mains.end());
    air.constraints.widths.common_main = width.common_main;
    air.constraints.num_public_values = air_key.params.num_public_values;
    air.constraints.dag = air_key.symbolic_constraints;
    air.constraints.need_rot = air_key.params.need_rot;
    air.is_required = air_key.is_required;
    airs.push_back(std::move(air));
  }
  return airs;
}

// The prover only noticed that something is wrong: which row and which message, the checker says.
Error explained(const Context& context, const VerifyingKeyContent& key, const ProvingInput& input,
                Error error) {
  const std::vector<CheckedAir> airs = checked_airs(key);
  const auto report = check_traces(context, airs, input, {});
  if (!report.ok() || report->ok()) return error;
  error.message += "\n" + describe(*report, airs, {});
  while (!error.message.empty() && error.message.back() == '\n') error.message.pop_back();
  return error;
}

Status check_commitments(const TraceDirectory& directory, const Proof& proof, const std::string& where) {
  if (directory.common_main_commit && *directory.common_main_commit != proof.common_main_commit)
    return bad_input(where + "/meta.json: common_main_commit is not the traces'");
  for (const auto& [air, commitments] : directory.cached_commitments) {
    if (!commitments.empty() && commitments != proof.trace_vdata[air]->cached_commitments)
      return bad_input(where + "/meta.json: air " + std::to_string(air) +
                       ": cached_commitments are not the traces'");
  }
  return {};
}

// The folder for temporary files: as said, or the proof's.
std::string spill_directory(const Options& options) {
  if (!options.spill_directory.empty()) return options.spill_directory;
  const size_t slash = options.proof_path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : options.proof_path.substr(0, slash);
}

// If the budget is too small for traces in memory, but not for traces in a file: moves them there.
Result<std::optional<SpilledTraces>> spill_if_short(const Context& context, const Options& options,
                                                    const VerifyingKey& key, TraceDirectory& directory) {
  std::optional<SpilledTraces> none;
  if (context.memory_budget == 0) return none;
  const ProvingNeed need = proving_need(key, directory.input(), context.threads);
  if (need.resident <= context.memory_budget) return none;
  if (need.spilled > context.memory_budget) {
    return limit_reached("proving needs " + std::to_string(need.spilled) +
                         " bytes even with the traces in a file, the budget is " +
                         std::to_string(context.memory_budget) + "; the smallest budget that works is " +
                         std::to_string(need.spilled));
  }
  const std::string folder = spill_directory(options);
  context.note("proving needs " + std::to_string(need.resident) + " bytes, the budget is " +
               std::to_string(context.memory_budget) + ": the traces wait in a file in '" + folder + "'");
  ZKMEM_ASSIGN_OR_RETURN(SpilledTraces spilled, SpilledTraces::write(context, folder, directory.input()));
  directory.traces.clear();
  return std::optional<SpilledTraces>(std::move(spilled));
}

Result<int> run(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> key_bytes, read_file(options.key_path));
  const auto key = decode_verifying_key(key_bytes);
  if (!key.ok()) return key.error().in(options.key_path);
  ZKMEM_ASSIGN_OR_RETURN(const std::optional<HashSuite> wanted, options.hash.given());
  if (const HashSuite suite = key->inner.params.hash; wanted && *wanted != suite) {
    return bad_input(options.key_path + ": its proofs are hashed with " + std::string(to_string(suite)) +
                     ", not with " + std::string(to_string(*wanted)));
  }
  ZKMEM_ASSIGN_OR_RETURN(TraceDirectory directory, read_trace_directory(options.trace_directory, key->inner));
  const Interrupt interrupt;
  Progress progress;
  Context context;
  context.threads = options.threads;
  context.cancel = &Interrupt::flag();
  context.progress = progress.sink();
  if (!options.memory_budget.empty()) {
    context.memory_budget = parse_bytes(options.memory_budget);
    if (context.memory_budget == 0)
      return bad_input("--memory-budget '" + options.memory_budget +
                       "': not bytes, or a number with K, M or G");
  }

  // Checked first: what does not fit the key has no need of memory that could be computed.
  ZKMEM_RETURN_IF_ERROR(check_proving_input(key->inner, directory.input()));
  context.notes = [&](std::string_view line) { progress.note(line); };
  ZKMEM_ASSIGN_OR_RETURN(const std::optional<SpilledTraces> spilled,
                         spill_if_short(context, options, *key, directory));
  const ProvingInput input = spilled ? spilled->input() : directory.input();
  TranscriptLog log;
  ProveOptions prove_options;
  if (spilled) prove_options.traces_idle = spilled->release_pages();
  if (!options.transcript_path.empty()) prove_options.log = &log;
  const auto start = std::chrono::steady_clock::now();
  auto proof = prove(context, *key, input, prove_options);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (!options.transcript_path.empty())
    ZKMEM_RETURN_IF_ERROR(write_file(options.transcript_path, log.text()));
  if (!proof.ok() && proof.error().kind == ErrorKind::kRejected)
    return explained(context, key->inner, input, proof.error());
  if (!proof.ok()) return proof.error();
  ZKMEM_RETURN_IF_ERROR(check_commitments(directory, *proof, options.trace_directory));
  // Nothing is written that our own verifier does not accept.
  VerifyOptions verify_options;
  verify_options.hash = &simd_hash_backend();
  const Verdict verdict = verify(*key, *proof, verify_options);
  if (!verdict.ok())
    return explained(context, key->inner, input,
                     verdict.error().error().in("the proof made of these traces"));

  const std::vector<uint8_t> bytes = encode_proof(*proof);
  ZKMEM_RETURN_IF_ERROR(write_file(options.proof_path, bytes));
  if (options.json) {
    const nlohmann::ordered_json out = {{"verdict", verdict_of(kDone)},
                                        {"proof", options.proof_path},
                                        {"proof_bytes", bytes.size()},
                                        {"seconds", seconds},
                                        {"memory_bytes", proving_memory(*key, input, options.threads)},
                                        {"spilled_bytes", spilled ? spilled->bytes() : 0}};
    print_out("{}\n", out.dump());
  } else if (options.proof_path != "-") {
    print_out("{}: {} bytes, proven in {:.2f} s and verified\n", options.proof_path, bytes.size(), seconds);
  }
  return kDone;
}

}  // namespace

void add_swirl_prove(CLI::App& swirl, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* cmd = swirl.add_subcommand("prove", "Prove traces for a verifying key");
  cmd->add_option("--vk", options->key_path, "The verifying key (postcard bytes)")->required();
  cmd->add_option("--traces", options->trace_directory,
                  "A directory with meta.json and trace_air<i>_<part>.bin files (docs/spec/traces.md)")
      ->required();
  cmd->add_option("-o,--output", options->proof_path, "Where the proof goes, or - for standard output")
      ->required();
  options->hash.add_check(*cmd);
  cmd->add_option("--transcript", options->transcript_path,
                  "Write every observed (O) and sampled (S) word here, a line `index O|S value label` each");
  cmd->add_option("--threads", options->threads,
                  "Threads (default: as many as the machine has); the proof is the same");
  cmd->add_option(
      "--memory-budget", options->memory_budget,
      "If it would take more, keep the traces in a file; refuse at once (exit 3) what needs more even so: "
      "bytes, or 512M, 4G");
  cmd->add_option("--spill", options->spill_directory, "Folder for that file (default: the proof's)");
  Progress::add_option(*cmd);
  cmd->add_flag("--json", options->json,
                "Print one JSON object: proof, proof_bytes, seconds, memory_bytes, spilled_bytes");
  cmd->footer("Example: zkmem swirl prove --vk vk.postcard --traces traces/ -o proof.bin --threads 2");
  cmd->callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace zkmem::cli
