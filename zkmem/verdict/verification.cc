#include "zkmem/verdict/verification.h"

#include <utility>

#include "zkmem/base/hex.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/statement/openvm/app_proof.h"
#include "zkmem/verdict/claim_json.h"
#include "zkmem/verdict/exit_code.h"
#include "zkmem/verdict/numbers.h"

namespace zkmem::verdict {

namespace {

Status read_root(const std::string& text, const char* option, std::optional<Digest>& root) {
  if (text.empty()) return {};
  Result<Digest> digest = digest_from_hex(text);
  if (!digest.ok()) return digest.error().in(option);
  root = *digest;
  return {};
}

Status read_outcome(const VerificationRequest& request, VerificationOptions& wanted) {
  if (request.exit_code == "any") {
    wanted.exit_code.reset();
  } else {
    const auto code = parse_number(request.exit_code);
    if (!code || *code > UINT32_MAX)
      return bad_input("--exit-code: '" + request.exit_code + "' is no number below 2^32, nor any");
    wanted.exit_code = static_cast<uint32_t>(*code);
  }
  if (request.public_values.empty()) return {};
  wanted.public_values = from_hex(request.public_values);
  if (!wanted.public_values)
    return bad_input("--public-values: '" + request.public_values + "' is not an even number of hex digits");
  return {};
}

// A proof file, or OpenVM's file of an application's proof: that has no mark, only a name.
Result<ZkProof> decode_proof_file(const VerificationRequest& request, KeyCache& keys,
                                  std::span<const uint8_t> bytes) {
  const bool is_app =
      is_app_proof_name(request.proof.name) || request.app_vk.given() || request.app_pk.given();
  if (!is_app || looks_like_zkproof(bytes)) return decode_zkproof(bytes);
  ZKMEM_ASSIGN_OR_RETURN(AppProof app, decode_app_proof(bytes));
  return zkproof_of_app(keys, app);
}

}  // namespace

std::string Finding::text() const {
  std::string text;
  for (const std::string& sentence : report.not_shown) text += "not shown: " + sentence + "\n";
  for (const std::string& sentence : report.shown) text += "shown: " + sentence + "\n";
  return text;
}

Verification::Verification(VerificationRequest request)
    : request_(std::move(request)), subject_(std::move(request_.subject)) {}

Status Verification::read() {
  ZKMEM_RETURN_IF_ERROR(read_wanted());
  ZKMEM_RETURN_IF_ERROR(subject_.read_program());
  ZKMEM_ASSIGN_OR_RETURN(const auto app_params, app_parameters(keys_, request_.app_vk, request_.app_pk));
  if (app_params && !request_.params.empty())
    return bad_input("--params: with --app-vk or --app-pk the parameters are that key's");
  if (app_params) wanted_.params = app_params;
  ZKMEM_RETURN_IF_ERROR(read_proof());
  return subject_.read_log(proof_->claim->statement(), wanted_);
}

Status Verification::read_wanted() {
  wanted_.allow_weak_params = request_.allow_weak_params;
  ZKMEM_RETURN_IF_ERROR(read_root(request_.initial_root, "--initial-root", wanted_.initial_root));
  ZKMEM_RETURN_IF_ERROR(read_root(request_.final_root, "--final-root", wanted_.final_root));
  ZKMEM_RETURN_IF_ERROR(read_outcome(request_, wanted_));
  if (!request_.params.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(const ParameterChoice choice,
                           parse_parameters(request_.params, HashSuite::kPoseidon2));
    wanted_.params = choice;
  }
  ZKMEM_ASSIGN_OR_RETURN(wanted_.hash_suite, read_hash_suite(request_.hash));
  return {};
}

Status Verification::read_proof() {
  ZKMEM_ASSIGN_OR_RETURN(const auto bytes, request_.proof.bytes());
  Result<ZkProof> proof = decode_proof_file(request_, keys_, bytes);
  // Bytes that are no proof: the answer is no.
  if (!proof.ok()) return rejected(request_.proof.name + ": " + proof.error().message);
  proof_ = *std::move(proof);
  return {};
}

Result<Finding> Verification::verify(const Context& context, const HashBackend* hash) {
  wanted_.hash = hash;
  Result<VerificationReport> report = verify_zkproof(context, keys_, *proof_, wanted_);
  if (!report.ok()) return report.error().in(request_.proof.name);
  Finding finding;
  const Claim& claim = *proof_->claim;
  finding.json = {{"verdict", verdict_of(kDone)}};
  finding.json["not_shown"] = report->not_shown;
  finding.json["shown"] = report->shown;
  finding.json["proven_bits"] = report->proven_bits;
  finding.json.update(claim_json(claim));
  finding.json["segments"] = claim.num_segments();
  if (nlohmann::ordered_json values = public_values_json(claim); !values.is_null())
    finding.json["public_values"] = std::move(values);
  finding.report = *std::move(report);
  return finding;
}

}  // namespace zkmem::verdict
