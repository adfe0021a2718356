// What a script may trust: under --json a command prints one object, and where the command answers a question
// or fails, its field `verdict` says what the exit code says. docs/spec/cli.md, "Conventions".
#pragma once

#include "zkmem/base/error.h"
#include "zkmem/verdict/exit_code.h"

namespace zkmem::cli {

using verdict::verdict_of;

// Ends a command that failed: the object, if the user asked for one, and a line on stderr. Returns the exit
// code.
int fail(const Error& error, bool as_json);

}  // namespace zkmem::cli
