// Poseidon2 many at a time, on the widest vectors the machine has (chosen at run time; Highway). Same results
// as hash/poseidon2.h on every instruction set. Thread-safe: no state.
#pragma once

#include <cstdint>
#include <span>

#include "zkmem/hash/batch.h"
#include "zkmem/hash/poseidon2.h"

namespace zkmem {

// The vector kernels behind the interface of hash/batch.h.
const Poseidon2Batch& simd_poseidon2_batch();

// Permutes independent states.
void simd_permute(std::span<Poseidon2State> states);

// out[i] = compress(left[i], right[i]); the three spans have one length, and `out` may be `left`.
void simd_compress(std::span<const Digest> left, std::span<const Digest> right, std::span<Digest> out);

// out[i] = hash_slice of row first_row + i of the matrix whose columns start at columns[j].
void simd_hash_columns(std::span<const BabyBear* const> columns, size_t first_row, std::span<Digest> out);

// A sponge state in which the word at `position` is to be replaced by a candidate, then permuted, so that the
// low `bits` of word 7 (canonical) come out zero: proof of work (swirl.md section 19.10).
struct GrindTask {
  Poseidon2State state;
  size_t position = 0;
  unsigned bits = 0;
};
// The smallest witness in [begin, end), or `end` if there is none.
uint32_t simd_grind(const GrindTask& task, uint32_t begin, uint32_t end);

}  // namespace zkmem
