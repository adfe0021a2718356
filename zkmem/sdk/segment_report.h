// What proving a segment took, for reports and `--json`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "zkmem/statement/zkproof.h"

namespace zkmem {

struct SegmentReport {
  std::map<std::string, double> seconds;  // by phase
  std::map<std::string, uint64_t> cells;  // by chip
  uint64_t proof_bytes = 0;
  SegmentClaim claim;  // what the verified proof binds
  uint64_t total_cells() const {
    uint64_t total = 0;
    for (const auto& [chip, count] : cells) total += count;
    return total;
  }
};

}  // namespace zkmem
