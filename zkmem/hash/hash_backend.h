// Many independent hashes at once, for whichever suite. Who verifies takes the backend as an argument, so
// that the portable build runs on the scalar one and the normal build on SIMD lanes; both give the same
// digests. Backends hold no state and are safe to share between threads.
#pragma once

#include <span>

#include "zkmem/hash/batch.h"
#include "zkmem/hash/blake3.h"

namespace zkmem {

class Blake3Batch {
 public:
  // digests[i] = BLAKE3 in `mode` of the i-th row's canonical words, little-endian; rows are contiguous,
  // rows.size() = width digests.size(), width at most 2^24.
  virtual void hash_rows(const Blake3Mode& mode, std::span<const BabyBear> rows, size_t width,
                         std::span<Blake3Words> digests) const = 0;
  // parents[i] = BLAKE3 in `mode` of children[2 i] || children[2 i + 1]. `parents` may be the front of
  // `children`.
  virtual void compress_pairs(const Blake3Mode& mode, std::span<const Blake3Words> children,
                              std::span<Blake3Words> parents) const = 0;

 protected:
  ~Blake3Batch() = default;  // never owned through this interface
};

class HashBackend {
 public:
  virtual const Poseidon2Batch& poseidon2() const = 0;
  virtual const Blake3Batch& blake3() const = 0;

 protected:
  ~HashBackend() = default;  // never owned through this interface
};

// One hash after the other. The one on vectors: hash/simd_backend.h.
const HashBackend& scalar_hash_backend();

}  // namespace zkmem
