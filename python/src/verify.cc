#include "verify.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nlohmann/json.hpp>

#include "errors.h"
#include "log.h"
#include "work.h"
#include "zkmem/base/file.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd_backend.h"
#include "zkmem/rv32im/program_file.h"
#include "zkmem/sdk/execution/given_program.h"
#include "zkmem/sdk/memory/given_log.h"
#include "zkmem/sdk/work_store.h"
#include "zkmem/statement/openvm/app_proof.h"
#include "zkmem/statement/verify.h"
#include "zkmem/verdict/claim_json.h"
#include "zkmem/verdict/proof_subject.h"

namespace zkmem::python {
namespace {

using Json = nlohmann::ordered_json;

// A file: by its path, or its bytes and a name for messages.
struct File {
  std::string name;
  std::optional<FileBytes> bytes;

  Result<FileBytes> read() const {
    if (bytes) return *bytes;
    return read_file(name);
  }
};

File file_of(const std::string& name, const std::optional<nb::bytes>& bytes) {
  File file{name, std::nullopt};
  if (bytes) file.bytes = bytes_of(*bytes);
  return file;
}

struct Question {
  File proof;
  std::optional<File> program;
  std::shared_ptr<const Log> log;
  LogOptions given;
  VerificationOptions wanted;
};

Result<ZkProof> decode(const std::string& name, std::span<const uint8_t> bytes, KeyCache& keys) {
  if (!is_app_proof_name(name) || looks_like_zkproof(bytes)) return decode_zkproof(bytes);
  ZKMEM_ASSIGN_OR_RETURN(AppProof app, decode_app_proof(bytes));
  return zkproof_of_app(keys, app);
}

Json answer_json(const VerificationReport& report, const Claim& claim) {
  Json out = {{"not_shown", report.not_shown}, {"shown", report.shown}, {"proven_bits", report.proven_bits}};
  Json fields = verdict::claim_json(claim);
  fields["segments"] = claim.num_segments();
  if (Json values = verdict::public_values_json(claim); !values.is_null())
    fields["public_values"] = std::move(values);
  out["claim"] = std::move(fields);
  return out;
}

Result<std::string> answer(Question question, const Context& context) {
  VerificationOptions& wanted = question.wanted;
  KeyCache keys;
  std::optional<Program> program;
  std::unique_ptr<Subject> subject;
  if (question.program) {
    ZKMEM_ASSIGN_OR_RETURN(const FileBytes bytes, question.program->read());
    auto loaded = rv32im::load_named_program(bytes, question.program->name);
    if (!loaded.ok()) return loaded.error().in(question.program->name);
    program = *std::move(loaded);
    subject = std::make_unique<GivenProgram>(*program, question.given.initial);
  }
  ZKMEM_ASSIGN_OR_RETURN(const FileBytes bytes, question.proof.read());
  const Result<ZkProof> proof = decode(question.proof.name, bytes, keys);
  if (!proof.ok()) return rejected(question.proof.name + ": " + proof.error().message);
  ZKMEM_ASSIGN_OR_RETURN(wanted.config, verdict::accepted_config(question.given, proof->claim->statement()));
  if (question.log != nullptr) {
    wanted.config = question.log->file().config;
    subject = std::make_unique<GivenLog>(question.log->file());
  }
  wanted.subject = subject.get();
  wanted.hash = &simd_hash_backend();
  const auto report = verify_zkproof(context, keys, *proof, wanted);
  if (!report.ok()) return report.error().in(question.proof.name);
  return answer_json(*report, *proof->claim).dump();
}

Result<std::optional<Digest>> root_of(const std::string& text, const char* name) {
  if (text.empty()) return std::optional<Digest>();
  const Result<Digest> digest = digest_from_hex(text);
  if (!digest.ok()) return digest.error().in(name);
  return std::optional<Digest>(*digest);
}

std::string verify(const std::string& name, const std::optional<nb::bytes>& proof,
                   const std::string& program_name, const std::optional<nb::bytes>& program,
                   const std::shared_ptr<Log>& log, const std::string& config, const std::string& config_name,
                   const std::string& profile, const InitialBytes& initial, const std::string& params,
                   const std::string& hash, const std::string& initial_root, const std::string& final_root,
                   std::optional<uint32_t> exit_code, const std::optional<nb::bytes>& public_values,
                   bool allow_weak_params, const WorkOptions& options) {
  const auto asked = [&]() -> Result<Question> {
    Question question{file_of(name, proof), std::nullopt, log, {}, {}};
    if (!program_name.empty()) question.program = file_of(program_name, program);
    ZKMEM_ASSIGN_OR_RETURN(question.given, log_options(config, config_name, profile, "", initial));
    VerificationOptions& wanted = question.wanted;
    wanted.allow_weak_params = allow_weak_params;
    if (!params.empty()) {
      ZKMEM_ASSIGN_OR_RETURN(wanted.params, parse_parameters(params, HashSuite::kPoseidon2));
    }
    if (!hash.empty()) {
      ZKMEM_ASSIGN_OR_RETURN(wanted.hash_suite, parse_hash_suite(hash));
    }
    ZKMEM_ASSIGN_OR_RETURN(wanted.initial_root, root_of(initial_root, "initial_root"));
    ZKMEM_ASSIGN_OR_RETURN(wanted.final_root, root_of(final_root, "final_root"));
    wanted.exit_code = exit_code;
    if (public_values) wanted.public_values = bytes_of(*public_values);
    return question;
  };
  Question question = value_or_raise(asked());
  return Work(options).run<std::string>(
      [&](const Context& context, const WorkEvents&) { return answer(std::move(question), context); });
}

}  // namespace

void bind_verify(nb::module_& module) {
  module.def("verify", &verify, nb::arg("name"), nb::arg("proof").none(), nb::arg("program_name"),
             nb::arg("program").none(), nb::arg("log").none(), nb::arg("config"), nb::arg("config_name"),
             nb::arg("profile"), nb::arg("initial"), nb::arg("params"), nb::arg("hash"),
             nb::arg("initial_root"), nb::arg("final_root"), nb::arg("exit_code").none(),
             nb::arg("public_values").none(), nb::arg("allow_weak_params"), nb::arg("options"));
}

}  // namespace zkmem::python
