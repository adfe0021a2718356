// Ties the first and last message of every touched block to the Merkle tree: per touched leaf one initial and
// one final row. kBlocks messages a row, each of 8 / kBlocks cells with a timestamp of its own. README.md has
// the argument. Source: openvm-circuit system/memory/persistent.rs (v1.7.0 has kBlocks = 1, v2.0.2 has 2;
// the hybrid profile has one chip for each, and a leaf's two rows may be in different ones).
#pragma once

#include "zkmem/air/columns_air.h"
#include "zkmem/memory/chips/boundary/persistent_boundary_columns.h"
#include "zkmem/memory/chips/offline_checker/memory_bus.h"

namespace zkmem {

template <size_t kBlocks>
class PersistentBoundaryAir final : public ColumnsAir<PersistentBoundaryRow<kBlocks>::template Columns> {
 public:
  PersistentBoundaryAir(MemoryBus memory_bus, PermutationBus merkle_bus, PermutationBus compression_bus,
                        std::string name = "PersistentBoundaryAir")
      : memory_bus_(memory_bus),
        merkle_bus_(merkle_bus),
        compression_bus_(compression_bus),
        name_(std::move(name)) {}

  std::string name() const override { return name_; }
  void eval(AirBuilder& builder) const override;

 private:
  MemoryBus memory_bus_;
  PermutationBus merkle_bus_;
  PermutationBus compression_bus_;
  std::string name_;
};

extern template class PersistentBoundaryAir<1>;
extern template class PersistentBoundaryAir<2>;
extern template class PersistentBoundaryAir<4>;
extern template class PersistentBoundaryAir<8>;

}  // namespace zkmem
