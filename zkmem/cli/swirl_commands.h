// The subcommands of `zkmem swirl`: the bare protocol, for any statement.
#pragma once

#include "zkmem/cli/command.h"

namespace zkmem::cli {

void add_swirl_prove(CLI::App& swirl, Action& action);
void add_swirl_verify(CLI::App& swirl, Action& action);
void add_swirl_inspect(CLI::App& swirl, Action& action);

}  // namespace zkmem::cli
