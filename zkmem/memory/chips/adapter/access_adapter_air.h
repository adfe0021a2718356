// The access adapter for blocks of N cells: each row splits one block into its two halves or merges them.
// README.md has the argument. Source: openvm-circuit system/memory/adapter/air.rs (v1.7.0), whose columns and
// constraints these are; the lookup of a merge's time (block_time_air.h) is ours.
#pragma once

#include "zkmem/air/columns_air.h"
#include "zkmem/air/interaction.h"
#include "zkmem/memory/chips/adapter/access_adapter_columns.h"
#include "zkmem/memory/chips/offline_checker/memory_bus.h"
#include "zkmem/primitives/is_less_than.h"

namespace zkmem {

// N: 2, 4, 8, 16 or 32.
template <size_t N>
class AccessAdapterAir final : public ColumnsAir<AccessAdapterRow<N>::template Columns> {
 public:
  AccessAdapterAir(MemoryBus memory_bus, RangeCheckerBus range_bus, LookupBus time_bus,
                   unsigned timestamp_max_bits)
      : memory_bus_(memory_bus), time_bus_(time_bus), less_than_{range_bus, timestamp_max_bits} {}

  std::string name() const override { return "AccessAdapterAir_" + std::to_string(N); }
  void eval(AirBuilder& builder) const override;

 private:
  MemoryBus memory_bus_;
  LookupBus time_bus_;
  IsLessThan less_than_;
};

}  // namespace zkmem
