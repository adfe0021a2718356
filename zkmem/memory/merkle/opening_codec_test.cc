#include "zkmem/memory/merkle/opening_codec.h"

#include <gtest/gtest.h>

#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/image_tree.h"

namespace zkmem {
namespace {

struct Opened {
  MerkleDimensions dimensions;
  Digest root;
  MerkleOpening opening;
};

Opened open_cells(uint32_t pointer, uint32_t count) {
  const MemoryConfig config = MemoryConfig::openvm_v2_default();
  CellImage image(config, BabyBear::kModulus);
  for (uint32_t i = 0; i < 64; ++i) EXPECT_TRUE(image.set({2, i}, i).ok());
  const Context context;
  const MerkleTree tree = tree_of_image(context, scalar_poseidon2_batch(), config, image).value();
  const auto cells = [&](uint32_t space, uint32_t label) { return leaf_cells(image, space, label); };
  return {tree.dimensions(), tree.root(), open_range(tree, 2, pointer, count, cells).value()};
}

TEST(OpeningCodec, RoundTripsAndStillVerifies) {
  for (const auto& [pointer, count] : {std::pair{0u, 8u}, {3u, 1u}, {5u, 20u}, {16u, 3u}}) {
    const Opened opened = open_cells(pointer, count);
    const auto bytes = encode_opening(opened.dimensions, opened.opening);
    const auto decoded = decode_opening(opened.dimensions, bytes);
    ASSERT_TRUE(decoded.ok()) << decoded.error().message;
    EXPECT_EQ(*decoded, opened.opening);
    EXPECT_TRUE(verify_opening(opened.root, opened.dimensions, *decoded).ok());
  }
}

TEST(OpeningCodec, NoAlteredByteVerifies) {
  const Opened opened = open_cells(5, 4);
  const auto bytes = encode_opening(opened.dimensions, opened.opening);
  for (size_t i = 0; i < bytes.size(); ++i) {
    auto altered = bytes;
    altered[i] ^= 1;
    const auto decoded = decode_opening(opened.dimensions, altered);
    if (!decoded.ok()) continue;
    EXPECT_FALSE(verify_opening(opened.root, opened.dimensions, *decoded).ok()) << "byte " << i;
  }
}

// Attack 36: a path of another depth.
TEST(OpeningCodec, Attack36ATreeOfAnotherDepthIsRefused) {
  const Opened opened = open_cells(5, 4);
  const auto bytes = encode_opening(opened.dimensions, opened.opening);
  EXPECT_NE(decode_opening({3, 25}, bytes).error().message.find("3 + 26 levels"), std::string::npos);
}

TEST(OpeningCodec, SaysWhichTreeItIsOf) {
  const auto bytes = encode_opening({3, 26}, open_cells(5, 4).opening);
  EXPECT_EQ(opening_dimensions(bytes).value(), (MerkleDimensions{3, 26}));
  EXPECT_FALSE(opening_dimensions(std::span(bytes).first(9)).ok());
  EXPECT_FALSE(opening_dimensions(std::span(bytes).subspan(1)).ok());
}

TEST(OpeningCodec, TruncatedAndLongerFilesAreRefused) {
  const Opened opened = open_cells(5, 4);
  auto bytes = encode_opening(opened.dimensions, opened.opening);
  for (size_t n = 0; n < bytes.size(); ++n) {
    EXPECT_FALSE(decode_opening(opened.dimensions, std::span(bytes).first(n)).ok());
  }
  bytes.push_back(0);
  EXPECT_FALSE(decode_opening(opened.dimensions, bytes).ok());
}

}  // namespace
}  // namespace zkmem
