// What a command comes to, as a number: its exit code. docs/spec/cli.md, "Exit codes".
#pragma once

#include <string_view>

#include "zkmem/base/error.h"

namespace zkmem::verdict {

enum ExitCode : int { kDone = 0, kNo = 1, kBadInput = 2, kLimit = 3, kCancelled = 130 };

// Of a command that ended with an error of this kind.
int exit_code(ErrorKind kind);

// What a script may trust: "accepted" (exit 0), "rejected" (1) or "error" (any other: there is no answer).
std::string_view verdict_of(int exit_code);

}  // namespace zkmem::verdict
