// The options of every command that reads an access log: which one, under which configuration.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "zkmem/base/result.h"
#include "zkmem/memory/log/log_file.h"

namespace zkmem::cli {

struct LogInput {
  std::string path;     // "-": standard input
  std::string config;   // a file; empty: the log's own, or the default
  std::string profile;  // empty: the log's own

  // LOG, --config and --profile.
  void add_to(CLI::App& command);
  // --config and --profile alone, for commands whose input need not be a log.
  void add_reading_options(CLI::App& command);

  Result<LogFile> read() const;
  // What the options say, the configuration's file read.
  Result<LogOptions> options() const;
};

}  // namespace zkmem::cli
