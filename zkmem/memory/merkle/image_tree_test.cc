// The tree over an image, and the root without the tree: the same, whatever the pages and the configuration.
#include "zkmem/memory/merkle/image_tree.h"

#include <atomic>
#include <random>

#include <gtest/gtest.h>

namespace zkmem {
namespace {

const Poseidon2Batch& hash() { return scalar_poseidon2_batch(); }

// Some cells of some pages of each space, the first and the last cell among them.
CellImage random_image(const MemoryConfig& config, size_t writes, uint64_t seed) {
  std::mt19937_64 rng(seed);
  CellImage image(config, BabyBear::kModulus);
  for (uint32_t space = 1; space < config.spaces.size(); ++space) {
    if (!config.has_space(space)) continue;
    const uint64_t cells = config.spaces[space].num_cells;
    for (size_t i = 0; i < writes; ++i) {
      const uint64_t pointer = i == 0 ? 0 : i == 1 ? cells - 1 : rng() % cells;
      EXPECT_TRUE(
          image.set({space, static_cast<uint32_t>(pointer)}, static_cast<uint32_t>(rng() % 256)).ok());
    }
  }
  return image;
}

MemoryConfig small_config(uint32_t pointer_bits) {
  MemoryConfig config = MemoryConfig::hybrid_default();
  config.pointer_max_bits = pointer_bits;
  for (AddressSpaceConfig& space : config.spaces)
    space.num_cells = std::min(space.num_cells, uint64_t{1} << pointer_bits);
  EXPECT_TRUE(config.validate().ok()) << config.validate().error().message;
  return config;
}

TEST(ImageTree, TheRootAloneIsTheTreesRoot) {
  std::vector<MemoryConfig> configs = {MemoryConfig::hybrid_default(), MemoryConfig::openvm_v2_default()};
  // Spaces smaller than a page, of a page, of more.
  for (const uint32_t bits : {8u, 12u, 14u}) configs.push_back(small_config(bits));
  for (const MemoryConfig& config : configs) {
    for (const size_t writes : {0u, 1u, 40u}) {
      for (const unsigned threads : {1u, 3u}) {
        const CellImage image = random_image(config, writes, writes + threads);
        Context context;
        context.threads = threads;
        const MerkleTree tree = tree_of_image(context, hash(), config, image).value();
        EXPECT_EQ(root_of_image(context, hash(), config, image).value(), tree.root()) << writes;
      }
    }
  }
}

// More pages than are hashed at a time.
TEST(ImageTree, ManyPagesAreHashedInTurn) {
  const MemoryConfig config = MemoryConfig::hybrid_default();
  CellImage before(config, BabyBear::kModulus);
  for (uint32_t page = 0; page < 300; ++page)
    EXPECT_TRUE(before.set({2, page * 3 * kPageCells + page}, 1 + page % 255).ok());
  CellImage after = before;
  for (uint32_t page = 0; page < 300; page += 2)
    EXPECT_TRUE(after.set({2, page * 3 * kPageCells + page}, 0).ok());
  const MerkleTree tree = tree_of_image({}, hash(), config, before).value();
  EXPECT_EQ(tree.root(), root_of_image({}, hash(), config, before).value());
  const MerkleTree updated = updated_tree({}, hash(), config, tree, before, after).value();
  EXPECT_EQ(updated.root(), root_of_image({}, hash(), config, after).value());
  EXPECT_EQ(updated.root(), tree_of_image({}, hash(), config, after).value().root());
}

TEST(ImageTree, StopsWhenCancelled) {
  const MemoryConfig config = MemoryConfig::hybrid_default();
  const CellImage image = random_image(config, 4, 1);
  const std::atomic<bool> cancel = true;
  Context context;
  context.cancel = &cancel;
  EXPECT_EQ(root_of_image(context, hash(), config, image).error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(tree_of_image(context, hash(), config, image).error().kind, ErrorKind::kCancelled);
}

}  // namespace
}  // namespace zkmem
