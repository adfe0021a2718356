// What a script may trust: under --json a command prints one object, and where the command answers a question
// or fails, its field `verdict` says what the exit code says. docs/spec/cli.md, "Conventions".
#pragma once

#include <string_view>

#include "zkmem/base/error.h"

namespace zkmem::cli {

// "accepted" (exit 0), "rejected" (1) or "error" (any other: there is no answer).
std::string_view verdict_of(int exit_code);

// Ends a command that failed: the object, if the user asked for one, and a line on stderr. Returns the exit
// code.
int fail(const Error& error, bool as_json);

}  // namespace zkmem::cli
