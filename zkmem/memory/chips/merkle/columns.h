// Columns of the memory Merkle AIR: one row expands a node, in the initial tree (direction 1) or the final
// one (-1). Layout: OpenVM v1.7 and v2.0 (system/memory/merkle/columns.rs); meaning of each column in this
// folder's README.
#pragma once

#include <array>

namespace zkmem {

template <class T>
struct MerkleColumns {
  T expand_direction;   // 1 initial, -1 final, 0 padding
  T height_section;     // 1 above the address height, where labels count address spaces
  T parent_height;      // 1 … height of the tree
  T parent_height_inv;  // its inverse
  T is_root;
  T parent_as_label;       // index of the node among address spaces (minus one)
  T parent_address_label;  // index of the node within its address space
  std::array<T, 8> parent_hash;
  std::array<T, 8> left_child_hash;
  std::array<T, 8> right_child_hash;
  T left_direction_different;  // final rows only: the child has no row in either tree
  T right_direction_different;
};

}  // namespace zkmem
