#include "zkmem/verifier/merkle_paths.h"

#include "zkmem/base/check.h"
#include "zkmem/hash/blake3_roles.h"

namespace zkmem {
namespace {

// What the two suites hash rows and nodes to, and how.
struct Poseidon2Tree {
  using Node = Digest;
  const Poseidon2Batch& batch;

  void rows(std::span<const BabyBear> cells, size_t width, std::span<Node> digests) const {
    hash_rows(batch, cells, width, digests);
  }
  void pairs(std::span<const Node> children, std::span<Node> parents) const {
    compress_pairs(batch, children, parents);
  }
  static Node node(const Commitment& commitment) { return to_digest(commitment); }
  static Commitment commitment(const Node& node) { return to_commitment(node); }
};

struct Blake3Tree {
  using Node = Blake3Words;
  const Blake3Batch& batch;

  void rows(std::span<const BabyBear> cells, size_t width, std::span<Node> digests) const {
    batch.hash_rows(blake3_mode(Blake3Role::kRow), cells, width, digests);
  }
  void pairs(std::span<const Node> children, std::span<Node> parents) const {
    batch.compress_pairs(blake3_mode(Blake3Role::kNode), children, parents);
  }
  static Node node(const Commitment& commitment) { return commitment.words; }
  static Commitment commitment(const Node& node) { return {node}; }
};

// A digest for each 2^k rows.
template <class Tree>
std::vector<typename Tree::Node> leaf_digests(const Tree& tree, size_t leaves, uint32_t k, uint32_t width,
                                              std::span<const BabyBear> rows) {
  std::vector<typename Tree::Node> nodes(leaves << k);
  tree.rows(rows, width, nodes);
  for (uint32_t level = 0; level < k; ++level) {
    const size_t parents = nodes.size() / 2;
    tree.pairs(nodes, std::span(nodes).first(parents));
    nodes.resize(parents);
  }
  return nodes;
}

template <class Tree>
std::vector<Commitment> roots_of(const Tree& tree, std::span<const uint32_t> queries, uint32_t k,
                                 uint32_t width, std::span<const BabyBear> rows, uint32_t depth,
                                 std::span<const Commitment> paths) {
  const size_t count = queries.size();
  std::vector<typename Tree::Node> nodes = leaf_digests(tree, count, k, width, rows);
  std::vector<typename Tree::Node> pairs(2 * count);
  for (uint32_t level = 0; level < depth; ++level) {
    for (size_t q = 0; q < count; ++q) {
      const size_t side = queries[q] >> level & 1;
      pairs[2 * q + side] = nodes[q];
      pairs[2 * q + 1 - side] = Tree::node(paths[q * depth + level]);
    }
    tree.pairs(pairs, nodes);
  }
  std::vector<Commitment> roots;
  roots.reserve(count);
  for (const auto& node : nodes) roots.push_back(Tree::commitment(node));
  return roots;
}

template <class Tree>
Commitment shared_root_of(const Tree& tree, std::span<const uint32_t> leaves, uint32_t k, uint32_t width,
                          std::span<const BabyBear> rows, uint32_t depth,
                          std::span<const Commitment> siblings) {
  std::vector<typename Tree::Node> nodes = leaf_digests(tree, leaves.size(), k, width, rows);
  std::vector<uint32_t> known(leaves.begin(), leaves.end());
  std::vector<typename Tree::Node> pairs;
  size_t next = 0;
  for (uint32_t level = 0; level < depth; ++level) {
    pairs.clear();
    size_t parents = 0;
    for (size_t i = 0; i < known.size(); ++parents) {
      const uint32_t index = known[i];
      if (i + 1 < known.size() && known[i + 1] == (index ^ 1)) {
        pairs.push_back(nodes[i]);
        pairs.push_back(nodes[i + 1]);
        i += 2;
      } else {
        ZKMEM_CHECK(next < siblings.size());
        const auto sibling = Tree::node(siblings[next++]);
        const bool right = (index & 1) != 0;
        pairs.push_back(right ? sibling : nodes[i]);
        pairs.push_back(right ? nodes[i] : sibling);
        i += 1;
      }
      known[parents] = index >> 1;
    }
    known.resize(parents);
    nodes.resize(parents);
    tree.pairs(pairs, nodes);
  }
  ZKMEM_CHECK(next == siblings.size() && nodes.size() == 1);
  return Tree::commitment(nodes[0]);
}

}  // namespace

std::vector<Commitment> merkle_roots(const TreeHash& hash, std::span<const uint32_t> queries, uint32_t k,
                                     uint32_t width, std::span<const BabyBear> rows, uint32_t depth,
                                     std::span<const Commitment> paths) {
  if (hash.suite == HashSuite::kBlake3)
    return roots_of(Blake3Tree{hash.backend.blake3()}, queries, k, width, rows, depth, paths);
  return roots_of(Poseidon2Tree{hash.backend.poseidon2()}, queries, k, width, rows, depth, paths);
}

Commitment shared_merkle_root(const TreeHash& hash, std::span<const uint32_t> leaves, uint32_t k,
                              uint32_t width, std::span<const BabyBear> rows, uint32_t depth,
                              std::span<const Commitment> siblings) {
  if (hash.suite == HashSuite::kBlake3)
    return shared_root_of(Blake3Tree{hash.backend.blake3()}, leaves, k, width, rows, depth, siblings);
  return shared_root_of(Poseidon2Tree{hash.backend.poseidon2()}, leaves, k, width, rows, depth, siblings);
}

}  // namespace zkmem
