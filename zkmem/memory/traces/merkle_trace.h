// The trace of the memory Merkle AIR, written while the tree is updated: two rows a touched node, the root's
// first. Order of rows (OpenVM v1.7 and v2.0): initial root, final root, then heights descending, within a
// height nodes descending, each node's final row before its initial row; padding is zero. Public values:
// initial and final root.
#pragma once

#include <cstddef>

#include "zkmem/field/matrix.h"
#include "zkmem/memory/chips/merkle/columns.h"
#include "zkmem/memory/merkle/tree.h"

namespace zkmem {

// The leaves that the AIR needs rows for: a segment without any access still opens the path to leaf 0.
struct MerkleTraceShape {
  MerkleTraceShape(const MerkleDimensions& dimensions, std::span<const uint64_t> touched_leaves);

  TouchedNodes nodes;
  bool is_empty;  // no leaf was touched

  size_t used_rows() const { return 2 * nodes.inner_count(); }
  size_t padded_height() const;
};

// A visitor for MerkleTree::update that fills `trace`: shape.padded_height() x the columns of MerkleColumns,
// zero at first beyond the used rows. Keeps references to both.
class MerkleTraceWriter {
 public:
  MerkleTraceWriter(const MerkleDimensions& dimensions, const MerkleTraceShape& shape, TraceView trace);
  void operator()(const MerkleStep& step) const;

 private:
  MerkleDimensions dimensions_;
  const MerkleTraceShape& shape_;
  TraceView trace_;
};

}  // namespace zkmem
