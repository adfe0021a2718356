// What every proving command offers: threads, a memory budget, Ctrl-C, and progress on a terminal.
#pragma once

#include <string>

#include "zkmem/base/context.h"
#include "zkmem/cli/command.h"

namespace zkmem::cli {

struct ProvingOptions {
  unsigned threads = 0;
  std::string memory_budget;
  bool quiet = false;
};

// --threads, --memory-budget.
void add_proving_options(CLI::App& cmd, ProvingOptions& options);

// Bytes of "1500000", "512M", "4G", "4GiB" (powers of 1024).
Result<uint64_t> parse_bytes(const std::string& text);

// From now on Ctrl-C cancels what runs under this context (a second one ends the process); progress goes to
// standard error if that is a terminal.
Result<Context> proving_context(const ProvingOptions& options);

}  // namespace zkmem::cli
