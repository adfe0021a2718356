// Subcommands of `zkmem log` in files of their own.
#pragma once

#include "zkmem/cli/command.h"

namespace zkmem::cli {

void add_log_digest(CLI::App& log, Action& action);

}  // namespace zkmem::cli
