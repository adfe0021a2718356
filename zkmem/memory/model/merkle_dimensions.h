// The shape of the Merkle tree over all address spaces: leaf = 8 cells, leaf index =
// ((address space - 1) << address_height) + pointer / 8 (design: memory.md, "Merkle memory").
// A verifier takes the dimensions from its own configuration, never from an opening: a path of another depth
// could present an inner node as a leaf.
#pragma once

#include <cstdint>

#include "zkmem/memory/model/address.h"

namespace zkmem {

struct MerkleDimensions {
  unsigned address_space_height = 3;
  unsigned address_height = 26;

  unsigned height() const { return address_space_height + address_height; }
  uint64_t leaf_index(uint32_t address_space, uint32_t leaf_label) const {
    return (uint64_t{address_space - 1} << address_height) + leaf_label;
  }
  bool contains(uint32_t address_space, uint64_t pointer) const {
    return address_space >= 1 && (uint64_t{address_space - 1} >> address_space_height) == 0 &&
           ((pointer / kLeafCells) >> address_height) == 0;
  }
  friend bool operator==(const MerkleDimensions&, const MerkleDimensions&) = default;
};

}  // namespace zkmem
