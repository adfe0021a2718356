#include "zkmem/dft/kernels.h"

#include <algorithm>

#include "zkmem/base/check.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "zkmem/dft/kernels.cc"
#include "hwy/cache_control.h"
#include "hwy/foreach_target.h"
// After foreach_target.
#include "zkmem/field/transpose-inl.h"

HWY_BEFORE_NAMESPACE();
namespace zkmem::HWY_NAMESPACE {
namespace {

HWY_INLINE Factor root_factor(const Twiddle& t) {
  return {hn::Set(kD, t.root.monty()), hn::Set(kD, t.quotient)};
}

HWY_INLINE void butterfly(Vec& a, Vec& b, const Factor& s) {
  const Vec t = mul(b, s);
  b = sub(a, t);
  a = add(a, t);
}

// One layer: `half` rows against the `half` rows after them.
HWY_INLINE void one_layer(BabyBear* rows, size_t half_words, const Twiddle& root) {
  const Factor s = root_factor(root);
  for (size_t i = 0; i < half_words; i += kLanes) {
    Vec a = load(rows + i);
    Vec b = load(rows + half_words + i);
    butterfly(a, b, s);
    store(a, rows + i);
    store(b, rows + half_words + i);
  }
}

// Two layers at once over four quarters.
struct TwoLayers {
  Factor first;
  Factor second_low;
  Factor second_high;

  TwoLayers(const Twiddle& root, const Twiddle& root0, const Twiddle& root1)
      : first(root_factor(root)), second_low(root_factor(root0)), second_high(root_factor(root1)) {}

  // A vector of each quarter, from four places to places `stride` apart, which may be the same.
  HWY_INLINE void operator()(const BabyBear* from_a, const BabyBear* from_b, const BabyBear* from_c,
                             const BabyBear* from_d, BabyBear* to, size_t stride) const {
    Vec a = load(from_a);
    Vec b = load(from_b);
    Vec c = load(from_c);
    Vec d = load(from_d);
    butterfly(a, c, first);
    butterfly(b, d, first);
    butterfly(a, b, second_low);
    butterfly(c, d, second_high);
    store(a, to);
    store(b, to + stride);
    store(c, to + 2 * stride);
    store(d, to + 3 * stride);
  }
};

// From one place to another, or in place.
HWY_INLINE void two_layers(const BabyBear* from, BabyBear* to, size_t quarter, const Twiddle& root,
                           const Twiddle& root0, const Twiddle& root1) {
  const TwoLayers layers(root, root0, root1);
  for (size_t i = 0; i < quarter; i += kLanes)
    layers(from + i, from + quarter + i, from + 2 * quarter + i, from + 3 * quarter + i, to + i, quarter);
}

// Depth first, so that the lower layers work in the nearest cache.
void rows_recursive(BabyBear* rows, unsigned log_rows, size_t width, const Twiddle* twiddles, size_t block) {
  if (log_rows == 0) return;
  const size_t words = width << log_rows;
  if (log_rows == 1) {
    one_layer(rows, words / 2, twiddles[block]);
    return;
  }
  two_layers(rows, rows, words / 4, twiddles[block], twiddles[2 * block], twiddles[2 * block + 1]);
  for (size_t i = 0; i < 4; ++i) {
    rows_recursive(rows + i * (words / 4), log_rows - 2, width, twiddles, 4 * block + i);
  }
}

// The same for rows of which `before` wants some: blocks without one are left as they are.
void rows_wanted(BabyBear* rows, unsigned log_rows, size_t width, const Twiddle* twiddles, size_t block,
                 const uint32_t* before) {
  if (log_rows == 0 || before[size_t{1} << log_rows] == before[0]) return;
  const size_t words = width << log_rows;
  if (log_rows == 1) {
    one_layer(rows, words / 2, twiddles[block]);
    return;
  }
  two_layers(rows, rows, words / 4, twiddles[block], twiddles[2 * block], twiddles[2 * block + 1]);
  for (size_t i = 0; i < 4; ++i) {
    rows_wanted(rows + i * (words / 4), log_rows - 2, width, twiddles, 4 * block + i,
                before + (i << (log_rows - 2)));
  }
}

// Words that do not fill a vector: one at a time.
void rows_scalar(BabyBear* rows, unsigned log_rows, size_t width, const Twiddle* twiddles, size_t block) {
  if (log_rows == 0) return;
  const size_t half = width << (log_rows - 1);
  for (size_t i = 0; i < half; ++i) {
    const BabyBear t = rows[half + i] * twiddles[block].root;
    rows[half + i] = rows[i] - t;
    rows[i] += t;
  }
  rows_scalar(rows, log_rows - 1, width, twiddles, 2 * block);
  rows_scalar(rows + half, log_rows - 1, width, twiddles, 2 * block + 1);
}

alignas(64) constexpr BabyBear kZeros[dft::kMaxRowWords] = {};

// The first two layers, from rows that lie anywhere to rows side by side.
void gather_two_layers(const BabyBear* const* from, size_t offset, size_t quarter_rows, size_t width,
                       const Twiddle& root, const Twiddle& root0, const Twiddle& root1, BabyBear* rows) {
  // The rows are far apart, and no prefetcher foresees the next.
  constexpr size_t kAhead = 8;
  constexpr size_t kLine = 16;
  const TwoLayers layers(root, root0, root1);
  const size_t quarter = quarter_rows * width;
  const auto row_of = [&](size_t i) { return from[i] == nullptr ? kZeros : from[i] + offset; };
  for (size_t i = 0; i < quarter_rows; ++i) {
    if (i + kAhead < quarter_rows) {
      for (size_t part = 0; part < 4; ++part) {
        const BabyBear* next = row_of(part * quarter_rows + i + kAhead);
        for (size_t w = 0; w < width; w += kLine) hwy::Prefetch(next + w);
      }
    }
    const BabyBear* from_a = row_of(i);
    const BabyBear* from_b = row_of(quarter_rows + i);
    const BabyBear* from_c = row_of(2 * quarter_rows + i);
    const BabyBear* from_d = row_of(3 * quarter_rows + i);
    BabyBear* to = rows + i * width;
    for (size_t w = 0; w < width; w += kLanes)
      layers(from_a + w, from_b + w, from_c + w, from_d + w, to + w, quarter);
  }
}

void rows_transform(const BabyBear* const* from, size_t offset, unsigned log_rows, size_t width,
                    const Twiddle* twiddles, size_t coset, const uint32_t* before, BabyBear* rows) {
  if (width % kLanes == 0 && log_rows >= 2) {
    const size_t quarter = size_t{1} << (log_rows - 2);
    gather_two_layers(from, offset, quarter, width, twiddles[coset], twiddles[2 * coset],
                      twiddles[2 * coset + 1], rows);
    for (size_t i = 0; i < 4; ++i) {
      BabyBear* part = rows + i * quarter * width;
      if (before == nullptr) {
        rows_recursive(part, log_rows - 2, width, twiddles, 4 * coset + i);
      } else {
        rows_wanted(part, log_rows - 2, width, twiddles, 4 * coset + i, before + i * quarter);
      }
    }
    return;
  }
  for (size_t i = 0; i < size_t{1} << log_rows; ++i)
    std::copy_n(from[i] == nullptr ? kZeros : from[i] + offset, width, rows + i * width);
  if (width % kLanes != 0) {
    rows_scalar(rows, log_rows, width, twiddles, coset);
  } else {
    rows_recursive(rows, log_rows, width, twiddles, coset);
  }
}

// Rows side by side to rows `stride` apart, past the caches.
void rows_stream(const BabyBear* rows, size_t count, size_t width, BabyBear* out, size_t stride) {
  for (size_t i = 0; i < count; ++i) {
    for (size_t w = 0; w < width; w += kLanes)
      hn::Stream(load(rows + i * width + w), kD, words(out + i * stride + w));
  }
  hwy::FlushStream();
}

void chunk_first(const BabyBear* from, BabyBear* to, size_t words, const Twiddle* layers) {
  two_layers(from, to, words / 4, layers[1], layers[2], layers[3]);
}

void chunk_wide(BabyBear* cells, size_t words, const Twiddle* layers, size_t block, unsigned depth) {
  if (depth == 0) return;
  if (depth == 1) {
    one_layer(cells, words / 2, layers[block]);
    return;
  }
  two_layers(cells, cells, words / 4, layers[block], layers[2 * block], layers[2 * block + 1]);
  for (size_t i = 0; i < 4; ++i)
    chunk_wide(cells + i * (words / 4), words / 4, layers, 4 * block + i, depth - 2);
}

constexpr size_t kMaxBlock = 64;

// Inverse roots w^-i of order `block`, and the scale 1 / block.
struct InverseRoots {
  Factor roots[kMaxBlock / 2];
  Factor scale;
};
InverseRoots inverse_roots(unsigned log_block) {
  InverseRoots r;
  const BabyBear inverse = BabyBear::two_adic_generator(log_block).inverse();
  BabyBear power = BabyBear::one();
  for (size_t i = 0; i < size_t{1} << log_block >> 1; ++i, power *= inverse) r.roots[i] = factor(power);
  r.scale = factor(BabyBear::from_canonical(uint32_t{1} << log_block).inverse());
  return r;
}

// v: values, natural order; out: message coefficients.
template <unsigned kLogBlock>
HWY_INLINE void block_message(Vec* HWY_RESTRICT v, Vec* HWY_RESTRICT out, const InverseRoots& inverse) {
  constexpr size_t n = size_t{1} << kLogBlock;
  // Decimation in frequency: natural order in, bit-reversed out.
  for (size_t half = n / 2, step = 1; half > 0; half /= 2, step *= 2) {
    for (size_t first = 0; first < n; first += 2 * half) {
      for (size_t i = 0; i < half; ++i) {
        const Vec a = v[first + i];
        const Vec b = v[first + half + i];
        v[first + i] = add(a, b);
        const Vec difference = sub(a, b);
        v[first + half + i] = i == 0 ? difference : mul(difference, inverse.roots[i * step]);
      }
    }
  }
  for (size_t i = 0; i < n; ++i) out[i] = mul(v[reverse_bits(i, kLogBlock)], inverse.scale);
  for (size_t bit = 1; bit < n; bit *= 2) {
    for (size_t i = 0; i < n; ++i) {
      if ((i & bit) == 0) out[i | bit] = add(out[i | bit], out[i]);
    }
  }
}

// The layers inside vectors: kLanes vectors transposed, so that a lane is a block of its own. Values become
// the message first: its blocks of 2^kLogBlock words are no longer than a vector, and what came before
// treated all words of a vector alike, so it makes no difference when that is done.
template <unsigned kLogBlock>
HWY_INLINE void chunk_lanes(BabyBear* cells, const uint32_t* HWY_RESTRICT lane_roots,
                            const InverseRoots& inverse) {
  constexpr size_t n = size_t{1} << kLogBlock;
  Vec v[kLanes];
  for (size_t i = 0; i < kLanes; ++i) v[i] = load(cells + i * kLanes);
  transpose_square(v);
  if constexpr (kLogBlock != 0 && n <= kLanes) {
    for (size_t i = 0; i < kLanes; i += n) {
      Vec out[n];
      block_message<kLogBlock>(v + i, out, inverse);
      std::copy_n(out, n, v + i);
    }
  }
  for (size_t half = kLanes / 2; half > 0; half /= 2) {
    for (size_t first = 0; first < kLanes; first += 2 * half) {
      const Factor s = {hn::LoadU(kD, lane_roots), hn::LoadU(kD, lane_roots + kLanes)};
      lane_roots += 2 * kLanes;
      const Vec odd = odd_lanes(s.value);
      for (size_t i = first; i < first + half; ++i) {
        const Vec t = mul_factor(v[i + half], s.value, odd, s.quotient);
        v[i + half] = sub(v[i], t);
        v[i] = add(v[i], t);
      }
    }
  }
  transpose_square(v);
  for (size_t i = 0; i < kLanes; ++i) store(v[i], cells + i * kLanes);
}

template <unsigned kLogBlock>
void all_lanes(BabyBear* cells, size_t words, const uint32_t* HWY_RESTRICT lane_roots) {
  static const InverseRoots inverse = inverse_roots(kLogBlock);
  constexpr size_t kSquare = kLanes * kLanes;
  constexpr size_t kRoots = 2 * kLanes * (kLanes - 1);
  for (size_t i = 0; i < words / kSquare; ++i)
    chunk_lanes<kLogBlock>(cells + i * kSquare, lane_roots + i * kRoots, inverse);
}

void chunk_scalar(BabyBear* cells, size_t words, const Twiddle* layers, size_t block) {
  if (words == 1) return;
  const size_t half = words / 2;
  for (size_t i = 0; i < half; ++i) {
    const BabyBear t = cells[half + i] * layers[block].root;
    cells[half + i] = cells[i] - t;
    cells[i] += t;
  }
  chunk_scalar(cells, half, layers, 2 * block);
  chunk_scalar(cells + half, half, layers, 2 * block + 1);
}

size_t lane_count() { return kLanes; }

template <unsigned kLogBlock>
void messages(BabyBear* cells, size_t count) {
  constexpr size_t n = size_t{1} << kLogBlock;
  static const InverseRoots inverse = inverse_roots(kLogBlock);
  Vec v[n];
  Vec out[n];
  size_t i = 0;
  for (; i + n * kLanes <= count; i += n * kLanes) {
    load_blocks(cells + i, n, n, v);
    block_message<kLogBlock>(v, out, inverse);
    store_blocks(out, n, cells + i, n);
  }
  if (i < count) {
    BabyBear rest[n * kLanes] = {};
    std::copy(cells + i, cells + count, rest);
    load_blocks(rest, n, n, v);
    block_message<kLogBlock>(v, out, inverse);
    store_blocks(out, n, rest, n);
    std::copy_n(rest, count - i, cells + i);
  }
}

void messages_any(BabyBear* cells, size_t count, unsigned log_block) {
  switch (log_block) {
    case 1:
      return messages<1>(cells, count);
    case 2:
      return messages<2>(cells, count);
    case 3:
      return messages<3>(cells, count);
    case 4:
      return messages<4>(cells, count);
    case 5:
      return messages<5>(cells, count);
    default:
      return messages<6>(cells, count);
  }
}

void chunk_transform(const BabyBear* from, BabyBear* to, const dft::ChunkTwiddles& twiddles,
                     unsigned log_block) {
  const size_t words = size_t{1} << twiddles.log_size();
  const unsigned depth = twiddles.wide_layers();
  const bool in_lanes = !twiddles.lanes().empty() && size_t{1} << log_block <= kLanes;
  if (!in_lanes || depth < 2) {
    if (from != to) std::copy_n(from, words, to);
    if (!in_lanes && log_block != 0) messages_any(to, words, log_block);
  }
  if (twiddles.lanes().empty()) {
    chunk_scalar(to, words, twiddles.layers().data(), 1);
    return;
  }
  if (depth < 2) {
    chunk_wide(to, words, twiddles.layers().data(), 1, depth);
  } else {
    chunk_first(in_lanes ? from : to, to, words, twiddles.layers().data());
    for (size_t i = 0; i < 4; ++i)
      chunk_wide(to + i * (words / 4), words / 4, twiddles.layers().data(), 4 + i, depth - 2);
  }
  switch (in_lanes ? log_block : 0) {
    case 0:
      return all_lanes<0>(to, words, twiddles.lanes().data());
    case 1:
      return all_lanes<1>(to, words, twiddles.lanes().data());
    case 2:
      return all_lanes<2>(to, words, twiddles.lanes().data());
    case 3:
      return all_lanes<3>(to, words, twiddles.lanes().data());
    default:
      return all_lanes<4>(to, words, twiddles.lanes().data());
  }
}

}  // namespace
}  // namespace zkmem::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace zkmem::dft {
HWY_EXPORT(rows_transform);
HWY_EXPORT(rows_stream);
HWY_EXPORT(chunk_transform);
HWY_EXPORT(messages_any);
HWY_EXPORT(lane_count);

size_t vector_words() { return HWY_DYNAMIC_DISPATCH(lane_count)(); }

ChunkTwiddles::ChunkTwiddles(const std::vector<Twiddle>& layers, unsigned log_size)
    : layers_(&layers), log_size_(log_size) {
  const size_t lanes = vector_words();
  const size_t words = size_t{1} << log_size;
  if (words < lanes * lanes) return;
  for (size_t w = words; w > lanes; w /= 2) ++wide_layers_;
  // Per square of lanes x lanes words and layer: for each block of one vector's transform, the roots of all
  // lanes.
  lanes_.reserve(2 * words);
  for (size_t square = 0; square < words / (lanes * lanes); ++square) {
    for (size_t blocks = 1, layer_blocks = words / lanes; blocks < lanes; blocks *= 2, layer_blocks *= 2) {
      for (size_t b = 0; b < blocks; ++b) {
        const size_t first = layer_blocks + square * lanes * blocks + b;
        for (size_t i = 0; i < lanes; ++i) lanes_.push_back(layers[first + i * blocks].root.monty());
        for (size_t i = 0; i < lanes; ++i) lanes_.push_back(layers[first + i * blocks].quotient);
      }
    }
  }
}

void transform_rows(const BabyBear* const* from, size_t offset, unsigned log_rows, size_t width,
                    const Twiddle* twiddles, size_t coset, const uint32_t* before, BabyBear* rows) {
  ZKMEM_CHECK(width <= kMaxRowWords);
  HWY_DYNAMIC_DISPATCH(rows_transform)(from, offset, log_rows, width, twiddles, coset, before, rows);
}

void stream_rows(const BabyBear* rows, size_t count, size_t width, BabyBear* out, size_t stride) {
  HWY_DYNAMIC_DISPATCH(rows_stream)(rows, count, width, out, stride);
}

void transform_chunk(const BabyBear* from, BabyBear* to, const ChunkTwiddles& twiddles, unsigned log_block) {
  HWY_DYNAMIC_DISPATCH(chunk_transform)(from, to, twiddles, log_block);
}

void values_to_message(BabyBear* cells, size_t count, unsigned log_block) {
  ZKMEM_CHECK(log_block >= 1 && log_block <= 6);
  HWY_DYNAMIC_DISPATCH(messages_any)(cells, count, log_block);
}

}  // namespace zkmem::dft
#endif  // HWY_ONCE
