#include "zkmem/cli/proving_options.h"

#include <atomic>
#include <charconv>
#include <cstdio>

#include <signal.h>
#include <unistd.h>

namespace zkmem::cli {
namespace {

// A signal handler can reach nothing else.
std::atomic<bool> interrupted = false;
void interrupt(int) { interrupted = true; }

}  // namespace

void add_proving_options(CLI::App& cmd, ProvingOptions& options) {
  cmd.add_option("--threads", options.threads,
                 "Threads (default: as many as the machine has); the proof is the same");
  cmd.add_option("--memory-budget", options.memory_budget,
                 "Refuse at once (exit 3) what would take more memory beside the traces: bytes, or 512M, 4G");
}

Result<uint64_t> parse_bytes(const std::string& text) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string unit(end, text.data() + text.size());
  unsigned shift = 0;
  if (unit == "K" || unit == "KiB") shift = 10;
  if (unit == "M" || unit == "MiB") shift = 20;
  if (unit == "G" || unit == "GiB") shift = 30;
  const bool known = unit.empty() || shift != 0;
  if (error != std::errc() || !known || value == 0 || value >> (64 - 31) != 0)
    return bad_input("'" + text + "' is no amount of memory (bytes, or a number with K, M or G)");
  return value << shift;
}

Result<Context> proving_context(const ProvingOptions& options) {
  Context context;
  context.threads = options.threads;
  if (!options.memory_budget.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(context.memory_budget, parse_bytes(options.memory_budget));
  }
  interrupted = false;
  struct sigaction on_interrupt = {};
  on_interrupt.sa_handler = interrupt;
  on_interrupt.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &on_interrupt, nullptr);
  context.cancel = &interrupted;
  if (!options.quiet && isatty(STDERR_FILENO) != 0) {
    context.progress = [](std::string_view phase, double fraction) {
      std::fprintf(stderr, "\r\033[K%.*s %3.0f %%", static_cast<int>(phase.size()), phase.data(),
                   100 * fraction);
      if (fraction >= 1) std::fprintf(stderr, "\r\033[K");
      std::fflush(stderr);
    };
  }
  return context;
}

}  // namespace zkmem::cli
