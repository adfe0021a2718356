// What the proof of an access log claims.
#pragma once

#include <cstdint>
#include <span>

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
  static constexpr uint8_t kGlobalTag = 3;  // of the claims in memory_global/claim.h, which are such, too
  MemoryClaim();
  explicit MemoryClaim(const Statement& statement) : ClaimOf(statement) {}

  // Those that have a part of the log.
  virtual std::span<const LogSegment> log_segments() const { return segments; }

  Commitment log_digest;
};

// The claim of a proof about a log, whichever statement it is of.
const MemoryClaim& log_claim(const Claim& claim);

}  // namespace zkmem
