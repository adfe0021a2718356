// `zkmem swirl prove`: a proof for any key and traces, whoever wrote the AIRs.
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "zkmem/air/check/row_checker.h"
#include "zkmem/base/file.h"
#include "zkmem/cli/progress.h"
#include "zkmem/cli/swirl_commands.h"
#include "zkmem/hash/simd.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/prover/prove.h"
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
  bool json = false;
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

Result<int> run(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> key_bytes, read_file(options.key_path));
  const auto key = decode_verifying_key(key_bytes);
  if (!key.ok()) return key.error().in(options.key_path);
  ZKMEM_ASSIGN_OR_RETURN(const TraceDirectory directory,
                         read_trace_directory(options.trace_directory, key->inner));
  const ProvingInput input = directory.input();
  const Interrupt interrupt;
  Progress progress;
  Context context;
  context.threads = options.threads;
  context.cancel = &Interrupt::flag();
  if (!options.json) context.progress = progress.sink();
  if (!options.memory_budget.empty()) {
    context.memory_budget = parse_bytes(options.memory_budget);
    if (context.memory_budget == 0)
      return bad_input("--memory-budget '" + options.memory_budget +
                       "': not bytes, or a number with K, M or G");
  }

  TranscriptLog log;
  ProveOptions prove_options;
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
  verify_options.hash = &simd_poseidon2_batch();
  const Verdict verdict = verify(*key, *proof, verify_options);
  if (!verdict.ok())
    return explained(context, key->inner, input,
                     verdict.error().error().in("the proof made of these traces"));

  const std::vector<uint8_t> bytes = encode_proof(*proof);
  ZKMEM_RETURN_IF_ERROR(write_file(options.proof_path, bytes));
  if (options.json) {
    const nlohmann::ordered_json out = {{"proof", options.proof_path},
                                        {"proof_bytes", bytes.size()},
                                        {"seconds", seconds},
                                        {"memory_bytes", proving_memory(*key, input)}};
    std::printf("%s\n", out.dump().c_str());
  } else if (options.proof_path != "-") {
    std::printf("%s: %zu bytes, proven in %.2f s and verified\n", options.proof_path.c_str(), bytes.size(),
                seconds);
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
  cmd->add_option("--transcript", options->transcript_path,
                  "Write every observed (O) and sampled (S) word here, a line `index O|S value label` each");
  cmd->add_option("--threads", options->threads,
                  "Threads (default: as many as the machine has); the proof is the same");
  cmd->add_option(
      "--memory-budget", options->memory_budget,
      "Refuse at once (exit 3) what would take more memory beside the traces: bytes, or 512M, 4G");
  cmd->add_flag("--json", options->json, "Print one JSON object: proof, proof_bytes, seconds, memory_bytes");
  cmd->footer("Example: zkmem swirl prove --vk vk.postcard --traces traces/ -o proof.bin --threads 2");
  cmd->callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace zkmem::cli
