// The vector kernels behind the transforms; plain functions, dispatched at run time. Internal to this folder.
#pragma once

#include <cstddef>
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

// 2^log_rows rows of `width` words, transformed vertically: block `coset` of a larger transform.
void transform_rows(BabyBear* rows, unsigned log_rows, size_t width, const Twiddle* twiddles, size_t coset);

// 2^log_size contiguous words in place.
void transform_chunk(BabyBear* cells, const ChunkTwiddles& twiddles);

// See dft/encoder.h; log_block is not 0.
void values_to_message(BabyBear* cells, size_t count, unsigned log_block);

}  // namespace zkmem::dft
