#include "zkmem/dft/encoder.h"

#include <algorithm>

#include "zkmem/base/check.h"
#include "zkmem/dft/kernels.h"

namespace zkmem {
namespace {

constexpr size_t kMinBand = 16;
constexpr size_t kMaxBand = 32;
constexpr size_t kBandWords = size_t{1} << 16;  // what a band's buffer should not exceed (256 KiB)

}  // namespace

Encoder::Encoder(unsigned log_degree, unsigned log_blowup, unsigned log_block)
    : log_degree_(log_degree),
      log_blowup_(log_blowup),
      log_block_(log_block),
      log_chunk_(std::min(log_degree, kMaxLogChunk)) {
  ZKMEM_CHECK(log_block <= log_chunk_);
  band_width_ = std::min(chunk(), chunk_rows() * kMaxBand <= kBandWords ? kMaxBand : kMinBand);
  band_width_ = std::max(band_width_, size_t{1} << log_block);  // blocks are not cut
  twiddles_ = block_twiddles(std::max(log_domain() - log_chunk_, log_chunk_));
}

void Encoder::first_pass(std::span<const BabyBear* const> rows, size_t band, BabyBear* buffer,
                         BabyBear* codeword) const {
  ZKMEM_DCHECK(rows.size() == chunk_rows());
  const size_t width = band_width_;
  const size_t words = rows.size() * width;
  for (size_t i = 0; i < rows.size(); ++i) {
    BabyBear* row = buffer + i * width;
    if (rows[i] == nullptr) {
      std::fill_n(row, width, BabyBear::zero());
    } else {
      std::copy_n(rows[i] + band * width, width, row);
    }
  }
  if (log_block_ != 0) dft::values_to_message(buffer, words, log_block_);
  const unsigned log_rows = log_degree_ - log_chunk_;
  const size_t cosets = size_t{1} << log_blowup_;
  for (size_t coset = 0; coset < cosets; ++coset) {
    BabyBear* work = buffer;
    if (coset + 1 < cosets) {
      work = buffer + words;
      std::copy_n(buffer, words, work);
    }
    dft::transform_rows(work, log_rows, width, twiddles_.data(), coset);
    BabyBear* out = codeword + coset * degree() + band * width;
    for (size_t i = 0; i < rows.size(); ++i) std::copy_n(work + i * width, width, out + i * chunk());
  }
}

void Encoder::second_pass(size_t chunk_index, std::span<BabyBear* const> codewords) const {
  // Layer j of this chunk has the blocks chunk_index 2^j + b of the whole transform: the chunk's own roots
  // (those of a transform of its size) times a power of a finer root, the same for the whole layer.
  const unsigned log_chunks = log_domain() - log_chunk_;
  std::vector<Twiddle> layers(chunk());
  BabyBear shift = BabyBear::two_adic_generator(log_domain()).pow(reverse_bits(chunk_index, log_chunks));
  for (unsigned j = log_chunk_; j-- > 0;) {
    const size_t blocks = size_t{1} << j;
    for (size_t b = 0; b < blocks; ++b) layers[blocks + b] = Twiddle::of(twiddles_[b].root * shift);
    shift = shift.square();
  }
  const dft::ChunkTwiddles prepared(layers, log_chunk_);
  for (BabyBear* codeword : codewords) dft::transform_chunk(codeword + chunk_index * chunk(), prepared);
}

std::vector<BabyBear> Encoder::encode(std::span<const BabyBear> polynomial) const {
  ZKMEM_CHECK(polynomial.size() == degree());
  std::vector<BabyBear> codeword(domain());
  std::vector<const BabyBear*> rows(chunk_rows());
  for (size_t i = 0; i < rows.size(); ++i) rows[i] = polynomial.data() + i * chunk();
  std::vector<BabyBear> buffer(2 * rows.size() * band_width_);
  for (size_t band = 0; band < num_bands(); ++band) first_pass(rows, band, buffer.data(), codeword.data());
  BabyBear* const columns[] = {codeword.data()};
  for (size_t c = 0; c < num_chunks(); ++c) second_pass(c, columns);
  return codeword;
}

void values_to_message(std::span<BabyBear> cells, unsigned log_block) {
  ZKMEM_CHECK(cells.size() % (size_t{1} << log_block) == 0);
  if (log_block != 0) dft::values_to_message(cells.data(), cells.size(), log_block);
}

}  // namespace zkmem
