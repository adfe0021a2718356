// Bounds the times of merged blocks: an adapter's merge looks its time up here, where it is range-checked.
// Without it two rows that nothing else meets, a merge with a block from nowhere and the split that gives the
// block back, move a block's time forward, and a few such pairs move it around the field into the past
// (docs/spec/memory-argument.md, Lemma 8). OpenVM v1.7's adapters have no such bound. Any row may be offered
// twice or unused: only that an offered time is below 2^timestamp_max_bits matters. README.md has the
// argument.
#pragma once

#include "zkmem/air/columns_air.h"
#include "zkmem/air/interaction.h"
#include "zkmem/primitives/range_checker_bus.h"

namespace zkmem {

template <class T>
struct BlockTimeColumns {
  T limbs[2];
  T mult;
};

class BlockTimeAir final : public ColumnsAir<BlockTimeColumns> {
 public:
  BlockTimeAir(LookupBus bus, RangeCheckerBus range_bus, unsigned timestamp_max_bits)
      : bus_(bus), range_bus_(range_bus), timestamp_max_bits_(timestamp_max_bits) {}

  std::string name() const override { return "BlockTimeAir"; }
  void eval(AirBuilder& builder) const override;

 private:
  LookupBus bus_;
  RangeCheckerBus range_bus_;
  unsigned timestamp_max_bits_;
};

}  // namespace zkmem
