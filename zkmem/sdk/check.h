// Checks without a proof: every constraint of every row and every bus, for an access log or a program. An
// answer of no is a value with its explanation, not an error.
#pragma once

#include <cstdint>
#include <string>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/log_file.h"

namespace zkmem {

struct CheckOutcome {
  std::string problem;  // empty: all is well
  uint64_t segments = 0;
  uint64_t accesses = 0;      // of a log
  uint64_t instructions = 0;  // of a program
  uint64_t cells = 0;
  uint64_t messages = 0;
  double check_seconds = 0;  // constraints and buses, without running and filling traces; 0: not measured

  bool ok() const { return problem.empty(); }
};

// Cuts a segment every `segment_accesses` accesses. A read that does not return what was last written is a
// problem that names its line and the last write.
Result<CheckOutcome> check_log(const Context& context, const LogFile& file, uint64_t segment_accesses);

}  // namespace zkmem
