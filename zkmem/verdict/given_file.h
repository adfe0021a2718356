// A file that a user named: where its bytes come from is the caller's.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "zkmem/base/result.h"

namespace zkmem::verdict {

struct GivenFile {
  std::string name;  // as the user gave it, for messages; empty: none was given
  // The bytes; kLimit if there are more than `most`. Asked once.
  std::function<Result<std::vector<uint8_t>>(uint64_t most)> read;

  // Where an error in it is.
  std::string where() const { return name == "-" ? "standard input" : name; }
  bool given() const { return !name.empty(); }
  Result<std::vector<uint8_t>> bytes(uint64_t most = UINT64_MAX) const { return read(most); }
};

}  // namespace zkmem::verdict
