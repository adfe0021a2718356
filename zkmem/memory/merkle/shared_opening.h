// Openings of several ranges of cells against one root, whose paths share their nodes: each touched leaf and
// each sibling is there once. Siblings come in the order in which a walk from the root, left before right,
// meets them: down where there are touched leaves, not where there are none; so a verifier needs no memory
// but a stack as deep as the tree. As in opening.h the depth is the verifier's. Format on disk:
// docs/spec/opening.md, version 2.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/merkle/opening.h"

namespace zkmem {

// Cells pointer … pointer + count - 1, with count > 0.
struct CellRange {
  uint32_t address_space = 0;
  uint32_t pointer = 0;
  uint32_t count = 1;

  uint64_t end() const { return uint64_t{pointer} + count; }
  uint64_t first_leaf() const { return pointer / kLeafCells; }
  uint64_t last_leaf() const { return (end() - 1) / kLeafCells; }
  friend bool operator==(const CellRange&, const CellRange&) = default;
};

// Whether `next` may follow `previous`: in a later space, or not before its end.
bool in_order(const CellRange& previous, const CellRange& next);
// How many leaves these ranges touch, which are in order.
uint64_t touched_leaves(std::span<const CellRange> ranges);

struct SharedOpening {
  std::vector<CellRange> ranges;  // in order, at least one
  std::vector<Digest> leaves;     // the cells of every touched leaf, ascending
  std::vector<Digest> siblings;
  friend bool operator==(const SharedOpening&, const SharedOpening&) = default;

  // The cells of each range, in their order.
  std::vector<std::vector<BabyBear>> values() const;
};

// `ranges` in order, at most kMaxOpenedCells cells in all.
Result<SharedOpening> open_ranges(const MerkleTree& tree, std::span<const CellRange> ranges,
                                  const LeafReader& cells);

// ok() exactly if the memory with that root holds the values at these places.
Status verify_shared_opening(const Digest& root, const MerkleDimensions& dimensions,
                             const SharedOpening& opening);

}  // namespace zkmem
