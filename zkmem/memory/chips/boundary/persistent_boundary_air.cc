#include "zkmem/memory/chips/boundary/persistent_boundary_air.h"

#include "zkmem/air/air_builder.h"

namespace zkmem {

template <size_t kBlocks>
AirWidths PersistentBoundaryAir<kBlocks>::widths() const {
  return {.preprocessed = 0, .cached_mains = {}, .common_main = persistent_boundary_width(kBlocks)};
}

template <size_t kBlocks>
std::vector<std::string> PersistentBoundaryAir<kBlocks>::column_names() const {
  return ColumnNames()
      .add("expand_direction")
      .add("address_space")
      .add("leaf_label")
      .add("values", 8)
      .add("hash", 8)
      .add("timestamps", kBlocks)
      .take();
}

template <size_t kBlocks>
void PersistentBoundaryAir<kBlocks>::eval(AirBuilder& builder) const {
  const std::vector<Expr> row = builder.row(0, 0);
  const Expr direction = row[0];
  const Expr address_space = row[1];
  const Expr leaf_label = row[2];
  const std::span<const Expr> cells(row);
  const auto values = cells.subspan(3, 8);
  const auto hash = cells.subspan(11, 8);
  const auto timestamps = cells.subspan(19, kBlocks);

  builder.assert_eq(direction, direction * direction * direction);
  const ConstraintScope when_initial = builder.when(direction * (direction + 1));
  for (const Expr timestamp : timestamps) when_initial.assert_zero(timestamp);

  std::vector<Expr> leaf{direction, builder.zero(), address_space - 1, leaf_label};
  leaf.insert(leaf.end(), hash.begin(), hash.end());
  merkle_bus_.interact(builder, leaf, direction);

  std::vector<Expr> compression(values.begin(), values.end());
  for (size_t i = 0; i < 8; ++i) compression.push_back(builder.zero());
  compression.insert(compression.end(), hash.begin(), hash.end());
  compression_bus_.interact(builder, compression, direction * direction);

  constexpr size_t kBlock = 8 / kBlocks;
  for (size_t i = 0; i < kBlocks; ++i) {
    const AddressExprs address{address_space, leaf_label * 8 + i * kBlock};
    memory_bus_.send(builder, address, values.subspan(i * kBlock, kBlock), timestamps[i], direction);
  }
}

template class PersistentBoundaryAir<1>;
template class PersistentBoundaryAir<2>;
template class PersistentBoundaryAir<4>;
template class PersistentBoundaryAir<8>;

}  // namespace zkmem
