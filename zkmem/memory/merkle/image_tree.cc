#include "zkmem/memory/merkle/image_tree.h"

#include <algorithm>

namespace zkmem {
namespace {

constexpr uint32_t kPageLeaves = kPageCells / kLeafCells;
constexpr unsigned kPageHeight = 9;
static_assert(kPageLeaves == 1u << kPageHeight);

unsigned page_height(const MemoryConfig& config) { return std::min(kPageHeight, config.address_height()); }

// The leaves of these pages in `image`, hashed into the tree. With `skip_zero`, zero leaves are left as they
// are.
Status hash_pages(const Context& context, const Poseidon2Batch& hash, const MemoryConfig& config,
                  const CellImage& image, std::span<const PageId> pages, bool skip_zero, MerkleTree& tree) {
  std::vector<uint64_t> leaves;
  std::vector<Digest> pairs;  // cells, zero: the preimages of the leaf hashes
  const uint64_t space_leaves = uint64_t{1} << config.address_height();
  for (const PageId page : pages) {
    const uint64_t first = uint64_t{page.page} * kPageLeaves;
    const uint64_t end = std::min(first + kPageLeaves, space_leaves);
    for (uint64_t label = first; label < end; ++label) {
      const Digest cells = leaf_cells(image, page.space, static_cast<uint32_t>(label));
      if (skip_zero && cells == Digest{}) continue;
      leaves.push_back(merkle_dimensions(config).leaf_index(page.space, static_cast<uint32_t>(label)));
      pairs.push_back(cells);
      pairs.push_back(Digest{});
    }
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
  }
  if (leaves.empty()) return {};
  std::vector<Digest> hashes(leaves.size());
  compress_pairs(hash, pairs, hashes);
  tree.update(context, hash, TouchedNodes(merkle_dimensions(config), leaves), hashes);
  return {};
}

}  // namespace

Digest leaf_cells(const CellImage& image, uint32_t address_space, uint32_t leaf_label) {
  Digest cells = {};
  const uint64_t first = uint64_t{leaf_label} * kLeafCells;
  for (uint32_t i = 0; i < kLeafCells && first + i < image.num_cells(address_space); ++i) {
    cells[i] = BabyBear::from_canonical(image.get({address_space, static_cast<uint32_t>(first + i)}));
  }
  return cells;
}

Result<MerkleTree> tree_of_image(const Context& context, const Poseidon2Batch& hash,
                                 const MemoryConfig& config, const CellImage& image) {
  MerkleTree tree(merkle_dimensions(config));
  ZKMEM_RETURN_IF_ERROR(hash_pages(context, hash, config, image, image.pages(), true, tree));
  return tree;
}

Result<MerkleTree> updated_tree(const Context& context, const Poseidon2Batch& hash,
                                const MemoryConfig& config, const MerkleTree& tree, const CellImage& before,
                                const CellImage& after) {
  MerkleTree updated = tree;
  ZKMEM_RETURN_IF_ERROR(
      hash_pages(context, hash, config, after, CellImage::differing_pages(before, after), false, updated));
  return updated;
}

Digest page_digest(const MerkleTree& tree, const MemoryConfig& config, PageId page) {
  const unsigned height = page_height(config);
  const uint64_t leaf = merkle_dimensions(config).leaf_index(page.space, page.page * kPageLeaves);
  return tree.node(height, leaf >> height);
}

Digest zero_page_digest(const MemoryConfig& config) { return zero_subtree_roots()[page_height(config)]; }

}  // namespace zkmem
