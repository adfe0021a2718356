#include "zkmem/dft/kernels.h"

#include <algorithm>

#include "zkmem/base/check.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "zkmem/dft/kernels.cc"
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
HWY_INLINE void two_layers(BabyBear* rows, size_t quarter, const Twiddle& root, const Twiddle& root0,
                           const Twiddle& root1) {
  const Factor s = root_factor(root);
  const Factor s0 = root_factor(root0);
  const Factor s1 = root_factor(root1);
  for (size_t i = 0; i < quarter; i += kLanes) {
    Vec a = load(rows + i);
    Vec b = load(rows + quarter + i);
    Vec c = load(rows + 2 * quarter + i);
    Vec d = load(rows + 3 * quarter + i);
    butterfly(a, c, s);
    butterfly(b, d, s);
    butterfly(a, b, s0);
    butterfly(c, d, s1);
    store(a, rows + i);
    store(b, rows + quarter + i);
    store(c, rows + 2 * quarter + i);
    store(d, rows + 3 * quarter + i);
  }
}

// Depth first, so that the lower layers work in the nearest cache.
void rows_recursive(BabyBear* rows, unsigned log_rows, size_t width, const Twiddle* twiddles, size_t block) {
  if (log_rows == 0) return;
  const size_t words = width << log_rows;
  if (log_rows == 1) {
    one_layer(rows, words / 2, twiddles[block]);
    return;
  }
  two_layers(rows, words / 4, twiddles[block], twiddles[2 * block], twiddles[2 * block + 1]);
  for (size_t i = 0; i < 4; ++i) {
    rows_recursive(rows + i * (words / 4), log_rows - 2, width, twiddles, 4 * block + i);
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

void rows_transform(BabyBear* rows, unsigned log_rows, size_t width, const Twiddle* twiddles, size_t coset) {
  if (width % kLanes != 0) {
    rows_scalar(rows, log_rows, width, twiddles, coset);
  } else {
    rows_recursive(rows, log_rows, width, twiddles, coset);
  }
}

void chunk_wide(BabyBear* cells, size_t words, const Twiddle* layers, size_t block, unsigned depth) {
  if (depth == 0) return;
  if (depth == 1) {
    one_layer(cells, words / 2, layers[block]);
    return;
  }
  two_layers(cells, words / 4, layers[block], layers[2 * block], layers[2 * block + 1]);
  for (size_t i = 0; i < 4; ++i)
    chunk_wide(cells + i * (words / 4), words / 4, layers, 4 * block + i, depth - 2);
}

// The layers inside vectors: kLanes vectors transposed, so that a lane is a block of its own.
HWY_INLINE void chunk_lanes(BabyBear* cells, const uint32_t* HWY_RESTRICT lane_roots) {
  Vec v[kLanes];
  for (size_t i = 0; i < kLanes; ++i) v[i] = load(cells + i * kLanes);
  transpose_square(v);
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

void chunk_transform(BabyBear* cells, const dft::ChunkTwiddles& twiddles) {
  const size_t words = size_t{1} << twiddles.log_size();
  if (twiddles.lanes().empty()) {
    chunk_scalar(cells, words, twiddles.layers().data(), 1);
    return;
  }
  chunk_wide(cells, words, twiddles.layers().data(), 1, twiddles.wide_layers());
  const size_t square = kLanes * kLanes;
  const size_t roots = 2 * kLanes * (kLanes - 1);
  for (size_t i = 0; i < words / square; ++i)
    chunk_lanes(cells + i * square, twiddles.lanes().data() + i * roots);
}

size_t lane_count() { return kLanes; }

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

template <unsigned kLogBlock>
void messages(BabyBear* cells, size_t count) {
  constexpr size_t n = size_t{1} << kLogBlock;
  const InverseRoots inverse = inverse_roots(kLogBlock);
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

}  // namespace
}  // namespace zkmem::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace zkmem::dft {
HWY_EXPORT(rows_transform);
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

void transform_rows(BabyBear* rows, unsigned log_rows, size_t width, const Twiddle* twiddles, size_t coset) {
  HWY_DYNAMIC_DISPATCH(rows_transform)(rows, log_rows, width, twiddles, coset);
}

void transform_chunk(BabyBear* cells, const ChunkTwiddles& twiddles) {
  HWY_DYNAMIC_DISPATCH(chunk_transform)(cells, twiddles);
}

void values_to_message(BabyBear* cells, size_t count, unsigned log_block) {
  ZKMEM_CHECK(log_block >= 1 && log_block <= 6);
  HWY_DYNAMIC_DISPATCH(messages_any)(cells, count, log_block);
}

}  // namespace zkmem::dft
#endif  // HWY_ONCE
