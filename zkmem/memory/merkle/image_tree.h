// The tree over an image: built once from its pages, then kept up to date by what changed.
#pragma once

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/tree.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/memory_image.h"

namespace zkmem {

inline MerkleDimensions merkle_dimensions(const MemoryConfig& config) {
  return {config.addr_space_height, config.address_height()};
}

// Hashes every leaf of the image that is not zero. The only errors are the context's (cancelled).
Result<MerkleTree> tree_of_image(const Context& context, const Poseidon2Batch& hash,
                                 const MemoryConfig& config, const CellImage& image);

// The tree over `after`, given the one over `before`: hashes the leaves of pages that differ.
Result<MerkleTree> updated_tree(const Context& context, const Poseidon2Batch& hash,
                                const MemoryConfig& config, const MerkleTree& tree, const CellImage& before,
                                const CellImage& after);

// The root of that tree, without the tree: a tree takes about nine bytes a byte of the pages it covers, this
// a hundredth.
Result<Digest> root_of_image(const Context& context, const Poseidon2Batch& hash, const MemoryConfig& config,
                             const CellImage& image);

// The 8 cells of a leaf.
Digest leaf_cells(const CellImage& image, uint32_t address_space, uint32_t leaf_label);

// The root of a page's subtree: 512 leaves, or the whole space where that is smaller.
Digest page_digest(const MerkleTree& tree, const MemoryConfig& config, PageId page);
Digest zero_page_digest(const MemoryConfig& config);

}  // namespace zkmem
