// What a proof must be about: the program or the log that a user names, and the configuration.
#pragma once

#include <memory>
#include <optional>

#include "zkmem/base/result.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/statement/statement.h"
#include "zkmem/statement/subject.h"
#include "zkmem/statement/verify.h"
#include "zkmem/verdict/given_file.h"
#include "zkmem/verdict/options.h"
#include "zkmem/vm/program.h"

namespace zkmem::verdict {

// The only configuration that a proof of this statement may be about: what the options say; none: the
// built-in one.
Result<std::optional<MemoryConfig>> accepted_config(const LogOptions& given, const Statement& statement);

struct SubjectRequest {
  GivenFile program;   // --program
  GivenFile log;       // --log
  LogReading reading;  // of the log, and what it or the program starts on
};

class ProofSubject {
 public:
  explicit ProofSubject(SubjectRequest request) : request_(std::move(request)) {}
  ProofSubject(const ProofSubject&) = delete;
  ProofSubject& operator=(const ProofSubject&) = delete;

  // The program, if there is one.
  Status read_program();
  // The log, and the only configuration that a proof of this statement may be about, into `wanted`, which
  // refers to this object afterwards.
  Status read_log(const Statement& statement, VerificationOptions& wanted);

 private:
  SubjectRequest request_;
  LogOptions given_;
  std::optional<Program> program_;
  std::optional<LogFile> log_;
  std::unique_ptr<Subject> subject_;
};

}  // namespace zkmem::verdict
