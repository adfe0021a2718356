// Columns of the persistent boundary AIR: per touched leaf an initial and a final row, tied to the memory bus
// (one message a block of 8 / kBlocks cells) and to the Merkle AIR by the leaf's hash. Layout: OpenVM v1.7
// (one block) and v2.0 (two blocks), system/memory/persistent.rs.
#pragma once

#include <array>
#include <cstddef>

namespace zkmem {

// kBlocks: 1 (openvm-v1), 2 (openvm-v2 and hybrid's blocks of 4), 4 and 8 (hybrid's blocks of 2 and 1).
template <class T, size_t kBlocks>
struct PersistentBoundaryColumns {
  T expand_direction;  // 1 initial, -1 final, 0 padding
  T address_space;
  T leaf_label;  // pointer / 8
  std::array<T, 8> values;
  std::array<T, 8> hash;              // compress(values, 0)
  std::array<T, kBlocks> timestamps;  // 0 on initial rows; 0 too for a block that no access touched
};

constexpr size_t persistent_boundary_width(size_t blocks) { return 19 + blocks; }
static_assert(sizeof(PersistentBoundaryColumns<char, 1>) == persistent_boundary_width(1));
static_assert(sizeof(PersistentBoundaryColumns<char, 8>) == persistent_boundary_width(8));

}  // namespace zkmem
