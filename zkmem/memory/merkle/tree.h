// The Merkle tree over the whole memory. Zero subtrees are free, memory is proportional to touched paths, an
// update of k leaves hashes each node above them once (at most k * height), and a copy of a tree is O(1):
// trees share pages and copy what they write, so a new segment starts from the last one's tree and old
// versions stay readable. Source: memory.md, "Merkle memory"; golden/memory/merkle.json. Thread-safety: as a
// standard container's; trees that share pages may be used from different threads.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/page.h"
#include "zkmem/memory/model/merkle_dimensions.h"

namespace zkmem {

// Roots of all-zero subtrees by height; index 0 is the hash of a zero leaf.
const std::vector<Digest>& zero_subtree_roots();

// The leaf hash of 8 cells: compress(cells, 0).
Digest leaf_hash(const Digest& cells);

// The nodes above a set of leaves, level by level: level 0 are the leaves themselves, strictly increasing.
class TouchedNodes {
 public:
  // `leaves` strictly increasing, each below 2^height.
  TouchedNodes(const MerkleDimensions& dimensions, std::span<const uint64_t> leaves);

  unsigned height() const { return static_cast<unsigned>(first_.size()) - 2; }
  std::span<const uint64_t> level(unsigned h) const {
    return std::span<const uint64_t>(nodes_).subspan(first_[h], first_[h + 1] - first_[h]);
  }
  // Nodes at heights 1 … height: the number of hashes an update takes.
  size_t inner_count() const { return nodes_.size() - first_[1]; }
  // Inner nodes at heights above h.
  size_t count_above(unsigned h) const { return nodes_.size() - first_[h + 1]; }

 private:
  std::vector<uint64_t> nodes_;
  std::vector<size_t> first_;  // start of each level in nodes_, then the end
};

// Consecutive touched nodes of one level as an update passes them: before and after.
struct MerkleStep {
  unsigned height;                  // of the nodes, at least 1
  size_t first;                     // position of nodes[0] in TouchedNodes::level(height)
  std::span<const uint64_t> nodes;  // indices within the level
  std::span<const Digest> initial;
  std::span<const Digest> final;
  std::span<const Digest> initial_children;  // left, right of each node
  std::span<const Digest> final_children;
  std::span<const uint8_t> touched;  // bit 0: left child touched, bit 1: right child
};
// Called from several threads at a time, each step once, lower levels before higher ones.
using MerkleVisitor = std::function<void(const MerkleStep&)>;

class MerkleTree {
 public:
  explicit MerkleTree(const MerkleDimensions& dimensions);

  const MerkleDimensions& dimensions() const { return dimensions_; }
  const Digest& root() const { return root_; }
  // The digest of node `index` at `height` (0: a leaf's hash).
  Digest node(unsigned height, uint64_t index) const;
  // The hashes of these leaves; neighbours close together are quickest.
  std::vector<Digest> leaf_hashes(const Context& context, std::span<const uint64_t> leaves) const;
  // The siblings on the way from that node to the root, bottom-up.
  std::vector<Digest> siblings(unsigned height, uint64_t index) const;
  // The digests of all nodes at heights height() … height() - levels, root first, in heap order.
  std::vector<Digest> top(unsigned levels) const;

  // Sets the leaves' hashes and every node above them. The result does not depend on the number of threads.
  void update(const Context& context, const Poseidon2Batch& hash, const TouchedNodes& touched,
              std::span<const Digest> leaves, const MerkleVisitor& visitor = {});

  // Pages that this tree reaches (shared ones included), in bytes.
  size_t memory_bytes() const;

 private:
  std::vector<std::vector<merkle::Page*>> own_pages(const Context& context, const TouchedNodes& touched);
  const merkle::Page* page_at(unsigned depth, uint64_t page) const;

  MerkleDimensions dimensions_;
  Digest root_;
  merkle::PageRef top_;  // null: the tree is all zero
};

}  // namespace zkmem
