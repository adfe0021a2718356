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
  twiddles_ = block_twiddles(std::max(log_domain() - log_chunk_, log_chunk_));
}

void Encoder::first_pass(std::span<const BabyBear* const> rows, size_t band, size_t coset,
                         BabyBear* buffer) const {
  ZKMEM_DCHECK(rows.size() == chunk_rows());
  dft::transform_rows(rows.data(), band * band_width_, log_degree_ - log_chunk_, band_width_,
                      twiddles_.data(), coset, nullptr, buffer);
}

void Encoder::first_pass(std::span<const BabyBear* const> rows, size_t band, size_t coset,
                         std::span<const uint32_t> before, BabyBear* buffer) const {
  ZKMEM_DCHECK(rows.size() == chunk_rows() && before.size() == num_chunks() + 1);
  dft::transform_rows(rows.data(), band * band_width_, log_degree_ - log_chunk_, band_width_,
                      twiddles_.data(), coset, before.data() + coset * chunk_rows(), buffer);
}

void Encoder::put_band(const BabyBear* buffer, size_t band, BabyBear* out, bool past_caches) const {
  BabyBear* first = out + band * band_width_;
  if (past_caches && band_width_ % kMinBand == 0) {
    dft::stream_rows(buffer, chunk_rows(), band_width_, first, chunk());
    return;
  }
  for (size_t row = 0; row < chunk_rows(); ++row)
    std::copy_n(buffer + row * band_width_, band_width_, first + row * chunk());
}

// Layer j of a chunk has the blocks chunk 2^j + b of the whole transform: the chunk's own roots (those of a
// transform of its size) times a power of a finer root, the same for the whole layer.
std::array<BabyBear, Encoder::kMaxLogChunk> Encoder::layer_shifts(size_t chunk) const {
  std::array<BabyBear, kMaxLogChunk> shifts;
  const unsigned log_chunks = log_domain() - log_chunk_;
  BabyBear shift = BabyBear::two_adic_generator(log_domain()).pow(reverse_bits(chunk, log_chunks));
  for (unsigned j = log_chunk_; j-- > 0; shift = shift.square()) shifts[j] = shift;
  return shifts;
}

void Encoder::second_pass(size_t chunk_index, std::span<const BabyBear* const> from,
                          std::span<BabyBear* const> to) const {
  const auto shifts = layer_shifts(chunk_index);
  std::vector<Twiddle> layers(chunk());
  for (unsigned j = 0; j < log_chunk_; ++j) {
    const size_t blocks = size_t{1} << j;
    for (size_t b = 0; b < blocks; ++b) layers[blocks + b] = Twiddle::of(twiddles_[b].root * shifts[j]);
  }
  const dft::ChunkTwiddles prepared(layers, log_chunk_);
  for (size_t i = 0; i < from.size(); ++i) dft::transform_chunk(from[i], to[i], prepared, log_block_);
}

void Encoder::second_pass_part(size_t chunk_index, size_t first, unsigned log_count, BabyBear* words) const {
  ZKMEM_DCHECK(log_count <= log_chunk_ && first % (size_t{1} << log_count) == 0);
  if (log_block_ != 0) dft::values_to_message(words, chunk(), log_block_);
  const auto shifts = layer_shifts(chunk_index);
  for (unsigned j = 0; j < log_chunk_; ++j) {
    const unsigned log_half = log_chunk_ - 1 - j;
    const size_t half = size_t{1} << log_half;
    if (log_half >= log_count) {
      // One block, of which the half with the wanted words is kept.
      BabyBear root = twiddles_[first >> (log_half + 1)].root * shifts[j];
      if ((first >> log_half & 1) != 0) root = -root;
      for (size_t i = 0; i < half; ++i) words[i] += words[half + i] * root;
      continue;
    }
    const size_t blocks = size_t{1} << (log_count - log_half - 1);
    for (size_t b = 0; b < blocks; ++b) {
      const BabyBear root = twiddles_[(first >> (log_half + 1)) + b].root * shifts[j];
      BabyBear* block = words + b * 2 * half;
      for (size_t i = 0; i < half; ++i) {
        const BabyBear t = block[half + i] * root;
        block[half + i] = block[i] - t;
        block[i] += t;
      }
    }
  }
}

std::vector<BabyBear> Encoder::encode(std::span<const BabyBear> polynomial) const {
  ZKMEM_CHECK(polynomial.size() == degree());
  std::vector<BabyBear> codeword(domain());
  std::vector<const BabyBear*> rows(chunk_rows());
  for (size_t i = 0; i < rows.size(); ++i) rows[i] = polynomial.data() + i * chunk();
  std::vector<BabyBear> buffer(rows.size() * band_width_);
  for (size_t band = 0; band < num_bands(); ++band) {
    for (size_t coset = 0; coset < size_t{1} << log_blowup_; ++coset) {
      first_pass(rows, band, coset, buffer.data());
      put_band(buffer.data(), band, codeword.data() + coset * degree(), false);
    }
  }
  for (size_t c = 0; c < num_chunks(); ++c) {
    const BabyBear* const from[] = {codeword.data() + c * chunk()};
    BabyBear* const to[] = {codeword.data() + c * chunk()};
    second_pass(c, from, to);
  }
  return codeword;
}

void values_to_message(std::span<BabyBear> cells, unsigned log_block) {
  ZKMEM_CHECK(cells.size() % (size_t{1} << log_block) == 0);
  if (log_block != 0) dft::values_to_message(cells.data(), cells.size(), log_block);
}

}  // namespace zkmem
