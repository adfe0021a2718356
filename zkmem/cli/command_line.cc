#include "zkmem/cli/command_line.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <unistd.h>

#include "zkmem/cli/commands.h"
#include "zkmem/cli/description.h"
#include "zkmem/cli/numbers.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/terminal.h"
#include "zkmem/cli/usage.h"

namespace zkmem::cli {
namespace {

// Under the list of commands.
std::string footer() {
  std::string text = "Exit codes:\n";
  for (const ExitMeaning& exit : kExitMeanings)
    text += fmt::format("  {:<26}  {}\n", exit.code, exit.meaning);
  return text +
         "\nzkmem help COMMAND explains a command, man zkmem all of them; docs/spec/cli.md (installed:\n"
         "share/doc/zkmem/spec/cli.md) is what scripts may rely on.";
}

}  // namespace

bool asks_for_json(int argc, const char* const* argv) {
  return std::any_of(argv, argv + argc, [](const char* word) { return std::string_view(word) == "--json"; });
}

Result<Command> parse_command_line(int argc, const char* const* argv) {
  Command command;
  command.app = std::make_unique<CLI::App>("zkmem: a zkVM memory system with its own STARK prover", "zkmem");
  CLI::App& app = *command.app;
  app.set_version_flag("--version", std::string("zkmem ") + ZKMEM_VERSION);
  app.require_subcommand(1);
  app.footer(footer());
  for (const AddCommand add : kCommands) add(app, command.action);
  check_values(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::Success)) return usage_error(app, error);
    std::ostringstream text;  // of --help or --version
    app.exit(error, text, text);
    command.action = [said = text.str()]() -> Result<int> {
      write_out(wrapped(said, terminal_width(STDOUT_FILENO)));
      return kDone;
    };
  }
  return command;
}

}  // namespace zkmem::cli
