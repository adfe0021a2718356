// BLAKE3 many at a time, on the widest vectors the machine has (chosen at run time; Highway): a lane is a
// row. Same results as hash/blake3.h on every instruction set. Thread-safe: no state.
#pragma once

#include <cstdint>
#include <span>

#include "zkmem/field/babybear.h"
#include "zkmem/hash/blake3.h"

namespace zkmem {

// out[i] = BLAKE3 in `mode` of row first_row + i of the matrix whose columns start at columns[j]: the row's
// canonical words, little-endian, at most 2^24 of them. Rows above 256 columns follow BLAKE3's tree.
void simd_blake3_columns(const Blake3Mode& mode, std::span<const BabyBear* const> columns, size_t first_row,
                         std::span<Blake3Words> out);

// parents[i] = BLAKE3 in `mode` of children[2 i] || children[2 i + 1]. `parents` may be the front of
// `children`.
void simd_blake3_nodes(const Blake3Mode& mode, std::span<const Blake3Words> children,
                       std::span<Blake3Words> parents);

// out[i] = BLAKE3 in `mode` of left[i] || right[i]; the three spans have one length, and `out` may be `left`.
void simd_blake3_compress(const Blake3Mode& mode, std::span<const Blake3Words> left,
                          std::span<const Blake3Words> right, std::span<Blake3Words> out);

// Of one column, the digests of its groups of 2^k neighbouring rows from the first on: each row by itself in
// mode `row`, then halves of the group pairwise in mode `node` (row j with row j + 2^(k - 1), and so on).
// k <= 8.
void simd_blake3_groups(const Blake3Mode& row, const Blake3Mode& node, const BabyBear* column, unsigned k,
                        std::span<Blake3Words> out);

// Proof of work: the smallest witness in [begin, end) such that BLAKE3 in `mode` of state || witness (8
// bytes, little-endian) has zeros as the `bits` top bits of its first word; `end` if there is none. 1 to 32
// bits.
uint64_t simd_blake3_grind(const Blake3Mode& mode, const Blake3Words& state, unsigned bits, uint64_t begin,
                           uint64_t end);

}  // namespace zkmem
