// The options of every command that reads an access log: which one, under which configuration.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "zkmem/base/result.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/verdict/options.h"

namespace zkmem::cli {

// --initial, of every command that runs something over a memory.
void add_initial_option(CLI::App& command, std::vector<std::string>& initial);
// Each with the bytes of its file.
Result<std::vector<RawBytes>> read_initial(const std::vector<std::string>& initial);

struct LogInput {
  std::string path;                  // "-": standard input
  std::string config;                // a file; empty: the log's own, or the default
  std::string profile;               // empty: the log's own
  std::vector<std::string> initial;  // SPACE:POINTER=FILE
  std::string memory;                // the mode; empty: the log's own

  // LOG, --config, --profile and --initial.
  void add_to(CLI::App& command);
  // --config, --profile and --initial alone, for commands whose input need not be a log.
  void add_reading_options(CLI::App& command);
  // --memory, for commands that prove, or do all but that.
  void add_memory_option(CLI::App& command);

  Result<LogFile> read() const;
  // What the options say, the configuration's file not read yet …
  verdict::LogReading reading() const;
  // … and read.
  Result<LogOptions> options() const { return verdict::log_options(reading()); }
};

}  // namespace zkmem::cli
