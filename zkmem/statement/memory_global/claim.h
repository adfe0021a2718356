// What the proof of an access log in global memory claims. Its proofs are those of the segments, up to the
// one that is_last. The ends stand beside that one's chips, or in proofs of their own behind it, a part each,
// whose entries have no index and no clock.
#pragma once

#include <cstdint>
#include <memory>

#include "zkmem/statement/ledger/claim.h"
#include "zkmem/statement/memory/claim.h"

namespace zkmem {

class GlobalMemoryClaim final : public MemoryClaim {
 public:
  static constexpr uint8_t kTag = kGlobalTag;
  explicit GlobalMemoryClaim(const Statement& statement) : MemoryClaim(statement) {}
  std::unique_ptr<Claim> clone() const override { return std::make_unique<GlobalMemoryClaim>(*this); }

  std::span<const LogSegment> log_segments() const override {
    return up_to_first(segments, &LogSegment::is_last);
  }
  size_t closing_proofs() const override { return segments.size() - log_segments().size(); }

  bool has_initial_root() const override { return ledger.starts_from_root(); }
  bool has_final_root() const override { return ledger.ends_in_root(); }
  const Digest& initial_root() const override { return ledger.initial_root; }
  const Digest& final_root() const override { return ledger.final_root; }

  LedgerClaim ledger;
};

}  // namespace zkmem
