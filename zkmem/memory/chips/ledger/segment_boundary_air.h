// The boundary of a segment that shares its memory with others by the ledger: a row for each leaf that it
// touches. kBlocks messages each way, of 8 / kBlocks cells. README.md has the argument.
#pragma once

#include "zkmem/air/columns_air.h"
#include "zkmem/memory/chips/ledger/columns.h"
#include "zkmem/memory/chips/ledger/ledger.h"
#include "zkmem/memory/chips/offline_checker/memory_bus.h"
#include "zkmem/primitives/range_checker_bus.h"

namespace zkmem {

template <size_t kBlocks>
class SegmentBoundaryAir final
    : public ColumnsAir<SegmentBoundary<kBlocks>::template Columns, SegmentTokenColumns> {
 public:
  SegmentBoundaryAir(MemoryBus memory_bus, RangeCheckerBus range_bus)
      : memory_bus_(memory_bus), range_bus_(range_bus) {}

  std::string name() const override { return "SegmentBoundaryAir_" + std::to_string(kLeafCells / kBlocks); }
  size_t num_public_values() const override { return ledger_public::kSegmentCount; }
  void eval(AirBuilder& builder) const override;

 private:
  MemoryBus memory_bus_;
  RangeCheckerBus range_bus_;
};

extern template class SegmentBoundaryAir<1>;
extern template class SegmentBoundaryAir<2>;
extern template class SegmentBoundaryAir<4>;
extern template class SegmentBoundaryAir<8>;

}  // namespace zkmem
