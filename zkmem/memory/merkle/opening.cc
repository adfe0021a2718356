#include "zkmem/memory/merkle/opening.h"

#include <algorithm>
#include <string>

namespace zkmem {
namespace {

std::string place(uint32_t address_space, uint64_t pointer, uint64_t count) {
  return std::to_string(address_space) + ":" + std::to_string(pointer) + "+" + std::to_string(count);
}

Status check_range(const MerkleDimensions& dimensions, uint32_t address_space, uint32_t pointer,
                   uint64_t count) {
  if (count == 0 || count > kMaxOpenedCells) {
    return bad_input("an opening has 1 to " + std::to_string(kMaxOpenedCells) + " cells, not " +
                     std::to_string(count));
  }
  if (!dimensions.contains(address_space, pointer) ||
      !dimensions.contains(address_space, pointer + count - 1)) {
    return bad_input("cells " + place(address_space, pointer, count) + " lie outside a tree of " +
                     std::to_string(dimensions.address_space_height) + " + " +
                     std::to_string(dimensions.address_height) + " levels");
  }
  return {};
}

// Calls left(h, node) or right(h, node) for each sibling that the path of leaves [first, last] needs,
// bottom-up.
template <class Left, class Right, class Up>
void walk_path(unsigned height, uint64_t first, uint64_t last, const Left& left, const Right& right,
               const Up& up) {
  for (unsigned h = 0; h < height; ++h, first >>= 1, last >>= 1) {
    if ((first & 1) == 1) left(h, first - 1);
    if ((last & 1) == 0) right(h, last + 1);
    up();
  }
}

}  // namespace

Result<MerkleOpening> open_range(const MerkleTree& tree, uint32_t address_space, uint32_t pointer,
                                 uint32_t count, const LeafReader& cells) {
  const MerkleDimensions& dimensions = tree.dimensions();
  ZKMEM_RETURN_IF_ERROR(check_range(dimensions, address_space, pointer, count));
  const uint32_t first = pointer / kLeafCells;
  const auto end = static_cast<uint32_t>((uint64_t{pointer} + count - 1) / kLeafCells) + 1;
  std::vector<BabyBear> all;
  all.reserve(size_t{end - first} * kLeafCells);
  for (uint32_t leaf = first; leaf < end; ++leaf) {
    const Digest values = cells(address_space, leaf);
    all.insert(all.end(), values.begin(), values.end());
  }
  MerkleOpening opening;
  opening.address_space = address_space;
  opening.pointer = pointer;
  const auto from = all.begin() + pointer % kLeafCells;
  opening.before.assign(all.begin(), from);
  opening.values.assign(from, from + count);
  opening.after.assign(from + count, all.end());
  const auto add = [&](unsigned h, uint64_t node) { opening.siblings.push_back(tree.node(h, node)); };
  walk_path(dimensions.height(), dimensions.leaf_index(address_space, first),
            dimensions.leaf_index(address_space, end - 1), add, add, [] {});
  return opening;
}

Status verify_opening(const Digest& root, const MerkleDimensions& dimensions, const MerkleOpening& opening) {
  const uint64_t count = opening.values.size();
  ZKMEM_RETURN_IF_ERROR(check_range(dimensions, opening.address_space, opening.pointer, count));
  const std::string where = "opening of " + place(opening.address_space, opening.pointer, count) + ": ";
  const size_t before = opening.pointer % kLeafCells;
  const size_t after = (kLeafCells - (before + count) % kLeafCells) % kLeafCells;
  if (opening.before.size() != before || opening.after.size() != after) {
    return rejected(where + "needs " + std::to_string(before) + " and " + std::to_string(after) +
                    " neighbouring cells, has " + std::to_string(opening.before.size()) + " and " +
                    std::to_string(opening.after.size()));
  }
  uint64_t first = dimensions.leaf_index(opening.address_space, opening.pointer / kLeafCells);
  const uint64_t leaves = (before + count + after) / kLeafCells;
  size_t needed = 0;
  const auto add = [&](unsigned, uint64_t) { ++needed; };
  walk_path(dimensions.height(), first, first + leaves - 1, add, add, [] {});
  if (opening.siblings.size() != needed) {
    return rejected(where + "the path needs " + std::to_string(needed) + " digests, has " +
                    std::to_string(opening.siblings.size()));
  }
  std::vector<BabyBear> cells = opening.before;
  cells.insert(cells.end(), opening.values.begin(), opening.values.end());
  cells.insert(cells.end(), opening.after.begin(), opening.after.end());
  std::vector<Digest> nodes(leaves);
  for (size_t i = 0; i < nodes.size(); ++i) {
    std::copy_n(cells.begin() + static_cast<std::ptrdiff_t>(i * kLeafCells), kLeafCells, nodes[i].begin());
    nodes[i] = leaf_hash(nodes[i]);
  }
  size_t next = 0;
  walk_path(
      dimensions.height(), first, first + leaves - 1,
      [&](unsigned, uint64_t) { nodes.insert(nodes.begin(), opening.siblings[next++]); },
      [&](unsigned, uint64_t) { nodes.push_back(opening.siblings[next++]); },
      [&] {
        for (size_t i = 0; i < nodes.size() / 2; ++i) nodes[i] = compress(nodes[2 * i], nodes[2 * i + 1]);
        nodes.resize(nodes.size() / 2);
      });
  if (nodes[0] != root) return rejected(where + "the path does not lead to the root");
  return {};
}

}  // namespace zkmem
