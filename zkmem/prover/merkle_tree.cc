#include "zkmem/prover/merkle_tree.h"

#include <algorithm>

#include "zkmem/base/parallel.h"
#include "zkmem/dft/twiddles.h"
#include "zkmem/hash/simd.h"

namespace zkmem {

MerkleTree::MerkleTree(WorkMemory& memory, unsigned log_queries) {
  for (unsigned i = log_queries + 1; i-- > 0;) layers_.emplace_back(memory, size_t{1} << i);
}

void MerkleTree::finish(const Context& context) {
  for (size_t i = 1; i < layers_.size(); ++i) {
    const std::span<const Digest> below = layers_[i - 1].span();
    const std::span<Digest> layer = layers_[i].span();
    parallel_for(context, layer.size(), 1024, [&](size_t begin, size_t end) {
      simd_compress(below.subspan(begin, end - begin), below.subspan(layer.size() + begin, end - begin),
                    layer.subspan(begin, end - begin));
    });
  }
}

void MerkleTree::append_path(size_t query, std::vector<Commitment>& path) const {
  size_t index = reverse_bits(query, depth());
  for (size_t i = 0; i + 1 < layers_.size(); ++i) {
    const size_t half = layers_[i].size() / 2;
    path.push_back(to_commitment(layers_[i][index ^ half]));
    index %= half;
  }
}

void hash_query_rows(std::span<const BabyBear* const> columns, size_t first_row, unsigned k,
                     std::span<Digest> out, std::vector<Digest>& scratch) {
  const size_t group = size_t{1} << k;
  const size_t queries = out.size();
  // Row digests, then rearranged so that the j-th rows of all queries are contiguous: the pairs of a query's
  // tree are again halves (rows are bit-reversed inside the query, too).
  scratch.resize(2 * queries * group);
  const std::span<Digest> rows = std::span(scratch).first(queries * group);
  const std::span<Digest> by_place = std::span(scratch).subspan(queries * group);
  simd_hash_columns(columns, first_row, rows);
  for (size_t q = 0; q < queries; ++q)
    for (size_t j = 0; j < group; ++j) by_place[j * queries + q] = rows[q * group + j];
  for (size_t half = group / 2; half > 0; half /= 2) {
    const size_t count = half * queries;
    simd_compress(by_place.first(count), by_place.subspan(count, count), by_place.first(count));
  }
  std::copy_n(by_place.begin(), queries, out.begin());
}

}  // namespace zkmem
