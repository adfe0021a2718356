// What the proof of a program's run on global memory claims. Its proofs are those of the segments, up to the
// one that terminates. The ends stand beside that one's chips, or in proofs of their own behind it, a part
// each, whose entries have no pc.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "zkmem/statement/execution/claim.h"
#include "zkmem/statement/ledger/claim.h"

namespace zkmem {

class GlobalExecutionClaim final : public ExecutionClaim {
 public:
  static constexpr uint8_t kTag = kGlobalTag;
  explicit GlobalExecutionClaim(const Statement& statement) : ExecutionClaim(statement) {}
  std::unique_ptr<Claim> clone() const override { return std::make_unique<GlobalExecutionClaim>(*this); }

  std::span<const ExecutionSegment> run_segments() const override {
    return up_to_first(segments, &ExecutionSegment::is_terminate);
  }
  size_t closing_proofs() const override { return segments.size() - run_segments().size(); }
  std::optional<StartImage> start() const override {
    return has_initial_root() ? std::nullopt : std::optional(start_image);
  }
  bool has_initial_root() const override { return ledger.starts_from_root(); }
  bool has_final_root() const override { return ledger.ends_in_root(); }
  const Digest& initial_root() const override { return ledger.initial_root; }
  const Digest& final_root() const override { return ledger.final_root; }
  // Leaf by leaf, as the ledger has them.
  std::vector<BabyBear> revealed() const override;

  // The start image chip's cached part; nothing if the run starts from a root.
  StartImage start_image;
  LedgerClaim ledger;  // starts from zeros, over which the image is put, or from a root
};

}  // namespace zkmem
