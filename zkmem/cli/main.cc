#include <algorithm>
#include <exception>
#include <new>
#include <sstream>
#include <string>
#include <string_view>
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
#include "zkmem/cli/verdict.h"

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

// The command's end, unless its output did not arrive.
int finished(int code) {
  const Status arrived = finish_output();
  return arrived.ok() ? code : fail(arrived.error(), false);
}

// Also where the command line itself is wrong: whoever asked for an object gets one.
bool asks_for_json(int argc, char** argv) {
  return std::any_of(argv, argv + argc, [](const char* word) { return std::string_view(word) == "--json"; });
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
  const bool as_json = asks_for_json(argc, argv);
  if (const Status chosen = choose_kernels(); !chosen.ok()) return fail(chosen.error(), as_json);
  CLI::App app("zkmem: a zkVM memory system with its own STARK prover", "zkmem");
  app.set_version_flag("--version", std::string("zkmem ") + ZKMEM_VERSION);
  app.require_subcommand(1);
  app.footer(footer());
  Action action;
  for (const AddCommand add : kCommands) add(app, action);
  check_values(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::Success))
      return fail(usage_error(app, error), as_json);
    std::ostringstream text;  // of --help or --version
    app.exit(error, text, text);
    write_out(wrapped(text.str(), terminal_width(STDOUT_FILENO)));
    return finished(kDone);
  }
  const Result<int> result = action();
  return result.ok() ? finished(*result) : fail(result.error(), as_json);
}

}  // namespace
}  // namespace zkmem::cli

int main(int argc, char** argv) {
  if (!zkmem::cli::processor_is_enough()) return zkmem::cli::kLimit;
  zkmem::cli::reserve_standard_streams();
  ::signal(SIGXFSZ, SIG_IGN);  // past `ulimit -f` a write fails as on a full disk
  try {
    return zkmem::cli::run(argc, argv);
  } catch (const std::exception& error) {  // still one clear line
    // A thread whose stack finds no room is an error of its own in oneTBB's words.
    const bool is_memory = dynamic_cast<const std::bad_alloc*>(&error) != nullptr ||
                           std::string_view(error.what()).starts_with("pthread_create");
    const char* what =
        is_memory ? "out of memory: the machine, or a limit on this process, has no more" : error.what();
    return zkmem::cli::fail(zkmem::limit_reached(what), zkmem::cli::asks_for_json(argc, argv));
  }
}
