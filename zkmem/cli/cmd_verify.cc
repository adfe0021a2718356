// zkmem verify: checks a proof file and says in words what it shows, and first what it does not.
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/file.h"
#include "zkmem/base/hex.h"
#include "zkmem/cli/commands.h"
#include "zkmem/cli/hash_option.h"
#include "zkmem/cli/numbers.h"
#include "zkmem/cli/openvm_options.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/progress.h"
#include "zkmem/cli/proof_subject.h"
#include "zkmem/cli/statement_json.h"
#include "zkmem/cli/verdict.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd_backend.h"
#include "zkmem/statement/openvm/app_proof.h"
#include "zkmem/statement/verify.h"

namespace zkmem::cli {
namespace {

using json = nlohmann::ordered_json;

struct Options {
  std::string proof;
  ProofSubject subject;  // --program, --log, --profile, --config
  std::string params;
  std::string hash;
  OpenVmOptions openvm;
  std::string initial_root;
  std::string final_root;
  std::string exit_code = "0";
  std::string public_values;
  unsigned threads = 0;
  bool allow_weak = false;
  bool as_json = false;
};

Status read_root(const std::string& text, const char* option, std::optional<Digest>& root) {
  if (text.empty()) return {};
  Result<Digest> digest = digest_from_hex(text);
  if (!digest.ok()) return digest.error().in(option);
  root = *digest;
  return {};
}

Status read_outcome(const Options& options, VerificationOptions& wanted) {
  if (options.exit_code == "any") {
    wanted.exit_code.reset();
  } else {
    const auto code = parse_number(options.exit_code);
    if (!code || *code > UINT32_MAX)
      return bad_input("--exit-code: '" + options.exit_code + "' is no number below 2^32, nor any");
    wanted.exit_code = static_cast<uint32_t>(*code);
  }
  if (options.public_values.empty()) return {};
  wanted.public_values = from_hex(options.public_values);
  if (!wanted.public_values)
    return bad_input("--public-values: '" + options.public_values + "' is not an even number of hex digits");
  return {};
}

json claim_fields(const Claim& claim) {
  json out = claim_json(claim);
  out["segments"] = claim.num_segments();
  if (json values = public_values_json(claim); !values.is_null()) out["public_values"] = std::move(values);
  return out;
}

// A proof file, or OpenVM's file of an application's proof: that has no mark, only a name.
Result<ZkProof> read_proof(const Options& options, KeyCache& keys, std::span<const uint8_t> bytes) {
  const bool is_app = is_app_proof_name(options.proof) || options.openvm.given();
  if (!is_app || looks_like_zkproof(bytes)) return decode_zkproof(bytes);
  ZKMEM_ASSIGN_OR_RETURN(AppProof app, decode_app_proof(bytes));
  return zkproof_of_app(keys, app);
}

Result<int> run(Options& options) {
  VerificationOptions wanted;
  wanted.allow_weak_params = options.allow_weak;
  ZKMEM_RETURN_IF_ERROR(read_root(options.initial_root, "--initial-root", wanted.initial_root));
  ZKMEM_RETURN_IF_ERROR(read_root(options.final_root, "--final-root", wanted.final_root));
  ZKMEM_RETURN_IF_ERROR(read_outcome(options, wanted));
  if (!options.params.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(const ParameterChoice choice,
                           parse_parameters(options.params, HashSuite::kPoseidon2));
    wanted.params = choice;
  }
  ZKMEM_ASSIGN_OR_RETURN(wanted.hash_suite, read_hash_suite(options.hash));
  ZKMEM_RETURN_IF_ERROR(options.subject.read_program());
  KeyCache keys;
  ZKMEM_ASSIGN_OR_RETURN(const auto app_params, options.openvm.parameters(keys));
  if (app_params && !options.params.empty())
    return bad_input("--params: with --app-vk or --app-pk the parameters are that key's");
  if (app_params) wanted.params = app_params;
  ZKMEM_ASSIGN_OR_RETURN(const auto bytes, read_file(options.proof));
  Result<ZkProof> proof = read_proof(options, keys, bytes);
  // Bytes that are no proof: the answer is no.
  if (!proof.ok()) return rejected(options.proof + ": " + proof.error().message);
  ZKMEM_RETURN_IF_ERROR(options.subject.read_log(proof->claim->statement(), wanted));
  wanted.hash = &simd_hash_backend();

  const Interrupt interrupt;
  Progress progress;
  Context context;
  context.threads = options.threads;
  context.cancel = &Interrupt::flag();
  context.progress = progress.sink();
  Result<VerificationReport> report = verify_zkproof(context, keys, *proof, wanted);
  progress.end();
  if (!report.ok()) return report.error().in(options.proof);
  if (options.as_json) {
    json out = {{"verdict", verdict_of(kDone)}};
    out["not_shown"] = report->not_shown;
    out["shown"] = report->shown;
    out["proven_bits"] = report->proven_bits;
    out.update(claim_fields(*proof->claim));
    print_out("{}\n", out.dump());
    return kDone;
  }
  for (const std::string& sentence : report->not_shown) print_out("not shown: {}\n", sentence);
  for (const std::string& sentence : report->shown) print_out("shown: {}\n", sentence);
  return kDone;
}

}  // namespace

void add_verify(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("verify", "Check a proof; say what it shows and what it does not");
  command->add_option("PROOF", options->proof, "A .zkproof file, or OpenVM's .app.proof")->required();
  options->subject.add_options(*command);
  command->add_option("--params", options->params,
                      "The only parameters to accept: fast, small or app, also with :H");
  command->add_option("--hash", options->hash,
                      "The only hash suite to accept: poseidon2 or blake3 (default: either)");
  options->openvm.add(*command, false);
  command->add_option("--initial-root", options->initial_root, "The root the memory must have started with");
  command->add_option("--final-root", options->final_root, "The root the memory must have ended with");
  command->add_option("--exit-code", options->exit_code,
                      "The exit code that the program must have ended with, or any (default: 0)");
  command->add_option("--public-values", options->public_values,
                      "Its public values as hex digits, from the first; those left out are 0");
  command->add_option("--threads", options->threads, "Threads (default: all)");
  command->add_flag("--allow-weak-params", options->allow_weak, "Accept parameters below 100 proven bits");
  Progress::add_option(*command);
  command->add_flag("--json", options->as_json, "One JSON object on stdout");
  command->footer(
      "Only the built-in configuration is accepted, or the one that --profile and --config name or the "
      "log's\n"
      "own header. A program that failed is accepted with its --exit-code only.\n"
      "Example: zkmem verify sort.zkproof --program sort.elf");
  command->callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace zkmem::cli
