// `zkmem swirl verify`: is a proof one for a key?
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "zkmem/base/file.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/swirl_commands.h"
#include "zkmem/cli/verdict.h"
#include "zkmem/hash/simd_backend.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/verifier/verify.h"

namespace zkmem::cli {
namespace {

struct Options {
  std::string key_path;
  std::string proof_path;
  std::string transcript_path;
  bool json = false;
};

void print_json(const Verdict& verdict, const std::string& reason) {
  nlohmann::ordered_json out = {{"verdict", verdict_of(verdict.ok() ? kDone : kNo)}};
  if (!verdict.ok()) {
    const Rejection& rejection = verdict.error();
    out["reason"] = reason;
    out["phase"] = name_of(rejection.phase);
    out["check"] = name_of(rejection.check);
    out["place"] = rejection.place;
    out["expected"] = rejection.expected;
    out["found"] = rejection.found;
  }
  print_out("{}\n", out.dump());
}

Result<int> run(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> key_bytes, read_file(options.key_path));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> proof_bytes, read_file(options.proof_path));
  const auto key = decode_verifying_key(key_bytes);
  if (!key.ok()) return key.error().in(options.key_path);
  TranscriptLog log;
  VerifyOptions verify_options;
  verify_options.hash = &simd_hash_backend();
  if (!options.transcript_path.empty()) verify_options.log = &log;
  const Verdict verdict = verify_bytes(*key, proof_bytes, verify_options);
  // Of a rejected proof, too: its last lines say how far the verifier came.
  if (!options.transcript_path.empty())
    ZKMEM_RETURN_IF_ERROR(write_file(options.transcript_path, log.text()));
  const std::string reason = verdict.ok() ? "" : verdict.error().error().in(options.proof_path).message;
  if (options.json) print_json(verdict, reason);
  if (!verdict.ok()) {
    print_err("zkmem: {}\n", reason);
    return kNo;
  }
  if (options.json) return kDone;
  print_out("accepted: the proof is valid for this key; what the public values mean is up to you\n");
  return kDone;
}

}  // namespace

void add_swirl_verify(CLI::App& swirl, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* cmd = swirl.add_subcommand("verify", "Verify a proof against a verifying key");
  cmd->add_option("--vk", options->key_path, "The verifying key (postcard bytes)")->required();
  cmd->add_option("proof", options->proof_path, "The proof, or - for standard input")->required();
  cmd->add_option("--transcript", options->transcript_path,
                  "Write every observed (O) and sampled (S) word here, a line `index O|S value label` each");
  cmd->add_flag(
      "--json", options->json,
      "Print one JSON object: verdict, and of a rejection reason, phase, check, place, expected, found");
  cmd->footer("Example: zkmem swirl verify --vk vk.postcard proof.bin --transcript transcript.log");
  cmd->callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace zkmem::cli
