// What a plan, or a proof, says of cost by segment and chip.
#pragma once

#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/sdk/plan.h"
#include "zkmem/sdk/report/profile.h"
#include "zkmem/sdk/segment_fit.h"
#include "zkmem/statement/keys.h"

namespace zkmem {

// Adds the shape of segment k of the claim: cells by chip, seconds and bytes as segment_cost.h predicts them.
class PlannedCosts {
 public:
  // The arguments must stay.
  PlannedCosts(KeyCache& keys, const Claim& claim, Profile& profile);
  Status add(size_t k, const LogHeights& heights, SegmentCosts costs);
  // After all: the chips by cells.
  void finish();
  // Cells so far of the chips at which a leaf that a segment touches has rows, and are not of the run's ends.
  uint64_t leaf_cells() const { return leaf_cells_; }

 private:
  KeyCache& keys_;
  const Claim& claim_;
  Profile& profile_;
  std::vector<ChipCosts> chips_;  // by AIR
  uint64_t leaf_cells_ = 0;
};

}  // namespace zkmem
