// Numbers among options (zkmem/verdict/numbers.h says what is one).
#pragma once

#include <CLI/CLI.hpp>

namespace zkmem::cli {

// Makes every option and operand of the app and its commands check what it is given. A number must be one for
// parse_number(): the parser itself would take -1 for the largest number and 010 for eight. Anything else
// must not be empty: a script's unset variable is no option left out. Call it when all commands are there.
void check_values(CLI::App& app);

}  // namespace zkmem::cli
