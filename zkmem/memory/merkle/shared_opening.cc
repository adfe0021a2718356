#include "zkmem/memory/merkle/shared_opening.h"

#include <fmt/format.h>

namespace zkmem {
namespace {

std::string place(const CellRange& range) {
  return fmt::format("{}:{}+{}", range.address_space, range.pointer, range.count);
}

// Whether two ranges in order share a leaf.
bool begins_where_ends(const CellRange& previous, const CellRange& next) {
  return previous.address_space == next.address_space && previous.last_leaf() == next.first_leaf();
}

Status check_ranges(const MerkleDimensions& dimensions, std::span<const CellRange> ranges) {
  if (ranges.empty()) return bad_input("an opening has at least one range of cells");
  uint64_t cells = 0;
  for (size_t i = 0; i < ranges.size(); ++i) {
    const CellRange& range = ranges[i];
    cells += range.count;
    if (range.count == 0 || cells > kMaxOpenedCells) {
      return bad_input(fmt::format("an opening has 1 to {} cells, not {}", kMaxOpenedCells, cells));
    }
    if (i > 0 && !in_order(ranges[i - 1], range)) {
      return bad_input(fmt::format("cells {} do not lie behind {}", place(range), place(ranges[i - 1])));
    }
    if (!dimensions.contains(range.address_space, range.pointer) ||
        !dimensions.contains(range.address_space, range.end() - 1)) {
      return bad_input(fmt::format("cells {} lie outside a tree of {} + {} levels", place(range),
                                   dimensions.address_space_height, dimensions.address_height));
    }
  }
  return {};
}

// The touched leaves' indices, ascending, each once.
std::vector<uint64_t> leaf_indices(const MerkleDimensions& dimensions, std::span<const CellRange> ranges) {
  std::vector<uint64_t> leaves;
  leaves.reserve(touched_leaves(ranges));
  for (const CellRange& range : ranges) {
    const uint64_t base = dimensions.leaf_index(range.address_space, 0);
    for (uint64_t leaf = base + range.first_leaf(); leaf <= base + range.last_leaf(); ++leaf) {
      if (leaves.empty() || leaves.back() != leaf) leaves.push_back(leaf);
    }
  }
  return leaves;
}

// From the root to `leaves`: leaf(k) gives the k-th one's digest, sibling(height, index) that of a node above
// none, join that of the node over two.
template <class Leaf, class Sibling, class Join>
class Walk {
 public:
  Walk(std::span<const uint64_t> leaves, Leaf leaf, Sibling sibling, Join join)
      : leaves_(leaves), leaf_(leaf), sibling_(sibling), join_(join) {}

  // NOLINTNEXTLINE(misc-no-recursion): as deep as the tree, which is the verifier's own
  Digest node(unsigned height, uint64_t index) {
    if (next_ == leaves_.size() || leaves_[next_] >> height != index) return sibling_(height, index);
    if (height == 0) return leaf_(next_++);
    const Digest left = node(height - 1, 2 * index);
    return join_(left, node(height - 1, 2 * index + 1));
  }

 private:
  std::span<const uint64_t> leaves_;
  Leaf leaf_;
  Sibling sibling_;
  Join join_;
  size_t next_ = 0;
};

}  // namespace

bool in_order(const CellRange& previous, const CellRange& next) {
  return previous.address_space < next.address_space ||
         (previous.address_space == next.address_space && previous.end() <= next.pointer);
}

uint64_t touched_leaves(std::span<const CellRange> ranges) {
  uint64_t leaves = 0;
  for (size_t i = 0; i < ranges.size(); ++i) {
    leaves += ranges[i].last_leaf() - ranges[i].first_leaf() + 1;
    if (i > 0 && begins_where_ends(ranges[i - 1], ranges[i])) --leaves;
  }
  return leaves;
}

std::vector<std::vector<BabyBear>> SharedOpening::values() const {
  std::vector<std::vector<BabyBear>> values;
  values.reserve(ranges.size());
  uint64_t leaves_before = 0;
  for (size_t i = 0; i < ranges.size(); ++i) {
    const CellRange& range = ranges[i];
    if (i > 0 && begins_where_ends(ranges[i - 1], range)) --leaves_before;
    const uint64_t start = leaves_before * kLeafCells + range.pointer % kLeafCells;
    std::vector<BabyBear>& cells = values.emplace_back();
    cells.reserve(range.count);
    for (uint64_t cell = start; cell < start + range.count; ++cell) {
      cells.push_back(leaves[cell / kLeafCells][cell % kLeafCells]);
    }
    leaves_before += range.last_leaf() - range.first_leaf() + 1;
  }
  return values;
}

Result<SharedOpening> open_ranges(const MerkleTree& tree, std::span<const CellRange> ranges,
                                  const LeafReader& cells) {
  const MerkleDimensions& dimensions = tree.dimensions();
  ZKMEM_RETURN_IF_ERROR(check_ranges(dimensions, ranges));
  SharedOpening opening;
  opening.ranges.assign(ranges.begin(), ranges.end());
  const std::vector<uint64_t> leaves = leaf_indices(dimensions, ranges);
  const auto take_leaf = [&](size_t k) {
    const uint64_t label = leaves[k] & ((uint64_t{1} << dimensions.address_height) - 1);
    opening.leaves.push_back(cells(static_cast<uint32_t>((leaves[k] >> dimensions.address_height) + 1),
                                   static_cast<uint32_t>(label)));
    return Digest{};
  };
  const auto take_sibling = [&](unsigned height, uint64_t index) {
    opening.siblings.push_back(tree.node(height, index));
    return Digest{};
  };
  Walk walk(leaves, take_leaf, take_sibling, [](const Digest&, const Digest&) { return Digest{}; });
  walk.node(dimensions.height(), 0);
  return opening;
}

Status verify_shared_opening(const Digest& root, const MerkleDimensions& dimensions,
                             const SharedOpening& opening) {
  ZKMEM_RETURN_IF_ERROR(check_ranges(dimensions, opening.ranges));
  const std::string where = fmt::format("opening of {} ranges: ", opening.ranges.size());
  const std::vector<uint64_t> leaves = leaf_indices(dimensions, opening.ranges);
  if (opening.leaves.size() != leaves.size()) {
    return rejected(
        fmt::format("{}the ranges touch {} leaves, has {}", where, leaves.size(), opening.leaves.size()));
  }
  size_t used = 0;
  const auto sibling = [&](unsigned, uint64_t) {
    const size_t k = used++;
    return k < opening.siblings.size() ? opening.siblings[k] : Digest{};
  };
  Walk walk(leaves, [&](size_t k) { return leaf_hash(opening.leaves[k]); }, sibling, &compress);
  const Digest computed = walk.node(dimensions.height(), 0);
  if (used != opening.siblings.size()) {
    return rejected(fmt::format("{}the path needs {} digests, has {}", where, used, opening.siblings.size()));
  }
  if (computed != root) return rejected(where + "the path does not lead to the root");
  return {};
}

}  // namespace zkmem
