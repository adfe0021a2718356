#include "zkmem/verdict/proof_subject.h"

#include <utility>

#include "zkmem/rv32im/program_file.h"
#include "zkmem/sdk/execution/given_program.h"
#include "zkmem/sdk/memory/given_log.h"

namespace zkmem::verdict {

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

Status ProofSubject::read_program() {
  const GivenFile& program = request_.program;
  if (!request_.reading.initial.empty() && !program.given() && !request_.log.given())
    return bad_input("--initial is what --program or --log starts on: neither is given");
  ZKMEM_ASSIGN_OR_RETURN(given_, log_options(request_.reading));
  if (!program.given()) return {};
  ZKMEM_ASSIGN_OR_RETURN(const auto file, program.bytes());
  Result<Program> loaded = rv32im::load_named_program(file, program.name);
  if (!loaded.ok()) return loaded.error().in(program.name);
  program_ = *std::move(loaded);
  subject_ = std::make_unique<GivenProgram>(*program_, given_.initial);
  return {};
}

Status ProofSubject::read_log(const Statement& statement, VerificationOptions& wanted) {
  ZKMEM_ASSIGN_OR_RETURN(wanted.config, accepted_config(given_, statement));
  if (request_.log.given()) {
    ZKMEM_ASSIGN_OR_RETURN(const auto bytes, request_.log.bytes());
    Result<LogFile> log = parse_log(bytes, given_);
    if (!log.ok()) return log.error().in(request_.log.where());
    log_ = *std::move(log);
    wanted.config = log_->config;  // what the log's own header says is what the user says
    subject_ = std::make_unique<GivenLog>(*log_);
  }
  wanted.subject = subject_.get();
  return {};
}

}  // namespace zkmem::verdict
