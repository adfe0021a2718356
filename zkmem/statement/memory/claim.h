// What the proof of an access log claims.
#pragma once

#include <cstdint>

#include "zkmem/statement/claim.h"

namespace zkmem {

struct LogSegment : SegmentClaim {
  uint32_t index = 0;
  uint32_t clock_end = 0;
  bool is_last = false;
  friend bool operator==(const LogSegment&, const LogSegment&) = default;
};

class MemoryClaim : public ClaimOf<MemoryClaim, LogSegment> {
 public:
  static constexpr uint8_t kTag = 2;
  MemoryClaim();
  explicit MemoryClaim(const Statement& statement) : ClaimOf(statement) {}

  Commitment log_digest;
};

}  // namespace zkmem
