// zkmem/hash/simd.h and blake3_simd.h, as far as committing needs them, one hash after the other: vector
// kernels for a machine without vectors are large and slow.
#include <algorithm>
#include <array>
#include <vector>

#include "zkmem/base/check.h"
#include "zkmem/hash/blake3_simd.h"
#include "zkmem/hash/hash_backend.h"
#include "zkmem/hash/simd.h"
#include "zkmem/hash/sponge.h"

namespace zkmem {
namespace {

// Row `row` of the matrix.
void read_row(std::span<const BabyBear* const> columns, size_t row, std::vector<BabyBear>& cells) {
  cells.clear();
  for (const BabyBear* column : columns) cells.push_back(column[row]);
}

Blake3Words blake3_row(const Blake3Mode& mode, std::span<const BabyBear> cells) {
  Blake3Words digest;
  scalar_hash_backend().blake3().hash_rows(mode, cells, cells.size(), {&digest, 1});
  return digest;
}

Blake3Words blake3_node(const Blake3Mode& mode, const Blake3Words& left, const Blake3Words& right) {
  const std::array<Blake3Words, 2> children = {left, right};
  Blake3Words parent;
  scalar_hash_backend().blake3().compress_pairs(mode, children, {&parent, 1});
  return parent;
}

}  // namespace

const Poseidon2Batch& simd_poseidon2_batch() { return scalar_poseidon2_batch(); }

void simd_compress(std::span<const Digest> left, std::span<const Digest> right, std::span<Digest> out) {
  ZKMEM_CHECK(left.size() == right.size() && left.size() == out.size());
  for (size_t i = 0; i < out.size(); ++i) out[i] = compress(left[i], right[i]);
}

void simd_hash_columns(std::span<const BabyBear* const> columns, size_t first_row, std::span<Digest> out) {
  std::vector<BabyBear> cells;
  for (size_t i = 0; i < out.size(); ++i) {
    read_row(columns, first_row + i, cells);
    out[i] = hash_slice(cells);
  }
}

void simd_blake3_columns(const Blake3Mode& mode, std::span<const BabyBear* const> columns, size_t first_row,
                         std::span<Blake3Words> out) {
  std::vector<BabyBear> cells;
  for (size_t i = 0; i < out.size(); ++i) {
    read_row(columns, first_row + i, cells);
    out[i] = blake3_row(mode, cells);
  }
}

void simd_blake3_compress(const Blake3Mode& mode, std::span<const Blake3Words> left,
                          std::span<const Blake3Words> right, std::span<Blake3Words> out) {
  ZKMEM_CHECK(left.size() == right.size() && left.size() == out.size());
  for (size_t i = 0; i < out.size(); ++i) out[i] = blake3_node(mode, left[i], right[i]);
}

void simd_blake3_groups(const Blake3Mode& row, const Blake3Mode& node, const BabyBear* column, unsigned k,
                        std::span<Blake3Words> out) {
  const size_t group = size_t{1} << k;
  std::vector<Blake3Words> digests(group);
  for (size_t i = 0; i < out.size(); ++i) {
    for (size_t j = 0; j < group; ++j) digests[j] = blake3_row(row, {column + (i << k) + j, 1});
    for (size_t half = group / 2; half != 0; half /= 2) {
      for (size_t j = 0; j < half; ++j) digests[j] = blake3_node(node, digests[j], digests[half + j]);
    }
    out[i] = digests[0];
  }
}

}  // namespace zkmem
