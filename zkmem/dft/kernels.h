// The vector kernels behind the transforms; plain functions, dispatched at run time. Internal to this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "zkmem/dft/twiddles.h"

namespace zkmem::dft {

// The roots of one chunk's transform, arranged for the vectors in use: layers whose blocks are at least a
// vector long as they are, the last layers lane by lane.
class ChunkTwiddles {
 public:
  // layers[2^j + b]: root of block b of layer j < log_size.
  ChunkTwiddles(const std::vector<Twiddle>& layers, unsigned log_size);

  unsigned log_size() const { return log_size_; }
  unsigned wide_layers() const { return wide_layers_; }  // the first so many layers use `layers`
  const std::vector<Twiddle>& layers() const { return *layers_; }
  const std::vector<uint32_t>& lanes() const { return lanes_; }

 private:
  const std::vector<Twiddle>* layers_;
  unsigned log_size_;
  unsigned wide_layers_ = 0;
  std::vector<uint32_t> lanes_;
};

// Words in a vector of the instruction set in use.
size_t vector_words();

// The longest row that transform_rows takes.
inline constexpr size_t kMaxRowWords = 64;

// 2^log_rows rows of `width` words, transformed vertically, as block `coset` of a larger transform. Row i is
// at from[i] + offset, or zeros if from[i] is null; the results lie side by side in `rows`. `before`, if not
// null, says of each of the rows, and of their end, how many rows before it are wanted: the others may become
// anything.
void transform_rows(const BabyBear* const* from, size_t offset, unsigned log_rows, size_t width,
                    const Twiddle* twiddles, size_t coset, const uint32_t* before, BabyBear* rows);

// `count` rows side by side to rows `stride` words apart, without a way through the caches: for more than
// they hold. Rows are whole vectors, `out` is aligned to them.
void stream_rows(const BabyBear* rows, size_t count, size_t width, BabyBear* out, size_t stride);

// 2^log_size contiguous words, in place or not; values on blocks of 2^log_block are made the message first.
void transform_chunk(const BabyBear* from, BabyBear* to, const ChunkTwiddles& twiddles, unsigned log_block);

// See dft/encoder.h; log_block is not 0.
void values_to_message(BabyBear* cells, size_t count, unsigned log_block);

}  // namespace zkmem::dft
