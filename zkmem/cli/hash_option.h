// `--hash` and `--for`: which hash suite a proof is made with.
#pragma once

#include <optional>
#include <string>

#include "zkmem/base/result.h"
#include "zkmem/cli/command.h"
#include "zkmem/hash/hash_suite.h"

namespace zkmem::cli {

// The suite that --hash names; none: it was not given.
Result<std::optional<HashSuite>> read_hash_suite(const std::string& name);

struct HashOption {
  std::string name;
  std::string use;

  void add(CLI::App& command);
  // What was asked for; none: nothing was.
  Result<std::optional<HashSuite>> given() const;
  // poseidon2 if nothing was asked for.
  Result<HashSuite> suite() const;
};

}  // namespace zkmem::cli
