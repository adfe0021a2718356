#include "zkmem/cli/proof_subject.h"

#include "zkmem/base/file.h"
#include "zkmem/rv32im/program_file.h"
#include "zkmem/sdk/execution/given_program.h"
#include "zkmem/sdk/memory/given_log.h"

namespace zkmem::cli {
namespace {

// The only configuration that a proof of this statement may be about: what the options say; none: the
// built-in one.
Result<std::optional<MemoryConfig>> accepted_config(const LogOptions& given, const Statement& statement) {
  if (given.config_json.empty() && !given.profile) return std::optional<MemoryConfig>();
  std::optional<MemoryConfig> config = statement.default_config();
  if (!statement.has_one_config() || !given.config_json.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(config, resolve_config("", given));
  } else {
    config->put_under(*given.profile);
  }
  return config;
}

}  // namespace

void ProofSubject::add_options(CLI::App& command) {
  CLI::Option* program =
      command.add_option("--program", program_path_, "The ELF file, or OpenVM's .vmexe, that must have run");
  command.add_option("--log", pinned_.path, "The access log that must have been proven")->excludes(program);
  pinned_.add_reading_options(command);
}

Status ProofSubject::read_program() {
  if (!pinned_.initial.empty() && program_path_.empty() && pinned_.path.empty())
    return bad_input("--initial is what --program or --log starts on: neither is given");
  ZKMEM_ASSIGN_OR_RETURN(given_, pinned_.options());
  if (program_path_.empty()) return {};
  ZKMEM_ASSIGN_OR_RETURN(const auto file, read_file(program_path_));
  Result<Program> loaded = rv32im::load_named_program(file, program_path_);
  if (!loaded.ok()) return loaded.error().in(program_path_);
  program_ = *std::move(loaded);
  subject_ = std::make_unique<GivenProgram>(*program_, given_.initial);
  return {};
}

Status ProofSubject::read_log(const Statement& statement, VerificationOptions& wanted) {
  ZKMEM_ASSIGN_OR_RETURN(wanted.config, accepted_config(given_, statement));
  if (!pinned_.path.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(log_, read_log_file(pinned_.path, given_));
    wanted.config = log_->config;  // what the log's own header says is what the user says
    subject_ = std::make_unique<GivenLog>(*log_);
  }
  wanted.subject = subject_.get();
  return {};
}

}  // namespace zkmem::cli
