// Logs and programs proven, checked, run; proof files verified.
#include <array>

#include <fmt/format.h>

#include "zkmem/c/boundary.h"
#include "zkmem/c/log.h"
#include "zkmem/zkmem.h"

struct zkmem_run {
  zkmem::ProgramRun run;
};

struct zkmem_report {
  zkmem::VerificationReport report;
};

namespace zkmem::c {
namespace {

Result<ProofOptions> proof_options(const zkmem_prove_options* given, const Context& context) {
  ZKMEM_ASSIGN_OR_RETURN(const zkmem_prove_options read, read_options(given, "options"));
  ProofOptions options;
  options.context = context;
  if (read.parameters != nullptr) options.parameters = read.parameters;
  ZKMEM_ASSIGN_OR_RETURN(options.hash, hash_of(read.hash, options.hash));
  options.resume = read.resume != 0;
  options.restart = read.restart != 0;
  if (read.segment_accesses != 0) options.segment_accesses = read.segment_accesses;
  if (read.max_instructions != 0) options.max_instructions = read.max_instructions;
  options.output = text_of(read.output);
  options.state = text_of(read.state);
  options.name = text_of(read.name);
  return options;
}

// What proving and checking have in common.
struct Call {
  CallContext context;
  ProofOptions options;

  Status read(const zkmem_prove_options* given, const zkmem_context* given_context) {
    ZKMEM_RETURN_IF_ERROR(context.read(given_context));
    ZKMEM_ASSIGN_OR_RETURN(options, proof_options(given, context.context()));
    return {};
  }
};

Status outcome(const CheckOutcome& checked) {
  if (checked.ok()) return {};
  return rejected(checked.problem);
}

Result<Digest> digest_of(const uint32_t* words, std::string_view name) {
  Digest digest;
  for (size_t i = 0; i < digest.size(); ++i) {
    if (words[i] >= BabyBear::kModulus)
      return bad_input(
          fmt::format("{}: word {} is {}, the field's size is {}", name, i, words[i], BabyBear::kModulus));
    digest[i] = BabyBear::from_canonical(words[i]);
  }
  return digest;
}

Result<VerificationOptions> verification_options(const zkmem_verify_options* given) {
  ZKMEM_ASSIGN_OR_RETURN(const zkmem_verify_options read, read_options(given, "options"));
  VerificationOptions options;
  if (read.config_json != nullptr) {
    auto config = parse_memory_config(read.config_json);
    if (!config.ok()) return config.error().in("config_json");
    options.config = *std::move(config);
  }
  if (read.parameters != nullptr && *read.parameters != 0) {
    ZKMEM_ASSIGN_OR_RETURN(options.params, parse_parameters(read.parameters, HashSuite::kPoseidon2));
  }
  ZKMEM_ASSIGN_OR_RETURN(options.hash_suite, hash_of(read.hash, options.hash_suite));
  options.allow_weak_params = read.allow_weak_params != 0;
  if (read.initial_root != nullptr) {
    ZKMEM_ASSIGN_OR_RETURN(options.initial_root, digest_of(read.initial_root, "initial_root"));
  }
  if (read.final_root != nullptr) {
    ZKMEM_ASSIGN_OR_RETURN(options.final_root, digest_of(read.final_root, "final_root"));
  }
  options.exit_code = read.exit_code;
  if (read.any_exit_code != 0) options.exit_code.reset();
  if (read.public_values != nullptr)
    options.public_values.emplace(read.public_values, read.public_values + read.num_public_values);
  return options;
}

// Reads what every verification reads, then asks `verify` for the report.
template <class Verify>
zkmem_code verifying(zkmem_span proof, const zkmem_verify_options* given, const zkmem_context* context,
                     zkmem_report** report, zkmem_error** error, const Verify& verify) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(report, "report"));
    ZKMEM_ASSIGN_OR_RETURN(const auto bytes, bytes_of(proof, "proof.data"));
    CallContext call;
    ZKMEM_RETURN_IF_ERROR(call.read(context));
    ZKMEM_ASSIGN_OR_RETURN(VerificationOptions options, verification_options(given));
    ZKMEM_ASSIGN_OR_RETURN(VerificationReport made, verify(bytes, std::move(options), call.context()));
    *report = new zkmem_report{std::move(made)};
    return {};
  });
}

const char* sentence(const std::vector<std::string>& sentences, size_t index) {
  return index < sentences.size() ? sentences[index].c_str() : nullptr;
}

}  // namespace
}  // namespace zkmem::c

using namespace zkmem;     // NOLINT: the functions below are C's
using namespace zkmem::c;  // NOLINT

extern "C" {

zkmem_code zkmem_prove_log(const zkmem_log* log, const zkmem_prove_options* options,
                           const zkmem_context* context, zkmem_bytes** proof, zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(log, "log"));
    ZKMEM_RETURN_IF_ERROR(needed(proof, "proof"));
    Call call;
    ZKMEM_RETURN_IF_ERROR(call.read(options, context));
    ZKMEM_ASSIGN_OR_RETURN(FinishedProof finished, prove_log(log->file, call.options));
    *proof = give_bytes(std::move(finished.bytes));
    return {};
  });
}

zkmem_code zkmem_prove_program(zkmem_span elf, const zkmem_span* inputs, size_t num_inputs,
                               const zkmem_prove_options* options, const zkmem_context* context,
                               zkmem_bytes** proof, zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(proof, "proof"));
    ZKMEM_ASSIGN_OR_RETURN(const auto program, bytes_of(elf, "elf.data"));
    ZKMEM_ASSIGN_OR_RETURN(auto items, items_of(inputs, num_inputs));
    Call call;
    ZKMEM_RETURN_IF_ERROR(call.read(options, context));
    ZKMEM_ASSIGN_OR_RETURN(FinishedProof finished, prove_program(program, std::move(items), call.options));
    *proof = give_bytes(std::move(finished.bytes));
    return {};
  });
}

zkmem_code zkmem_check_log(const zkmem_log* log, const zkmem_prove_options* options,
                           const zkmem_context* context, zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(log, "log"));
    Call call;
    ZKMEM_RETURN_IF_ERROR(call.read(options, context));
    ZKMEM_ASSIGN_OR_RETURN(const CheckOutcome checked, check_log(log->file, call.options));
    return outcome(checked);
  });
}

zkmem_code zkmem_check_program(zkmem_span elf, const zkmem_span* inputs, size_t num_inputs,
                               const zkmem_prove_options* options, const zkmem_context* context,
                               zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_ASSIGN_OR_RETURN(const auto program, bytes_of(elf, "elf.data"));
    ZKMEM_ASSIGN_OR_RETURN(auto items, items_of(inputs, num_inputs));
    Call call;
    ZKMEM_RETURN_IF_ERROR(call.read(options, context));
    ZKMEM_ASSIGN_OR_RETURN(const CheckOutcome checked,
                           check_program(program, std::move(items), call.options));
    return outcome(checked);
  });
}

zkmem_code zkmem_run_program(zkmem_span elf, const zkmem_span* inputs, size_t num_inputs,
                             const zkmem_run_options* options, const zkmem_context* context, zkmem_run** run,
                             zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(run, "run"));
    ZKMEM_ASSIGN_OR_RETURN(const auto program, bytes_of(elf, "elf.data"));
    ZKMEM_ASSIGN_OR_RETURN(auto items, items_of(inputs, num_inputs));
    ZKMEM_ASSIGN_OR_RETURN(const zkmem_run_options read, read_options(options, "options"));
    CallContext call;
    ZKMEM_RETURN_IF_ERROR(call.read(context));
    RunOptions wanted;
    wanted.context = call.context();
    if (read.max_instructions != 0) wanted.max_instructions = read.max_instructions;
    if (read.print != nullptr)
      wanted.print = [read](std::span<const uint8_t> bytes) {
        read.print(read.user, bytes.data(), bytes.size());
      };
    ZKMEM_ASSIGN_OR_RETURN(ProgramRun made, run_program(program, std::move(items), wanted));
    *run = new zkmem_run{std::move(made)};
    return {};
  });
}

uint64_t zkmem_run_instructions(const zkmem_run* run) { return run == nullptr ? 0 : run->run.instructions; }
uint32_t zkmem_run_exit_code(const zkmem_run* run) { return run == nullptr ? 0 : run->run.exit_code; }
zkmem_span zkmem_run_public_values(const zkmem_run* run) {
  if (run == nullptr) return {nullptr, 0};
  return {run->run.public_values.data(), run->run.public_values.size()};
}
void zkmem_run_free(zkmem_run* run) { delete run; }

zkmem_code zkmem_verify_proof(zkmem_span proof, const zkmem_verify_options* options,
                              const zkmem_context* context, zkmem_report** report, zkmem_error** error) {
  return verifying(proof, options, context, report, error,
                   [](auto bytes, VerificationOptions wanted, const Context& with) {
                     return verify_proof(bytes, wanted, with);
                   });
}

zkmem_code zkmem_verify_log(zkmem_span proof, const zkmem_log* log, const zkmem_verify_options* options,
                            const zkmem_context* context, zkmem_report** report, zkmem_error** error) {
  return verifying(
      proof, options, context, report, error,
      [&](auto bytes, VerificationOptions wanted, const Context& with) -> Result<VerificationReport> {
        ZKMEM_RETURN_IF_ERROR(needed(log, "log"));
        return verify_log(bytes, log->file, std::move(wanted), with);
      });
}

zkmem_code zkmem_verify_program(zkmem_span proof, zkmem_span elf, const zkmem_verify_options* options,
                                const zkmem_context* context, zkmem_report** report, zkmem_error** error) {
  return verifying(
      proof, options, context, report, error,
      [&](auto bytes, VerificationOptions wanted, const Context& with) -> Result<VerificationReport> {
        ZKMEM_ASSIGN_OR_RETURN(const auto program, bytes_of(elf, "elf.data"));
        return verify_program(bytes, program, std::move(wanted), with);
      });
}

size_t zkmem_report_num_not_shown(const zkmem_report* report) {
  return report == nullptr ? 0 : report->report.not_shown.size();
}
const char* zkmem_report_not_shown(const zkmem_report* report, size_t index) {
  return report == nullptr ? nullptr : sentence(report->report.not_shown, index);
}
size_t zkmem_report_num_shown(const zkmem_report* report) {
  return report == nullptr ? 0 : report->report.shown.size();
}
const char* zkmem_report_shown(const zkmem_report* report, size_t index) {
  return report == nullptr ? nullptr : sentence(report->report.shown, index);
}
double zkmem_report_proven_bits(const zkmem_report* report) {
  return report == nullptr ? 0 : report->report.proven_bits;
}
void zkmem_report_free(zkmem_report* report) { delete report; }

}  // extern "C"
