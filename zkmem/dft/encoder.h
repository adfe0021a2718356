// Reed-Solomon encoding of polynomials given by coefficients: their values on the whole subgroup of order
// 2^(log_degree + log_blowup), stored in bit-reversed order (position i holds the value at Omega^bitrev(i)),
// which puts the 2^k rows of a query side by side (swirl.md section 6). No bit-reversal pass, no coset shift.
//
// The 2^log_degree coefficients are seen as 2^r rows of kChunk: the first pass transforms vertically, a few
// columns of words at a time in a cache-sized buffer; the second finishes each chunk where it lies. Blow-up
// costs nothing but the extra outputs: every coset starts from the same coefficients, and makes a contiguous
// part of the codeword, so a codeword need not be held as a whole. Immutable after construction; thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/dft/twiddles.h"
#include "zkmem/field/babybear.h"

namespace zkmem {

class Encoder {
 public:
  // Rows of at most this many words: what a second pass keeps in the first-level cache.
  static constexpr unsigned kMaxLogChunk = 11;
  // The largest block that values_to_message() knows.
  static constexpr unsigned kMaxLogBlock = 6;

  // If log_block is not 0, what is encoded are values on blocks of 2^log_block points instead of
  // coefficients. Blocks become the message's coefficients ("eval-to-coeff") in the second pass: the first
  // treats all words of a row alike, so it may as well come before.
  Encoder(unsigned log_degree, unsigned log_blowup, unsigned log_block = 0);

  unsigned log_degree() const { return log_degree_; }
  unsigned log_blowup() const { return log_blowup_; }
  unsigned log_domain() const { return log_degree_ + log_blowup_; }
  size_t degree() const { return size_t{1} << log_degree_; }
  size_t domain() const { return size_t{1} << log_domain(); }
  size_t chunk() const { return size_t{1} << log_chunk_; }
  size_t chunk_rows() const { return size_t{1} << (log_degree_ - log_chunk_); }   // of the coefficients
  size_t num_chunks() const { return size_t{1} << (log_domain() - log_chunk_); }  // of the codeword

  // The first pass works on bands: `band_width()` words of every row; bands are independent.
  size_t band_width() const { return band_width_; }
  size_t num_bands() const { return chunk() / band_width_; }

  // First pass of a band of one polynomial, for one of the 2^log_blowup cosets. Row i of the coefficients (or
  // values) starts at rows[i], null standing for zeros. `buffer` gets chunk_rows() rows of band_width()
  // words: row i are the band's words of chunk coset chunk_rows() + i.
  void first_pass(std::span<const BabyBear* const> rows, size_t band, size_t coset, BabyBear* buffer) const;

  // The same where only some chunks are wanted; the others' rows may become anything. `before[c]`: how many
  // chunks before c are wanted, for all chunks of the codeword and their end.
  void first_pass(std::span<const BabyBear* const> rows, size_t band, size_t coset,
                  std::span<const uint32_t> before, BabyBear* buffer) const;

  // Puts a band's rows from the first pass to their places in one coset of a codeword. `past_caches`: if the
  // coset is too large to be found in a cache later; `out` is then aligned to 64 bytes.
  void put_band(const BabyBear* buffer, size_t band, BabyBear* out, bool past_caches) const;

  // Second pass: one chunk of each codeword, `from` having gone through the first; `to` may be the same.
  void second_pass(size_t chunk, std::span<const BabyBear* const> from, std::span<BabyBear* const> to) const;

  // Second pass of one chunk as far as 2^log_count words of it need it: those from `first` on, a multiple of
  // their number, end up at the front of `words`; the rest is spoilt.
  void second_pass_part(size_t chunk, size_t first, unsigned log_count, BabyBear* words) const;

  // Both passes, for one polynomial and one thread.
  std::vector<BabyBear> encode(std::span<const BabyBear> polynomial) const;

 private:
  std::array<BabyBear, kMaxLogChunk> layer_shifts(size_t chunk) const;

  unsigned log_degree_;
  unsigned log_blowup_;
  unsigned log_block_;
  unsigned log_chunk_;
  size_t band_width_;
  std::vector<Twiddle> twiddles_;  // of the blocks of the first pass, and of the chunks' own layers
};

// In place: blocks of 2^log_block values on the subgroup of that order to Z-monomial coefficients, then the
// subset sums over the log_block index bits (swirl.md section 6). The count is a multiple of the block.
void values_to_message(std::span<BabyBear> cells, unsigned log_block);

}  // namespace zkmem
