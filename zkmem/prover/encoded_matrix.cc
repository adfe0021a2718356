#include "zkmem/prover/encoded_matrix.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "zkmem/base/parallel.h"

namespace zkmem {
namespace {

// What a part should have at least, so that threads find enough to do: several small cosets go together.
constexpr uint64_t kPartWords = uint64_t{1} << 20;
// What the opened chunks of the columns that are worked on together should not exceed.
constexpr uint64_t kOpenWords = uint64_t{1} << 22;

// How many cosets make a part; a power of two.
size_t cosets_at_once(const Encoder& encoder, uint64_t width) {
  const uint64_t coset = std::max<uint64_t>(1, width * encoder.degree());
  return static_cast<size_t>(
      std::clamp<uint64_t>(std::bit_floor(kPartWords / coset), 1, uint64_t{1} << encoder.log_blowup()));
}

// How many columns' opened chunks, `words` a column, are worked on together.
size_t columns_at_once(uint64_t words, uint64_t width) {
  return static_cast<size_t>(
      std::clamp<uint64_t>(kOpenWords / std::max<uint64_t>(words, 1), 1, std::max<uint64_t>(width, 1)));
}

// A coset that is larger goes past the caches between the two passes: it would not be found there anyway.
constexpr uint64_t kCachedWords = uint64_t{1} << 22;
// What the second pass moves to a place of its own to be hashed there, so that nothing of it is written back.
constexpr uint64_t kChunksWords = uint64_t{1} << 18;
// Between columns' chunks, which would otherwise share the few places of a cache.
constexpr size_t kChunkGap = 16;

// Words that one thread's second pass moves; none if they are too many, and it works in place.
uint64_t moved_words(const Encoder& encoder, uint64_t width) {
  const uint64_t words = width * (encoder.chunk() + kChunkGap);
  return words <= kChunksWords ? words : 0;
}

// A band's words, the chunks of the second pass, and a chunk's row digests twice.
uint64_t thread_bytes(const Encoder& encoder, uint64_t width) {
  return (encoder.chunk_rows() * encoder.band_width() + moved_words(encoder, width)) * sizeof(BabyBear) +
         2 * encoder.chunk() * Commitment::kBytes;
}

}  // namespace

uint64_t EncodedMatrix::encode_bytes(const Encoder& encoder, uint64_t width, uint64_t threads) {
  return width * encoder.degree() * cosets_at_once(encoder, width) * sizeof(BabyBear) +
         threads * thread_bytes(encoder, width);
}

uint64_t EncodedMatrix::open_bytes(const Encoder& encoder, uint64_t width, uint64_t queries,
                                   uint64_t threads) {
  const uint64_t words = std::min<uint64_t>(queries, encoder.num_chunks()) * encoder.chunk();
  return columns_at_once(words, width) * words * sizeof(BabyBear) + threads * thread_bytes(encoder, width);
}

Result<EncodedMatrix> EncodedMatrix::encode(const Workspace& context, Encoder moved_encoder,
                                            std::vector<ColumnRows> columns, unsigned k, HashSuite suite) {
  EncodedMatrix matrix;
  matrix.k_ = k;
  matrix.encoder_ = std::move(moved_encoder);
  matrix.columns_ = std::move(columns);
  const Encoder& encoder = *matrix.encoder_;
  const size_t width = matrix.width();
  const size_t bands = encoder.num_bands();
  const size_t band_words = encoder.chunk_rows() * encoder.band_width();
  const size_t chunk = encoder.chunk();
  const size_t cosets = cosets_at_once(encoder, width);
  const size_t length = cosets * encoder.degree();  // of one column's part
  const size_t chunks = cosets * encoder.chunk_rows();
  const bool past_caches = width * length > kCachedWords;

  matrix.tree_ = CommitmentTree::create(suite, context.memory(), encoder.log_domain() - k);
  Buffer<BabyBear> part(context.memory(), width * length);
  for (size_t first = 0; first < size_t{1} << encoder.log_blowup(); first += cosets) {
    parallel_for(context, width * bands, 8, [&](size_t begin, size_t end) {
      Buffer<BabyBear> work(context.memory(), band_words);
      for (size_t i = begin; i < end && !context.is_cancelled(); ++i) {
        const size_t column = i / bands;
        for (size_t c = 0; c < cosets; ++c) {
          encoder.first_pass(matrix.columns_[column], i % bands, first + c, work.data());
          encoder.put_band(work.data(), i % bands, part.data() + column * length + c * encoder.degree(),
                           past_caches);
        }
      }
    });
    parallel_for(context, chunks, 1, [&](size_t begin, size_t end) {
      Buffer<BabyBear> moved(context.memory(), static_cast<size_t>(moved_words(encoder, width)));
      std::vector<const BabyBear*> from(width);
      std::vector<BabyBear*> to(width);
      for (size_t c = begin; c < end && !context.is_cancelled(); ++c) {
        for (size_t j = 0; j < width; ++j) {
          BabyBear* place = part.data() + j * length + c * chunk;
          from[j] = place;
          to[j] = moved.size() != 0 ? moved.data() + j * (chunk + kChunkGap) : place;
        }
        const size_t index = first * encoder.chunk_rows() + c;
        encoder.second_pass(index, from, to);
        matrix.tree_->hash_queries(std::vector<const BabyBear*>(to.begin(), to.end()), k,
                                   (index * chunk) >> k, chunk >> k);
      }
    });
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
  }
  matrix.tree_->finish(context);
  return matrix;
}

Result<std::vector<BabyBear>> EncodedMatrix::open(const Workspace& context,
                                                  std::span<const uint32_t> queries) const {
  const Encoder& encoder = *encoder_;
  const size_t bands = encoder.num_bands();
  const size_t width_of_band = encoder.band_width();
  const size_t band_words = encoder.chunk_rows() * width_of_band;
  const size_t chunk = encoder.chunk();
  std::vector<size_t> places;  // of the queries' first words in the codeword
  std::vector<size_t> hits;    // the chunks that hold them, ascending
  for (const uint32_t query : queries) {
    places.push_back(reverse_bits(query, tree_->depth()) << k_);
    hits.push_back(places.back() / chunk);
  }
  std::sort(hits.begin(), hits.end());
  hits.erase(std::unique(hits.begin(), hits.end()), hits.end());
  std::vector<uint32_t> before(encoder.num_chunks() + 1);
  for (const size_t hit : hits) ++before[hit + 1];
  std::partial_sum(before.begin(), before.end(), before.begin());

  const size_t group = size_t{1} << k_;
  std::vector<BabyBear> cells(queries.size() * group * width());
  const size_t words_per_column = hits.size() * chunk;
  const size_t at_once = columns_at_once(words_per_column, width());
  Buffer<BabyBear> opened(context.memory(), at_once * words_per_column);
  for (size_t first = 0; first < width(); first += at_once) {
    const size_t count = std::min(at_once, width() - first);
    parallel_for(context, count * bands, 8, [&](size_t begin, size_t end) {
      Buffer<BabyBear> work(context.memory(), band_words);
      for (size_t i = begin; i < end && !context.is_cancelled(); ++i) {
        const size_t band = i % bands;
        BabyBear* out = opened.data() + i / bands * words_per_column + band * width_of_band;
        for (size_t h = 0; h < hits.size(); ++h) {
          const size_t coset = hits[h] / encoder.chunk_rows();
          if (h == 0 || coset != hits[h - 1] / encoder.chunk_rows()) {
            encoder.first_pass(columns_[first + i / bands], band, coset, before, work.data());
          }
          const size_t row = hits[h] % encoder.chunk_rows();
          std::copy_n(work.data() + row * width_of_band, width_of_band, out + h * chunk);
        }
      }
    });
    parallel_for(context, count * queries.size(), 16, [&](size_t begin, size_t end) {
      std::vector<BabyBear> words(chunk);
      for (size_t i = begin; i < end; ++i) {
        const size_t column = i / queries.size();
        const size_t query = i % queries.size();
        const size_t hit = static_cast<size_t>(
            std::lower_bound(hits.begin(), hits.end(), places[query] / chunk) - hits.begin());
        std::copy_n(opened.data() + column * words_per_column + hit * chunk, chunk, words.begin());
        encoder.second_pass_part(hits[hit], places[query] % chunk, k_, words.data());
        for (size_t t = 0; t < group; ++t)
          cells[(query * group + t) * width() + first + column] = words[reverse_bits(t, k_)];
      }
    });
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
  }
  return cells;
}

}  // namespace zkmem
