// The volatile boundary chips: every touched cell (openvm-v1) or block (hybrid) starts at time 0 with the
// value 0 and ends with its last message. Rows are sorted by (space, block number), strictly, so an address
// is initialised once; block numbers and space - 1 are range-checked, so no address aliases another mod p and
// none is in space 0. README.md has the argument. Source: openvm-circuit system/memory/volatile/mod.rs
// (v1.7.0), which leaves the initial value free and admits space 0.
#pragma once

#include "zkmem/air/columns_air.h"
#include "zkmem/memory/chips/access_log/space_table_air.h"
#include "zkmem/memory/chips/boundary/volatile_boundary_columns.h"
#include "zkmem/memory/chips/offline_checker/memory_bus.h"
#include "zkmem/primitives/is_less_than_array.h"

namespace zkmem {

struct VolatileBoundaryBits {
  unsigned addr_space_height = 3;  // spaces 1 … 2^addr_space_height
  unsigned pointer_max_bits = 29;

  unsigned block_bits(size_t block) const;
  // Spaces and block numbers are compared by one gadget.
  unsigned compare_bits(size_t block) const;
};

// openvm-v1: cells.
class VolatileBoundaryAir final : public ColumnsAir<VolatileBoundaryColumns> {
 public:
  VolatileBoundaryAir(MemoryBus memory_bus, RangeCheckerBus range_bus, VolatileBoundaryBits bits)
      : memory_bus_(memory_bus), range_bus_(range_bus), bits_(bits) {}

  std::string name() const override { return "VolatileBoundaryAir"; }
  void eval(AirBuilder& builder) const override;

 private:
  MemoryBus memory_bus_;
  RangeCheckerBus range_bus_;
  VolatileBoundaryBits bits_;
};

// hybrid: blocks of 1, 2 or 4 cells, in the spaces that the space table gives blocks of this size.
template <size_t kBlock>
class BlockVolatileBoundaryAir final : public ColumnsAir<BlockVolatileBoundaryRow<kBlock>::template Columns> {
 public:
  BlockVolatileBoundaryAir(MemoryBus memory_bus, RangeCheckerBus range_bus, SpaceTableBus space_bus,
                           VolatileBoundaryBits bits)
      : memory_bus_(memory_bus), range_bus_(range_bus), space_bus_(space_bus), bits_(bits) {}

  std::string name() const override { return "VolatileBoundaryAir_" + std::to_string(kBlock); }
  void eval(AirBuilder& builder) const override;

 private:
  MemoryBus memory_bus_;
  RangeCheckerBus range_bus_;
  SpaceTableBus space_bus_;
  VolatileBoundaryBits bits_;
};

}  // namespace zkmem
