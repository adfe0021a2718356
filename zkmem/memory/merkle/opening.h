// Openings of any range of cells against a root, and their verification, which needs only the root, the
// dimensions of the tree (the verifier's own), and the opening. The depth of the path is fixed by the
// dimensions, so an inner node cannot pass for a leaf nor a leaf for an inner node. Format on disk:
// docs/spec/opening.md. A path lists, from the leaves up, the left neighbour of the first node when it is a
// right child and the right neighbour of the last node when it is a left child.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/merkle/tree.h"

namespace zkmem {

// At most this many cells in one opening: a bound for what a verifier reads.
inline constexpr uint32_t kMaxOpenedCells = 1u << 24;

struct MerkleOpening {
  uint32_t address_space = 0;
  uint32_t pointer = 0;
  std::vector<BabyBear> values;  // the claim: cells pointer … pointer + size - 1
  std::vector<BabyBear> before;  // the first leaf's cells in front of them
  std::vector<BabyBear> after;   // the last leaf's cells behind them
  std::vector<Digest> siblings;
  friend bool operator==(const MerkleOpening&, const MerkleOpening&) = default;
};

// Gives the 8 cells of a leaf by its label (pointer / 8).
using LeafReader = std::function<Digest(uint32_t address_space, uint32_t leaf_label)>;

Result<MerkleOpening> open_range(const MerkleTree& tree, uint32_t address_space, uint32_t pointer,
                                 uint32_t count, const LeafReader& cells);

// ok() exactly if the memory with that root holds the values at that place.
Status verify_opening(const Digest& root, const MerkleDimensions& dimensions, const MerkleOpening& opening);

}  // namespace zkmem
