// The Merkle AIR: expands the initial and the final tree from their public roots down to the touched leaves,
// and shows that everything beside the touched paths is the same in both. README.md has the argument. Source:
// openvm-circuit system/memory/merkle/air.rs (v1.7.0, v2.0.2).
#pragma once

#include "zkmem/air/columns_air.h"
#include "zkmem/air/interaction.h"
#include "zkmem/memory/chips/merkle/columns.h"
#include "zkmem/memory/model/merkle_dimensions.h"

namespace zkmem {

class MerkleAir final : public ColumnsAir<MerkleColumns> {
 public:
  MerkleAir(MerkleDimensions dimensions, PermutationBus merkle_bus, PermutationBus compression_bus)
      : dimensions_(dimensions), merkle_bus_(merkle_bus), compression_bus_(compression_bus) {}

  std::string name() const override { return "MemoryMerkleAir"; }
  size_t num_public_values() const override { return 16; }  // initial root, final root
  void eval(AirBuilder& builder) const override;

 private:
  void eval_interactions(AirBuilder& builder) const;

  MerkleDimensions dimensions_;
  PermutationBus merkle_bus_;
  PermutationBus compression_bus_;
};

}  // namespace zkmem
