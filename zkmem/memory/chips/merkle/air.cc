#include "zkmem/memory/chips/merkle/air.h"

#include "zkmem/air/air_builder.h"

namespace zkmem {

void MerkleAir::eval(AirBuilder& builder) const {
  const auto local = builder.local<MerkleColumns>();
  const auto next = builder.next<MerkleColumns>();
  const Expr direction = local.expand_direction;

  builder.assert_eq(direction, direction * direction * direction);
  builder.assert_bool(local.left_direction_different);
  builder.assert_bool(local.right_direction_different);
  // Only rows of the final tree may point at a child of the initial one.
  builder.when_ne(direction, -1).assert_zero(local.left_direction_different);
  builder.when_ne(direction, -1).assert_zero(local.right_direction_different);

  // Heights, sections and the root mark each fall by at most one a row, so heights are sorted and never leave
  // [0, overall height]: without this, heights that wrap around p could sit below the leaves (attack 1).
  builder.when_transition().assert_bool(local.parent_height - next.parent_height);
  builder.when_transition().assert_bool(local.height_section - next.height_section);
  builder.when_transition().assert_bool(local.is_root - next.is_root);

  // Two root rows come first; their labels are 0 (attack 2).
  builder.when_first_row().assert_one(local.height_section);
  builder.when_first_row().assert_one(local.is_root);
  builder.when_first_row().assert_one(next.is_root);
  builder.when(local.is_root).assert_zero(local.parent_address_label);
  builder.when(local.is_root).assert_zero(local.parent_as_label);
  builder.when_last_row().assert_zero(local.height_section);
  builder.when_last_row().assert_zero(local.is_root);
  // The section changes exactly between the heights address_height + 1 and address_height.
  builder.when_transition()
      .when_ne(local.parent_height, dimensions_.address_height + 1)
      .assert_eq(local.height_section, next.height_section);
  builder.when_transition()
      .when_ne(next.parent_height, dimensions_.address_height)
      .assert_eq(local.height_section, next.height_section);
  // Adjacent roots: initial, then final; so there are exactly two.
  builder.when(local.is_root).when(next.is_root).assert_eq(direction - next.expand_direction, 2);
  builder.when(local.is_root).assert_eq(local.parent_height, dimensions_.height());
  // A row in use has a positive height.
  builder.when_ne(direction, 0).assert_eq(local.parent_height * local.parent_height_inv, 1);

  for (size_t i = 0; i < 8; ++i) {
    builder.when_first_row().assert_eq(local.parent_hash[i], builder.public_value(i));
    builder.when_first_row().assert_eq(next.parent_hash[i], builder.public_value(8 + i));
  }
  eval_interactions(builder);
}

void MerkleAir::eval_interactions(AirBuilder& builder) const {
  const auto local = builder.local<MerkleColumns>();
  const Expr direction = local.expand_direction;
  const auto node = [](std::initializer_list<Expr> position, std::span<const Expr> hash) {
    std::vector<Expr> message(position);
    message.insert(message.end(), hash.begin(), hash.end());
    return message;
  };
  // The parent's row sends the child; the child's row receives it. Roots come from the public values instead.
  merkle_bus_.interact(
      builder,
      node({direction, local.parent_height, local.parent_as_label, local.parent_address_label},
           local.parent_hash),
      (1 - local.is_root) * direction);
  // In the upper section labels of address spaces double, below it labels of addresses.
  merkle_bus_.interact(builder,
                       node({direction + local.left_direction_different * 2, local.parent_height - 1,
                             local.parent_as_label * (1 + local.height_section),
                             local.parent_address_label * (2 - local.height_section)},
                            local.left_child_hash),
                       -direction);
  merkle_bus_.interact(
      builder,
      node({direction + local.right_direction_different * 2, local.parent_height - 1,
            local.parent_as_label * (1 + local.height_section) + local.height_section,
            local.parent_address_label * (2 - local.height_section) + (1 - local.height_section)},
           local.right_child_hash),
      -direction);
  std::vector<Expr> compression(local.left_child_hash.begin(), local.left_child_hash.end());
  compression.insert(compression.end(), local.right_child_hash.begin(), local.right_child_hash.end());
  compression.insert(compression.end(), local.parent_hash.begin(), local.parent_hash.end());
  compression_bus_.interact(builder, compression, direction * direction);
}

}  // namespace zkmem
