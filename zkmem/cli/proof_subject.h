// What a proof must be about, as the options of commands that verify say it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "zkmem/cli/log_input.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/statement/verify.h"
#include "zkmem/vm/program.h"

namespace zkmem::cli {

class ProofSubject {
 public:
  // --program, --log, and how a log is read.
  void add_options(CLI::App& command);

  // The program, if there is one.
  Status read_program();
  // The log, and the only configuration that a proof of this statement may be about, into `wanted`, which
  // refers to this object afterwards.
  Status read_log(const Statement& statement, VerificationOptions& wanted);

 private:
  std::string program_path_;
  LogInput pinned_;  // --log, --profile, --config
  LogOptions given_;
  std::optional<Program> program_;
  std::optional<LogFile> log_;
  std::unique_ptr<Subject> subject_;
};

}  // namespace zkmem::cli
