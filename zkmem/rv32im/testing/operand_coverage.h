// Test support: which classes of operands a run has met, for each opcode, and which it has not.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/opcode.h"

namespace zkmem::rv32im::testing {

class OperandCoverage {
 public:
  // Of a machine that has stopped, with its record.
  void add(const Machine& machine);
  // "div: 0 / min", …: what every opcode should meet and did not.
  std::vector<std::string> missing() const;

 private:
  std::map<uint32_t, std::set<std::string>> met_;  // by opcode
};

}  // namespace zkmem::rv32im::testing
