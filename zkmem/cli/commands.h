// Every command of `zkmem`, in the order `--help` lists them. Add a line here and a file cmd_<name>.cc.
#pragma once

#include "zkmem/cli/command.h"

namespace zkmem::cli {

using AddCommand = void (*)(CLI::App& app, Action& action);

inline constexpr AddCommand kCommands[] = {nullptr};

}  // namespace zkmem::cli
