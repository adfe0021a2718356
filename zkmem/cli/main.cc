#include <exception>
#include <new>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include "zkmem/cli/commands.h"
#include "zkmem/cli/description.h"
#include "zkmem/cli/numbers.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/processor.h"
#include "zkmem/cli/terminal.h"
#include "zkmem/cli/usage.h"

namespace zkmem::cli {

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kBadInput:
    case ErrorKind::kIo:
      return kBadInput;
    case ErrorKind::kRejected:
    case ErrorKind::kTrap:
      return kNo;
    case ErrorKind::kLimit:
      return kLimit;
    case ErrorKind::kCancelled:
      return kCancelled;
  }
  return kBadInput;
}

namespace {

int failed(const Error& error) {
  print_err("zkmem: {}\n", error.message);
  return exit_code(error.kind);
}

// The command's end, unless its output did not arrive.
int finished(int code) {
  const Status arrived = finish_output();
  if (arrived.ok()) return code;
  return failed(arrived.error());
}

// Under the list of commands.
std::string footer() {
  std::string text = "Exit codes:\n";
  for (const ExitMeaning& exit : kExitMeanings)
    text += fmt::format("  {:<26}  {}\n", exit.code, exit.meaning);
  return text +
         "\nzkmem help COMMAND explains a command, man zkmem all of them; docs/spec/cli.md (installed:\n"
         "share/doc/zkmem/spec/cli.md) is what scripts may rely on.";
}

int run(int argc, char** argv) {
  if (const Status chosen = choose_kernels(); !chosen.ok()) return failed(chosen.error());
  CLI::App app("zkmem: a zkVM memory system with its own STARK prover", "zkmem");
  app.set_version_flag("--version", std::string("zkmem ") + ZKMEM_VERSION);
  app.require_subcommand(1);
  app.footer(footer());
  Action action;
  for (const AddCommand add : kCommands) add(app, action);
  require_whole_numbers(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::Success)) {
      print_usage_error(app, error);
      return kBadInput;
    }
    std::ostringstream text;  // of --help or --version
    app.exit(error, text, text);
    write_out(wrapped(text.str(), terminal_width(STDOUT_FILENO)));
    return finished(kDone);
  }
  const Result<int> result = action();
  if (result.ok()) return finished(*result);
  return failed(result.error());
}

}  // namespace
}  // namespace zkmem::cli

int main(int argc, char** argv) {
  if (!zkmem::cli::processor_is_enough()) return zkmem::cli::kLimit;
  zkmem::cli::reserve_standard_streams();
  ::signal(SIGXFSZ, SIG_IGN);  // past `ulimit -f` a write fails as on a full disk
  try {
    return zkmem::cli::run(argc, argv);
  } catch (const std::bad_alloc&) {
    zkmem::cli::print_err("zkmem: out of memory: the machine, or a limit on this process, has no more\n");
    return zkmem::cli::kLimit;
  } catch (const std::exception& error) {  // out of memory and the like: still one clear line
    zkmem::cli::print_err("zkmem: {}\n", error.what());
    return zkmem::cli::kLimit;
  }
}
