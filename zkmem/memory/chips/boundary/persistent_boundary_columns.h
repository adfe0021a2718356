// Columns of the persistent boundary AIR: per touched leaf an initial and a final row, tied to the memory bus
// (one message a block of 8 / kBlocks cells) and to the Merkle AIR by the leaf's hash. Layout: OpenVM v1.7
// (one block) and v2.0 (two blocks), system/memory/persistent.rs.
#pragma once

#include <array>
#include <cstddef>

#include "zkmem/air/columns.h"
#include "zkmem/memory/model/address.h"

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

template <size_t kBlocks>
struct PersistentBoundaryRow {
  template <class T>
  using Columns = PersistentBoundaryColumns<T, kBlocks>;
};

// f.operator()<kBlocks>() for the chip whose blocks have `block` cells.
template <class F>
decltype(auto) with_persistent_boundary(size_t block, const F& f) {
  return with_size<1, 2, 4, 8>(kLeafCells / block, f);
}

inline size_t persistent_boundary_width(size_t block) {
  return with_persistent_boundary(
      block, []<size_t kBlocks>() { return kColumnCount<PersistentBoundaryRow<kBlocks>::template Columns>; });
}

}  // namespace zkmem
