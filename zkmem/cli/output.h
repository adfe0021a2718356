// All that a command prints goes through here. A write that fails is remembered, and finish_output() makes it
// the command's end: a result that did not arrive is not a success. One thread at a time.
//
// A pipe that its reader has closed ends the process by SIGPIPE, without a word, as it does for other
// filters; where the signal is ignored it is an error like a full disk.
#pragma once

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "zkmem/base/result.h"

namespace zkmem::cli {

// Call first in main(): standard streams that the caller closed stay closed, so that no file we open gets
// their numbers and takes what is meant for them.
void reserve_standard_streams();

// To stdout. Collected, but on a terminal. False once a write has failed; what comes after that is dropped.
bool write_out(std::string_view text);
// To stderr, after what stdout has collected.
void write_err(std::string_view text);

template <typename... Args>
void print_out(fmt::format_string<Args...> format, Args&&... args) {
  write_out(fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void print_err(fmt::format_string<Args...> format, Args&&... args) {
  write_err(fmt::format(format, std::forward<Args>(args)...));
}

// Writes what is collected. The first error of stdout so far.
Status flush_output();
// The same at the end, with what only a close finds; also the first error of stderr, unless the caller closed
// it.
Status finish_output();

}  // namespace zkmem::cli
