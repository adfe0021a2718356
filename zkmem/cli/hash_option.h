// `--hash` and `--for`: which hash suite a proof is made with.
#pragma once

#include <optional>
#include <string>

#include "zkmem/base/result.h"
#include "zkmem/cli/command.h"
#include "zkmem/hash/hash_suite.h"

namespace zkmem::cli {

class HashOption {
 public:
  void add(CLI::App& command);
  // Of a command whose key says what the suite is: to insist on one.
  void add_check(CLI::App& command);
  // What was asked for; none: nothing was.
  Result<std::optional<HashSuite>> given() const;
  // --for openvm
  bool for_openvm() const { return !use_.empty(); }
  // blake3 if nothing was asked for.
  Result<HashSuite> suite() const;

 private:
  void add(CLI::App& command, const char* help);

  std::string name_;
  std::string use_;
};

}  // namespace zkmem::cli
