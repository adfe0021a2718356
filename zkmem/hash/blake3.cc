#include "zkmem/hash/blake3.h"

#include <algorithm>
#include <bit>

#include "zkmem/hash/blake3_constants.h"

namespace zkmem {
namespace {

using namespace blake3_constants;  // NOLINT(google-build-using-namespace): this file is their subject

constexpr size_t kBlockBytes = 4 * kBlockWords;
constexpr size_t kChunkBytes = kChunkBlocks * kBlockBytes;

using Block = std::array<uint32_t, kBlockWords>;

// A compression that has yet to happen: it may still become the root.
struct Node {
  Blake3Words chaining = {};
  Block block = {};
  uint64_t counter = 0;
  uint32_t length = 0;
  uint32_t flags = 0;
};

Block compress(const Node& node) {
  Block v = {};
  std::copy(node.chaining.begin(), node.chaining.end(), v.begin());
  std::copy_n(kIv.begin(), 4, v.begin() + 8);
  v[12] = static_cast<uint32_t>(node.counter);
  v[13] = static_cast<uint32_t>(node.counter >> 32);
  v[14] = node.length;
  v[15] = node.flags;
  for (const auto& order : kSchedule) {
    for (size_t i = 0; i < 8; ++i) {
      const auto& [a, b, c, d] = kMixing[i];
      v[a] += v[b] + node.block[order[2 * i]];
      v[d] = std::rotr(v[d] ^ v[a], 16);
      v[c] += v[d];
      v[b] = std::rotr(v[b] ^ v[c], 12);
      v[a] += v[b] + node.block[order[2 * i + 1]];
      v[d] = std::rotr(v[d] ^ v[a], 8);
      v[c] += v[d];
      v[b] = std::rotr(v[b] ^ v[c], 7);
    }
  }
  for (size_t i = 0; i < 8; ++i) {
    v[i] ^= v[i + 8];
    v[i + 8] ^= node.chaining[i];
  }
  return v;
}

Blake3Words chaining_value(const Node& node) {
  const Block words = compress(node);
  Blake3Words value;
  std::copy_n(words.begin(), value.size(), value.begin());
  return value;
}

Block block_of(std::span<const uint8_t> bytes) {
  Block block = {};
  for (size_t i = 0; i < bytes.size(); ++i) block[i / 4] |= uint32_t{bytes[i]} << (8 * (i % 4));
  return block;
}

Node chunk_node(const Blake3Mode& mode, std::span<const uint8_t> input, uint64_t index) {
  Node node{mode.key, {}, index, 0, mode.flags | kChunkStart};
  while (input.size() > kBlockBytes) {
    node.block = block_of(input.first(kBlockBytes));
    node.length = kBlockBytes;
    node.chaining = chaining_value(node);
    node.flags = mode.flags;
    input = input.subspan(kBlockBytes);
  }
  node.block = block_of(input);
  node.length = static_cast<uint32_t>(input.size());
  node.flags |= kChunkEnd;
  return node;
}

// The node over `input`, whose first chunk is chunk `index` of the whole. Recursion is as deep as the tree.
Node tree_node(const Blake3Mode& mode, std::span<const uint8_t> input,
               uint64_t index) {  // NOLINT(misc-no-recursion)
  if (input.size() <= kChunkBytes) return chunk_node(mode, input, index);
  // The left subtree is the largest full one that leaves something to the right.
  const size_t left_chunks = std::bit_floor((input.size() - 1) / kChunkBytes);
  const size_t left_bytes = left_chunks * kChunkBytes;
  const Blake3Words left = chaining_value(tree_node(mode, input.first(left_bytes), index));
  const Blake3Words right = chaining_value(tree_node(mode, input.subspan(left_bytes), index + left_chunks));
  Node node{mode.key, {}, 0, kBlockBytes, mode.flags | kParent};
  std::copy(left.begin(), left.end(), node.block.begin());
  std::copy(right.begin(), right.end(), node.block.begin() + 8);
  return node;
}

}  // namespace

Blake3Mode blake3_hash_mode() { return {kIv, 0}; }

Blake3Mode blake3_keyed_mode(const Blake3Words& key) { return {key, kKeyedHash}; }

Blake3Mode blake3_derive_key_mode(std::string_view context) {
  const std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t*>(context.data()), context.size());
  Node root = tree_node({kIv, kDeriveKeyContext}, bytes, 0);
  root.flags |= kRoot;
  root.counter = 0;
  return {chaining_value(root), kDeriveKeyMaterial};
}

void blake3(const Blake3Mode& mode, std::span<const uint8_t> input, std::span<uint8_t> out) {
  Node root = tree_node(mode, input, 0);
  root.flags |= kRoot;
  root.counter = 0;
  for (size_t start = 0; start < out.size(); start += kBlockBytes, ++root.counter) {
    const Block words = compress(root);
    const size_t count = std::min(kBlockBytes, out.size() - start);
    for (size_t i = 0; i < count; ++i) {
      out[start + i] = static_cast<uint8_t>(words[i / 4] >> (8 * (i % 4)));
    }
  }
}

Blake3Output::Blake3Output(const Blake3Mode& mode, std::span<const uint8_t> input) {
  const Node root = tree_node(mode, input, 0);
  chaining_ = root.chaining;
  last_block_ = root.block;
  length_ = root.length;
  flags_ = root.flags | kRoot;
}

uint32_t Blake3Output::next_word() {
  if (used_ == words_.size()) {
    words_ = compress({chaining_, last_block_, next_block_++, length_, flags_});
    used_ = 0;
  }
  return words_[used_++];
}

Blake3Words Blake3Output::next_digest() {
  Blake3Words digest;
  for (uint32_t& word : digest) word = next_word();
  return digest;
}

}  // namespace zkmem
