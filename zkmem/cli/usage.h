// Wrong use of the command line.
#pragma once

#include <CLI/CLI.hpp>

#include "zkmem/base/error.h"

namespace zkmem::cli {

// One line like every other error: what is wrong, what may have been meant, and the help that lists what is
// right.
Error usage_error(const CLI::App& app, const CLI::ParseError& error);

}  // namespace zkmem::cli
