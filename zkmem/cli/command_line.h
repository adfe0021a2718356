// From the words of the command line to the command that they ask for.
#pragma once

#include <memory>

#include "zkmem/cli/command.h"

namespace zkmem::cli {

struct Command {
  std::unique_ptr<CLI::App> app;  // what the action's options live in
  Action action;                  // of --help and --version: prints it
};

// kBadInput: wrong usage, in one line.
Result<Command> parse_command_line(int argc, const char* const* argv);

// Also where the command line itself is wrong: whoever asked for an object gets one.
bool asks_for_json(int argc, const char* const* argv);

}  // namespace zkmem::cli
