// What a proof must be about, as the options of commands that verify say it.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "zkmem/cli/log_input.h"
#include "zkmem/verdict/proof_subject.h"

namespace zkmem::cli {

class SubjectOptions {
 public:
  // --program, --log, and how a log is read.
  void add_options(CLI::App& command);
  // What was given; files are read when they are asked for.
  verdict::SubjectRequest request() const;
  // The same options as words of a command line in any folder.
  std::vector<std::string> words() const;

 private:
  std::string program_path_;
  LogInput pinned_;  // --log, --profile, --config
};

}  // namespace zkmem::cli
