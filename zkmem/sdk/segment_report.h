// What proving a segment took, for reports and `--json`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "zkmem/statement/statement.h"

namespace zkmem {

struct SegmentReport {
  std::map<std::string, double> seconds;  // by phase
  std::map<std::string, uint64_t> cells;  // by chip
  uint64_t proof_bytes = 0;
  bool is_retried = false;                    // the first attempt's proof was rejected
  std::shared_ptr<const SegmentFacts> facts;  // what the verified proof binds
  uint64_t total_cells() const {
    uint64_t total = 0;
    for (const auto& [chip, count] : cells) total += count;
    return total;
  }
};

}  // namespace zkmem
