#include "zkmem/verifier/merkle_paths.h"

namespace zkmem {

std::vector<Commitment> merkle_roots(const Poseidon2Batch& hash, std::span<const uint32_t> queries,
                                     uint32_t k, uint32_t width, std::span<const BabyBear> rows,
                                     uint32_t depth, std::span<const Commitment> paths) {
  const size_t count = queries.size();
  std::vector<Digest> nodes(count << k);
  hash_rows(hash, rows, width, nodes);
  for (uint32_t level = 0; level < k; ++level) {
    const size_t parents = nodes.size() / 2;
    compress_pairs(hash, nodes, std::span(nodes).first(parents));
    nodes.resize(parents);
  }
  std::vector<Digest> pairs(2 * count);
  for (uint32_t level = 0; level < depth; ++level) {
    for (size_t q = 0; q < count; ++q) {
      const size_t side = queries[q] >> level & 1;
      pairs[2 * q + side] = nodes[q];
      pairs[2 * q + 1 - side] = to_digest(paths[q * depth + level]);
    }
    compress_pairs(hash, pairs, nodes);
  }
  std::vector<Commitment> roots;
  roots.reserve(count);
  for (const Digest& node : nodes) roots.push_back(to_commitment(node));
  return roots;
}

}  // namespace zkmem
