// Many independent Poseidon2 permutations at once. Who hashes takes the backend as an argument, so that the
// portable build runs on the scalar one and the normal build on SIMD lanes; both give the same digests.
// Backends hold no state and are safe to share between threads.
#pragma once

#include <span>

#include "zkmem/hash/poseidon2.h"

namespace zkmem {

class Poseidon2Batch {
 public:
  virtual void permute(std::span<Poseidon2State> states) const = 0;

 protected:
  ~Poseidon2Batch() = default;  // never owned through this interface
};

// One permutation after the other.
const Poseidon2Batch& scalar_poseidon2_batch();

// digests[i] = hash_slice of the i-th row of `width` elements; rows are contiguous, rows.size() = width
// digests.size().
void hash_rows(const Poseidon2Batch& backend, std::span<const BabyBear> rows, size_t width,
               std::span<Digest> digests);

// parents[i] = compress(children[2 i], children[2 i + 1]). `parents` may be the front of `children`.
void compress_pairs(const Poseidon2Batch& backend, std::span<const Digest> children,
                    std::span<Digest> parents);

}  // namespace zkmem
