#include <algorithm>
#include <cctype>
#include <exception>
#include <sstream>
#include <string>
#include <vector>

#include <signal.h>

#include "zkmem/cli/commands.h"
#include "zkmem/cli/numbers.h"
#include "zkmem/cli/output.h"

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

// One line like every other error: what is wrong, and the help that lists what is right.
void print_usage_error(const CLI::App& app, const CLI::ParseError& error) {
  std::string what = error.what();
  std::replace(what.begin(), what.end(), '\n', ' ');
  // A mistyped command would otherwise be reported as a missing one.
  if (const std::vector<std::string> rest = app.remaining(true); !rest.empty())
    what = "unexpected argument '" + rest.front() + "'";
  if (!what.empty()) what.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(what.front())));
  std::string command = app.get_name();
  const CLI::App* deepest = &app;
  while (!deepest->get_subcommands().empty()) {
    deepest = deepest->get_subcommands().front();
    command += " " + deepest->get_name();
  }
  print_err("zkmem: {} (see {} --help)\n", what, command);
}

// The command's end, unless its output did not arrive.
int finished(int code) {
  const Status arrived = finish_output();
  if (arrived.ok()) return code;
  print_err("zkmem: {}\n", arrived.error().message);
  return exit_code(arrived.error().kind);
}

int run(int argc, char** argv) {
  CLI::App app("zkmem: a zkVM memory system with its own STARK prover", "zkmem");
  app.set_version_flag("--version", std::string("zkmem ") + ZKMEM_VERSION);
  app.require_subcommand(1);
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
    write_out(text.str());
    return finished(kDone);
  }
  const Result<int> result = action();
  if (result.ok()) return finished(*result);
  print_err("zkmem: {}\n", result.error().message);
  return exit_code(result.error().kind);
}

}  // namespace
}  // namespace zkmem::cli

int main(int argc, char** argv) {
  zkmem::cli::reserve_standard_streams();
  ::signal(SIGXFSZ, SIG_IGN);  // past `ulimit -f` a write fails as on a full disk
  try {
    return zkmem::cli::run(argc, argv);
  } catch (const std::exception& error) {  // out of memory and the like: still one clear line
    zkmem::cli::print_err("zkmem: {}\n", error.what());
    return zkmem::cli::kLimit;
  }
}
