#include "zkmem/memory/merkle/image_tree.h"

#include <algorithm>

#include "zkmem/base/parallel.h"

namespace zkmem {
namespace {

constexpr uint32_t kPageLeaves = kPageCells / kLeafCells;
constexpr unsigned kPageHeight = 9;
static_assert(kPageLeaves == 1u << kPageHeight);

unsigned page_height(const MemoryConfig& config) { return std::min(kPageHeight, config.address_height()); }

// Leaves hashed at a time: what is needed beside the tree does not grow with it.
constexpr size_t kPagesAtOnce = 256;

// The leaves of these pages in `image`, hashed into the tree. With `skip_zero`, zero leaves are left as they
// are.
Status hash_some(const Context& context, const Poseidon2Batch& hash, const MemoryConfig& config,
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

Status hash_pages(const Context& context, const Poseidon2Batch& hash, const MemoryConfig& config,
                  const CellImage& image, std::span<const PageId> pages, bool skip_zero, MerkleTree& tree) {
  for (size_t done = 0; done < pages.size(); done += kPagesAtOnce) {
    const auto some = pages.subspan(done, std::min(kPagesAtOnce, pages.size() - done));
    ZKMEM_RETURN_IF_ERROR(hash_some(context, hash, config, image, some, skip_zero, tree));
  }
  return {};
}

// A node that is not zero: its index among those of its height.
struct Node {
  uint64_t index;
  Digest digest;
};

// The nodes above `nodes`, whose height is `height`, in place; siblings that are not there are zero subtrees.
void move_up(const Poseidon2Batch& hash, unsigned height, std::vector<Node>& nodes) {
  std::vector<Digest> pairs;
  size_t parents = 0;
  for (size_t i = 0; i < nodes.size(); ++parents) {
    const uint64_t parent = nodes[i].index >> 1;
    for (uint64_t child = 2 * parent; child < 2 * parent + 2; ++child) {
      const bool there = i < nodes.size() && nodes[i].index == child;
      pairs.push_back(there ? nodes[i].digest : zero_subtree_roots()[height]);
      if (there) ++i;
    }
    nodes[parents].index = parent;
  }
  nodes.resize(parents);
  std::vector<Digest> hashes(parents);
  compress_pairs(hash, pairs, hashes);
  for (size_t i = 0; i < parents; ++i) nodes[i].digest = hashes[i];
}

// The digests of consecutive entries of `pages` from their cells.
void page_digests(const Poseidon2Batch& hash, const MemoryConfig& config, const CellImage& image,
                  std::span<const PageId> pages, std::span<Node> digests) {
  const unsigned height = page_height(config);
  const size_t leaves = size_t{1} << height;
  std::vector<Digest> level;
  level.reserve(2 * leaves * pages.size());
  for (const PageId page : pages) {
    for (size_t i = 0; i < leaves; ++i) {
      level.push_back(leaf_cells(image, page.space, static_cast<uint32_t>(page.page * leaves + i)));
      level.push_back(Digest{});
    }
  }
  while (level.size() > pages.size()) {
    compress_pairs(hash, level, std::span(level).first(level.size() / 2));
    level.resize(level.size() / 2);
  }
  for (size_t i = 0; i < pages.size(); ++i) {
    const uint64_t leaf =
        merkle_dimensions(config).leaf_index(pages[i].space, static_cast<uint32_t>(pages[i].page * leaves));
    digests[i] = {leaf >> height, level[i]};
  }
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

Result<Digest> root_of_image(const Context& context, const Poseidon2Batch& hash, const MemoryConfig& config,
                             const CellImage& image) {
  constexpr size_t kGrain = 8;  // pages
  const std::vector<PageId> pages = image.pages();
  std::vector<Node> nodes(pages.size());
  parallel_for(context, pages.size(), kGrain, [&](size_t begin, size_t end) {
    if (context.is_cancelled()) return;
    page_digests(hash, config, image, std::span(pages).subspan(begin, end - begin),
                 std::span(nodes).subspan(begin, end - begin));
  });
  ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
  const unsigned height = merkle_dimensions(config).height();
  for (unsigned h = page_height(config); h < height && !nodes.empty(); ++h) move_up(hash, h, nodes);
  return nodes.empty() ? zero_subtree_roots()[height] : nodes[0].digest;
}

Digest page_digest(const MerkleTree& tree, const MemoryConfig& config, PageId page) {
  const unsigned height = page_height(config);
  const uint64_t leaf = merkle_dimensions(config).leaf_index(page.space, page.page * kPageLeaves);
  return tree.node(height, leaf >> height);
}

Digest zero_page_digest(const MemoryConfig& config) { return zero_subtree_roots()[page_height(config)]; }

}  // namespace zkmem
