// The configuration of a program for OpenVM, `openvm.toml`, as far as zkmem's machine is concerned: it must
// ask for what that machine is, RV32IM with input and output.
#pragma once

#include <string_view>

#include "zkmem/base/result.h"

namespace zkmem {

// The stacked height of the parameters that `cargo openvm keygen` takes where the file names none.
inline constexpr unsigned kDefaultAppLogStackedHeight = 24;

// kBadInput names line and column, or what another machine is asked for.
Status check_openvm_toml(std::string_view text);

}  // namespace zkmem
