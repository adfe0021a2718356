// The commands below `zkmem attack`.
#pragma once

#include <CLI/CLI.hpp>

#include "zkmem/cli/command.h"

namespace zkmem::cli {

void add_attack_mutate(CLI::App& attack, Action& action);

}  // namespace zkmem::cli
