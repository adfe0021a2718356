// Completion of the command line in a shell: a script that knows commands, options and closed lists of
// values, and leaves the rest to the shell's completion of files.
#pragma once

#include <span>
#include <string>

#include "zkmem/cli/description.h"

namespace zkmem::cli {

std::string bash_completion(std::span<const CommandText> commands);
std::string zsh_completion(std::span<const CommandText> commands);
std::string fish_completion(std::span<const CommandText> commands);

}  // namespace zkmem::cli
