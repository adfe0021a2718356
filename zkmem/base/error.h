// What input can cause. Errors are values: the library never prints, throws or aborts on input.
// A message is one lower-case line without a full stop that names the file, the place and both numbers.
#pragma once

#include <string>
#include <utility>

namespace zkmem {

// How the caller should react; the command line maps each kind to an exit code (docs: cli.md).
enum class ErrorKind {
  kBadInput,   // malformed file, flag or value: exit 2
  kRejected,   // the answer is no (a proof, a check, a verification): exit 1
  kTrap,       // the guest program trapped: exit 1
  kLimit,      // a limit was reached (memory budget, capacity): exit 3
  kCancelled,  // the caller asked to stop: exit 130
  kIo,         // the operating system refused: exit 2
};

struct Error {
  ErrorKind kind = ErrorKind::kBadInput;
  std::string message;

  // The same error with `where: ` in front, for adding the file or the line on the way up.
  Error in(const std::string& where) const { return {kind, where + ": " + message}; }
};

inline Error bad_input(std::string message) { return {ErrorKind::kBadInput, std::move(message)}; }
inline Error rejected(std::string message) { return {ErrorKind::kRejected, std::move(message)}; }
inline Error limit_reached(std::string message) { return {ErrorKind::kLimit, std::move(message)}; }
inline Error cancelled() { return {ErrorKind::kCancelled, "cancelled"}; }

// "cannot open 'x': No such file or directory" from errno.
Error io_error(const std::string& action, const std::string& path, int error_number);

}  // namespace zkmem
