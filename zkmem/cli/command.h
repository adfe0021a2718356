// How a command plugs into the command line. A command's file defines one function `add_<name>(app, action)`
// that adds its subcommand with options, help and an example; parsing selects the action, main() runs it and
// maps errors to exit codes: 0 done and true, 1 the answer is no, 2 bad usage or input, 3 a limit, 130
// cancelled.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "zkmem/base/result.h"
#include "zkmem/verdict/exit_code.h"

namespace zkmem::cli {

using verdict::exit_code;
using enum verdict::ExitCode;

// Returns the exit code of a command that ran to its end.
using Action = std::function<Result<int>()>;

}  // namespace zkmem::cli
