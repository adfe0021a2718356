// What checking without a proof has found. An answer of no is a value with its explanation, not an error.
#pragma once

#include <cstdint>
#include <string>

namespace zkmem {

struct CheckOutcome {
  std::string problem;  // empty: all is well
  uint64_t segments = 0;
  uint64_t accesses = 0;
  uint64_t instructions = 0;  // of a program
  uint64_t cells = 0;
  uint64_t messages = 0;
  uint64_t tokens = 0;       // of global memory's ledger
  double check_seconds = 0;  // constraints and buses, without running and filling traces; 0: not measured

  bool ok() const { return problem.empty(); }
};

}  // namespace zkmem
