// What the proof of a program's run claims.
#pragma once

#include <cstdint>

#include "zkmem/memory/merkle/public_values.h"
#include "zkmem/statement/claim.h"

namespace zkmem {

struct ExecutionSegment : SegmentClaim {
  uint32_t start_pc = 0;
  uint32_t end_pc = 0;
  bool is_terminate = false;
  friend bool operator==(const ExecutionSegment&, const ExecutionSegment&) = default;
};

class ExecutionClaim : public ClaimOf<ExecutionClaim, ExecutionSegment> {
 public:
  static constexpr uint8_t kTag = 1;
  ExecutionClaim();
  explicit ExecutionClaim(const Statement& statement) : ClaimOf(statement) {}

  Commitment program_commitment;
  uint32_t exit_code = 0;
  PublicValuesProof public_values;  // against the last segment's final root
};

}  // namespace zkmem
