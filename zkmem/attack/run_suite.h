// What the attacks on runs on global memory share: a program's input and proof, and the verdict of a verifier
// who has the program or not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "zkmem/attack/suite.h"
#include "zkmem/sdk/testing/dishonest_run.h"

namespace zkmem::attack {

class RunSuite : public Suite {
 public:
  using Suite::Suite;

 protected:
  ExecutionInput input_of(std::vector<uint8_t> elf, uint64_t segment_accesses) const;
  ZkProof proven(const ExecutionInput& input) const;
  std::string verdict(const ZkProof& proof,
                      const std::optional<std::vector<uint8_t>>& elf = std::nullopt) const;
};

// The row in use of a leaf in a ledger chip; there is one.
size_t row_of_leaf(rv32im::testing::Forger& forger, size_t air, uint32_t space, uint32_t label);

}  // namespace zkmem::attack
