#include "zkmem/memory/chips/boundary/persistent_boundary_air.h"

#include "zkmem/air/air_builder.h"

namespace zkmem {

template <size_t kBlocks>
void PersistentBoundaryAir<kBlocks>::eval(AirBuilder& builder) const {
  const auto row = builder.local<PersistentBoundaryRow<kBlocks>::template Columns>();
  const Expr direction = row.expand_direction;

  builder.assert_eq(direction, direction * direction * direction);
  const ConstraintScope when_initial = builder.when(direction * (direction + 1));
  for (const Expr timestamp : row.timestamps) when_initial.assert_zero(timestamp);

  std::vector<Expr> leaf{direction, builder.zero(), row.address_space - 1, row.leaf_label};
  leaf.insert(leaf.end(), row.hash.begin(), row.hash.end());
  merkle_bus_.interact(builder, leaf, direction);

  std::vector<Expr> compression(row.values.begin(), row.values.end());
  for (size_t i = 0; i < 8; ++i) compression.push_back(builder.zero());
  compression.insert(compression.end(), row.hash.begin(), row.hash.end());
  compression_bus_.interact(builder, compression, direction * direction);

  constexpr size_t kBlock = 8 / kBlocks;
  for (size_t i = 0; i < kBlocks; ++i) {
    const AddressExprs address{row.address_space, row.leaf_label * 8 + i * kBlock};
    memory_bus_.send(builder, address, std::span<const Expr>(row.values).subspan(i * kBlock, kBlock),
                     row.timestamps[i], direction);
  }
}

template class PersistentBoundaryAir<1>;
template class PersistentBoundaryAir<2>;
template class PersistentBoundaryAir<4>;
template class PersistentBoundaryAir<8>;

}  // namespace zkmem
