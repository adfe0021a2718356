#include "zkmem/hash/blake3_simd.h"

#include <algorithm>
#include <array>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "zkmem/hash/blake3_simd.cc"
#include "hwy/foreach_target.h"
// After foreach_target.
#include "zkmem/hash/blake3_constants.h"
#include "zkmem/hash/digest_lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace zkmem::HWY_NAMESPACE {
namespace {

namespace constants = blake3_constants;

constexpr size_t kChunkWords = constants::kChunkBlocks * constants::kBlockWords;
constexpr size_t kMaxDepth = 16;  // 2^24 words are 2^16 chunks
constexpr size_t kMaxLogGroup = 8;

// Messages are hashed kLanes to a vector, and where there are registers for it two vectors of them at a time:
// each step of one waits for the step before, and those of the other fill that time.
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL || HWY_TARGET == HWY_AVX3_ZEN4 || \
    HWY_TARGET == HWY_AVX3_SPR
constexpr size_t kMostVectors = 2;
#else
constexpr size_t kMostVectors = 1;
#endif

// The word of the message is added first: what is added to last is ready last.
HWY_INLINE void mix(Vec& a, Vec& b, Vec& c, Vec& d, Vec x, Vec y) {
  a = hn::Add(hn::Add(a, x), b);
  d = hn::RotateRight<16>(hn::Xor(d, a));
  c = hn::Add(c, d);
  b = hn::RotateRight<12>(hn::Xor(b, c));
  a = hn::Add(hn::Add(a, y), b);
  d = hn::RotateRight<8>(hn::Xor(d, a));
  c = hn::Add(c, d);
  b = hn::RotateRight<7>(hn::Xor(b, c));
}

// Written out, all indices constants, so that the state stays in registers.
template <size_t round>
HWY_INLINE void mix_columns(Vec* HWY_RESTRICT v, const Vec* HWY_RESTRICT block) {
  constexpr auto kOrder = constants::kSchedule[round];
  mix(v[0], v[4], v[8], v[12], block[kOrder[0]], block[kOrder[1]]);
  mix(v[1], v[5], v[9], v[13], block[kOrder[2]], block[kOrder[3]]);
  mix(v[2], v[6], v[10], v[14], block[kOrder[4]], block[kOrder[5]]);
  mix(v[3], v[7], v[11], v[15], block[kOrder[6]], block[kOrder[7]]);
}
template <size_t round>
HWY_INLINE void mix_diagonals(Vec* HWY_RESTRICT v, const Vec* HWY_RESTRICT block) {
  constexpr auto kOrder = constants::kSchedule[round];
  mix(v[0], v[5], v[10], v[15], block[kOrder[8]], block[kOrder[9]]);
  mix(v[1], v[6], v[11], v[12], block[kOrder[10]], block[kOrder[11]]);
  mix(v[2], v[7], v[8], v[13], block[kOrder[12]], block[kOrder[13]]);
  mix(v[3], v[4], v[9], v[14], block[kOrder[14]], block[kOrder[15]]);
}
template <size_t round, size_t n>
HWY_INLINE void mix_round(Vec (&v)[n][16], const Vec (&block)[n][16]) {
  for (size_t i = 0; i < n; ++i) mix_columns<round>(v[i], block[i]);
  for (size_t i = 0; i < n; ++i) mix_diagonals<round>(v[i], block[i]);
}

// Replaces the chaining values by the compressions of `block`.
template <size_t n>
HWY_INLINE void compress_lanes(Vec (&chaining)[n][8], const Vec (&block)[n][16], uint32_t counter,
                               uint32_t length, uint32_t flags) {
  Vec v[n][16];
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < 8; ++j) v[i][j] = chaining[i][j];
    for (size_t j = 0; j < 4; ++j) v[i][8 + j] = hn::Set(kD, constants::kIv[j]);
    v[i][12] = hn::Set(kD, counter);
    v[i][13] = hn::Zero(kD);
    v[i][14] = hn::Set(kD, length);
    v[i][15] = hn::Set(kD, flags);
  }
  mix_round<0>(v, block);
  mix_round<1>(v, block);
  mix_round<2>(v, block);
  mix_round<3>(v, block);
  mix_round<4>(v, block);
  mix_round<5>(v, block);
  mix_round<6>(v, block);
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < 8; ++j) chaining[i][j] = hn::Xor(v[i][j], v[i][j + 8]);
}

template <size_t n>
HWY_INLINE void set_key(const Blake3Mode& mode, Vec (&chaining)[n][8]) {
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < 8; ++j) chaining[i][j] = hn::Set(kD, mode.key[j]);
}

// work(n, first, count): of `count` messages from `first` on, n vectors; all but the last ones are full.
template <class Work>
HWY_INLINE void by_vectors(size_t count, const Work& work) {
  constexpr std::integral_constant<size_t, kMostVectors> kMost;
  constexpr std::integral_constant<size_t, 1> kOne;
  size_t i = 0;
  for (; kMostVectors > 1 && count - i >= kMostVectors * kLanes; i += kMostVectors * kLanes)
    work(kMost, i, kMostVectors * kLanes);
  for (; i < count; i += kLanes) work(kOne, i, std::min<size_t>(kLanes, count - i));
}

// `rows` rows from `row` on; fewer than the vectors hold leave the last lanes zero.
struct Rows {
  const BabyBear* const* columns;
  size_t width;
  size_t row;
  size_t rows;

  HWY_INLINE Vec word(size_t column, size_t vector) const {
    const Vec one = hn::Set(kD, 1u);
    const BabyBear* const cells = columns[column] + row + vector * kLanes;
    const size_t left = rows - vector * kLanes;
    if (HWY_LIKELY(left >= kLanes)) return mul(load(cells), one);
    HWY_ALIGN std::array<BabyBear, kLanes> lanes = {};
    std::copy_n(cells, left, lanes.begin());
    return mul(load(lanes.data()), one);
  }
};

template <size_t n>
void hash_chunk(const Blake3Mode& mode, const Rows& rows, size_t chunk, uint32_t last_flags,
                Vec (&chaining)[n][8]) {
  set_key(mode, chaining);
  const size_t begin = chunk * kChunkWords;
  const size_t end = std::min(begin + kChunkWords, rows.width);
  size_t word = begin;
  do {
    const size_t count = std::min(constants::kBlockWords, end - word);
    Vec block[n][16];
    for (size_t i = 0; i < n; ++i)
      for (size_t j = 0; j < 16; ++j) block[i][j] = j < count ? rows.word(word + j, i) : hn::Zero(kD);
    uint32_t flags = mode.flags;
    if (word == begin) flags |= constants::kChunkStart;
    word += count;
    if (word == end) flags |= constants::kChunkEnd | last_flags;
    compress_lanes(chaining, block, static_cast<uint32_t>(chunk), static_cast<uint32_t>(4 * count), flags);
  } while (word < end);
}

template <size_t n>
HWY_INLINE void put_side_by_side(const Vec (&left)[n][8], const Vec (&right)[n][8], Vec (&block)[n][16]) {
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < 8; ++j) {
      block[i][j] = left[i][j];
      block[i][8 + j] = right[i][j];
    }
  }
}

template <size_t n>
HWY_INLINE void copy(const Vec (&from)[n][8], Vec (&to)[n][8]) {
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < 8; ++j) to[i][j] = from[i][j];
}

// right = the parent of left and right.
template <size_t n>
void join(const Blake3Mode& mode, const Vec (&left)[n][8], Vec (&right)[n][8], uint32_t root) {
  Vec block[n][16];
  put_side_by_side(left, right, block);
  set_key(mode, right);
  compress_lanes(right, block, 0, 64, mode.flags | constants::kParent | root);
}

// All lanes have one length, so that one tree serves them all.
template <size_t n>
void hash_rows_block(const Blake3Mode& mode, const Rows& rows, Vec (&chaining)[n][8]) {
  const size_t chunks = std::max<size_t>(1, (rows.width + kChunkWords - 1) / kChunkWords);
  if (chunks == 1) return hash_chunk(mode, rows, 0, constants::kRoot, chaining);
  Vec stack[kMaxDepth][n][8];
  size_t depth = 0;
  for (size_t chunk = 0; chunk + 1 < chunks; ++chunk) {
    hash_chunk(mode, rows, chunk, 0, chaining);
    // As many full subtrees end here as the number of chunks so far is divisible by two.
    for (size_t total = chunk + 1; total % 2 == 0; total /= 2) join(mode, stack[--depth], chaining, 0);
    copy(chaining, stack[depth]);
    ++depth;
  }
  hash_chunk(mode, rows, chunks - 1, 0, chaining);
  while (depth > 0) {
    --depth;
    join(mode, stack[depth], chaining, depth == 0 ? constants::kRoot : 0);
  }
}

template <size_t n>
void store_lanes(const Vec (&chaining)[n][8], Blake3Words* out, size_t count) {
  for (size_t i = 0; i < n; ++i, out += kLanes) {
    const size_t left = count - i * kLanes;
    if (left >= kLanes) {
      store_records(chaining[i], out->data(), 8);
      continue;
    }
    std::array<Blake3Words, kLanes> all;
    store_records(chaining[i], all[0].data(), 8);
    std::copy_n(all.begin(), left, out);
  }
}

void blake3_columns(const Blake3Mode& mode, const BabyBear* const* columns, size_t width, size_t row,
                    Blake3Words* out, size_t count) {
  by_vectors(count, [&](auto n, size_t first, size_t rows) {
    Vec chaining[n][8];
    hash_rows_block(mode, {columns, width, row + first, rows}, chaining);
    store_lanes(chaining, out + first, rows);
  });
}

// chaining = the digest of a block that is all there is.
template <size_t n>
HWY_INLINE void compress_node(const Blake3Mode& mode, const Vec (&block)[n][16], Vec (&chaining)[n][8]) {
  constexpr uint32_t kOnlyChunk = constants::kChunkStart | constants::kChunkEnd | constants::kRoot;
  set_key(mode, chaining);
  compress_lanes(chaining, block, 0, 64, mode.flags | kOnlyChunk);
}

void blake3_compress(const Blake3Mode& mode, const Blake3Words* left, const Blake3Words* right,
                     Blake3Words* out, size_t count) {
  by_vectors(count, [&](auto n, size_t first, size_t nodes) {
    const Blake3Words* from_left = left + first;
    const Blake3Words* from_right = right + first;
    std::array<Blake3Words, 2 * kLanes> rest;
    if (nodes < kLanes) {
      rest = {};
      std::copy_n(from_left, nodes, rest.begin());
      std::copy_n(from_right, nodes, rest.begin() + kLanes);
      from_left = rest.data();
      from_right = rest.data() + kLanes;
    }
    Vec block[n][16];
    for (size_t i = 0; i < n; ++i) {
      load_digests(from_left[i * kLanes].data(), block[i]);
      load_digests(from_right[i * kLanes].data(), block[i] + 8);
    }
    Vec chaining[n][8];
    compress_node(mode, block, chaining);
    store_lanes(chaining, out + first, nodes);
  });
}

// chaining = the digests of rows of one word. All of the block but its first word is known to be zero when
// this is compiled.
template <size_t n>
HWY_INLINE void hash_words(const Blake3Mode& mode, const Vec (&words)[n], Vec (&chaining)[n][8]) {
  constexpr uint32_t kOnlyBlock = constants::kChunkStart | constants::kChunkEnd | constants::kRoot;
  Vec block[n][16];
  for (size_t i = 0; i < n; ++i) {
    block[i][0] = words[i];
    for (size_t j = 1; j < 16; ++j) block[i][j] = hn::Zero(kD);
  }
  set_key(mode, chaining);
  compress_lanes(chaining, block, 0, 4, mode.flags | kOnlyBlock);
}

// A lane is a group, so that digests stay in lanes until the group has one.
void blake3_groups(const Blake3Mode& row, const Blake3Mode& node, const BabyBear* column, unsigned k,
                   Blake3Words* out, size_t count) {
  const Vec one = hn::Set(kD, 1u);
  by_vectors(count, [&](auto n, size_t first, size_t groups) {
    Vec stack[kMaxLogGroup][n][8];  // left digests, by level
    Vec chaining[n][8];
    // The leaves of the tree of halves from left to right: rows in bit-reversed order.
    for (size_t leaf = 0; leaf < size_t{1} << k; ++leaf) {
      size_t place = 0;
      for (unsigned bit = 0; bit < k; ++bit) place |= (leaf >> bit & 1) << (k - 1 - bit);
      HWY_ALIGN std::array<BabyBear, n * kLanes> lanes = {};
      for (size_t lane = 0; lane < groups; ++lane) lanes[lane] = column[((first + lane) << k) + place];
      Vec words[n];
      for (size_t i = 0; i < n; ++i) words[i] = mul(load(lanes.data() + i * kLanes), one);
      hash_words(row, words, chaining);
      // As many subtrees end here as the number of leaves so far is divisible by two.
      unsigned level = 0;
      for (; (leaf >> level & 1) != 0; ++level) {
        Vec block[n][16];
        put_side_by_side(stack[level], chaining, block);
        compress_node(node, block, chaining);
      }
      if (level < k) copy(chaining, stack[level]);
    }
    store_lanes(chaining, out + first, groups);
  });
}

void blake3_nodes(const Blake3Mode& mode, const Blake3Words* children, Blake3Words* parents, size_t count) {
  by_vectors(count, [&](auto n, size_t first, size_t nodes) {
    const Blake3Words* from = children + 2 * first;
    std::array<Blake3Words, 2 * kLanes> rest;
    if (nodes < kLanes) {
      rest = {};
      std::copy_n(from, 2 * nodes, rest.begin());
      from = rest.data();
    }
    Vec block[n][16];
    for (size_t i = 0; i < n; ++i, from += 2 * kLanes) {
      // Two vectors of digests, even ones left and odd ones right.
      Vec low[8];
      Vec high[8];
      load_digests(from[0].data(), low);
      load_digests(from[kLanes].data(), high);
      for (size_t j = 0; j < 8; ++j) {
        block[i][j] = hn::ConcatEven(kD, high[j], low[j]);
        block[i][8 + j] = hn::ConcatOdd(kD, high[j], low[j]);
      }
    }
    Vec chaining[n][8];
    compress_node(mode, block, chaining);
    store_lanes(chaining, parents + first, nodes);
  });
}

uint64_t blake3_grind(const Blake3Mode& mode, const Blake3Words& state, unsigned bits, uint64_t begin,
                      uint64_t end) {
  constexpr uint32_t kOnlyChunk = constants::kChunkStart | constants::kChunkEnd | constants::kRoot;
  Vec block[1][16];
  for (size_t i = 0; i < 8; ++i) block[0][i] = hn::Set(kD, state[i]);
  for (size_t i = 10; i < 16; ++i) block[0][i] = hn::Zero(kD);
  const Vec top = hn::Set(kD, uint32_t{0xffffffff} << (32 - bits));
  HWY_ALIGN std::array<uint32_t, kLanes> low;
  HWY_ALIGN std::array<uint32_t, kLanes> high;
  for (uint64_t first = begin; first < end;) {
    for (size_t i = 0; i < kLanes; ++i) {
      low[i] = static_cast<uint32_t>(first + i);
      high[i] = static_cast<uint32_t>((first + i) >> 32);
    }
    block[0][8] = hn::Load(kD, low.data());
    block[0][9] = hn::Load(kD, high.data());
    Vec chaining[1][8];
    set_key(mode, chaining);
    compress_lanes(chaining, block, 0, 40, mode.flags | kOnlyChunk);
    const intptr_t lane = hn::FindFirstTrue(kD, hn::Eq(hn::And(chaining[0][0], top), hn::Zero(kD)));
    const uint64_t left = end - first;
    if (lane >= 0) return static_cast<uint64_t>(lane) < left ? first + static_cast<uint64_t>(lane) : end;
    if (left <= kLanes) return end;
    first += kLanes;
  }
  return end;
}

}  // namespace
}  // namespace zkmem::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace zkmem {
HWY_EXPORT(blake3_columns);
HWY_EXPORT(blake3_compress);
HWY_EXPORT(blake3_nodes);
HWY_EXPORT(blake3_groups);
HWY_EXPORT(blake3_grind);

void simd_blake3_columns(const Blake3Mode& mode, std::span<const BabyBear* const> columns, size_t first_row,
                         std::span<Blake3Words> out) {
  ZKMEM_CHECK(columns.size() <= size_t{1} << 24);
  HWY_DYNAMIC_DISPATCH(blake3_columns)
  (mode, columns.data(), columns.size(), first_row, out.data(), out.size());
}

void simd_blake3_nodes(const Blake3Mode& mode, std::span<const Blake3Words> children,
                       std::span<Blake3Words> parents) {
  ZKMEM_CHECK(children.size() == 2 * parents.size());
  HWY_DYNAMIC_DISPATCH(blake3_nodes)(mode, children.data(), parents.data(), parents.size());
}

void simd_blake3_groups(const Blake3Mode& row, const Blake3Mode& node, const BabyBear* column, unsigned k,
                        std::span<Blake3Words> out) {
  ZKMEM_CHECK(k <= 8);
  HWY_DYNAMIC_DISPATCH(blake3_groups)(row, node, column, k, out.data(), out.size());
}

void simd_blake3_compress(const Blake3Mode& mode, std::span<const Blake3Words> left,
                          std::span<const Blake3Words> right, std::span<Blake3Words> out) {
  ZKMEM_CHECK(left.size() == right.size() && left.size() == out.size());
  HWY_DYNAMIC_DISPATCH(blake3_compress)(mode, left.data(), right.data(), out.data(), out.size());
}

uint64_t simd_blake3_grind(const Blake3Mode& mode, const Blake3Words& state, unsigned bits, uint64_t begin,
                           uint64_t end) {
  ZKMEM_CHECK(bits >= 1 && bits <= 32);
  return HWY_DYNAMIC_DISPATCH(blake3_grind)(mode, state, bits, begin, end);
}

}  // namespace zkmem
#endif  // HWY_ONCE
