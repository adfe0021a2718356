#include "zkmem/hash/blake3_simd.h"

#include <algorithm>
#include <array>

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

HWY_INLINE void mix(Vec& a, Vec& b, Vec& c, Vec& d, Vec x, Vec y) {
  a = hn::Add(hn::Add(a, b), x);
  d = hn::RotateRight<16>(hn::Xor(d, a));
  c = hn::Add(c, d);
  b = hn::RotateRight<12>(hn::Xor(b, c));
  a = hn::Add(hn::Add(a, b), y);
  d = hn::RotateRight<8>(hn::Xor(d, a));
  c = hn::Add(c, d);
  b = hn::RotateRight<7>(hn::Xor(b, c));
}

// Written out, all indices constants, so that the state stays in registers.
template <size_t round>
HWY_INLINE void mix_round(Vec* HWY_RESTRICT v, const Vec* HWY_RESTRICT block) {
  constexpr auto kOrder = constants::kSchedule[round];
  mix(v[0], v[4], v[8], v[12], block[kOrder[0]], block[kOrder[1]]);
  mix(v[1], v[5], v[9], v[13], block[kOrder[2]], block[kOrder[3]]);
  mix(v[2], v[6], v[10], v[14], block[kOrder[4]], block[kOrder[5]]);
  mix(v[3], v[7], v[11], v[15], block[kOrder[6]], block[kOrder[7]]);
  mix(v[0], v[5], v[10], v[15], block[kOrder[8]], block[kOrder[9]]);
  mix(v[1], v[6], v[11], v[12], block[kOrder[10]], block[kOrder[11]]);
  mix(v[2], v[7], v[8], v[13], block[kOrder[12]], block[kOrder[13]]);
  mix(v[3], v[4], v[9], v[14], block[kOrder[14]], block[kOrder[15]]);
}

// Replaces the chaining value by the compression of `block`.
HWY_INLINE void compress_lanes(Vec* HWY_RESTRICT chaining, const Vec* HWY_RESTRICT block, uint32_t counter,
                               uint32_t length, uint32_t flags) {
  Vec v[16];
  for (size_t i = 0; i < 8; ++i) v[i] = chaining[i];
  for (size_t i = 0; i < 4; ++i) v[8 + i] = hn::Set(kD, constants::kIv[i]);
  v[12] = hn::Set(kD, counter);
  v[13] = hn::Zero(kD);
  v[14] = hn::Set(kD, length);
  v[15] = hn::Set(kD, flags);
  mix_round<0>(v, block);
  mix_round<1>(v, block);
  mix_round<2>(v, block);
  mix_round<3>(v, block);
  mix_round<4>(v, block);
  mix_round<5>(v, block);
  mix_round<6>(v, block);
  for (size_t i = 0; i < 8; ++i) chaining[i] = hn::Xor(v[i], v[i + 8]);
}

HWY_INLINE void set_key(const Blake3Mode& mode, Vec* HWY_RESTRICT chaining) {
  for (size_t i = 0; i < 8; ++i) chaining[i] = hn::Set(kD, mode.key[i]);
}

// `rows` rows from `row` on, at most kLanes; fewer leave the last lanes zero.
struct Rows {
  const BabyBear* const* columns;
  size_t width;
  size_t row;
  size_t rows;

  HWY_INLINE Vec word(size_t column) const {
    const Vec one = hn::Set(kD, 1u);
    if (HWY_LIKELY(rows == kLanes)) return mul(load(columns[column] + row), one);
    HWY_ALIGN std::array<BabyBear, kLanes> lanes = {};
    std::copy_n(columns[column] + row, rows, lanes.begin());
    return mul(load(lanes.data()), one);
  }
};

void hash_chunk(const Blake3Mode& mode, const Rows& rows, size_t chunk, uint32_t last_flags, Vec* chaining) {
  set_key(mode, chaining);
  const size_t begin = chunk * kChunkWords;
  const size_t end = std::min(begin + kChunkWords, rows.width);
  size_t word = begin;
  do {
    const size_t count = std::min(constants::kBlockWords, end - word);
    Vec block[16];
    for (size_t i = 0; i < 16; ++i) block[i] = i < count ? rows.word(word + i) : hn::Zero(kD);
    uint32_t flags = mode.flags;
    if (word == begin) flags |= constants::kChunkStart;
    word += count;
    if (word == end) flags |= constants::kChunkEnd | last_flags;
    compress_lanes(chaining, block, static_cast<uint32_t>(chunk), static_cast<uint32_t>(4 * count), flags);
  } while (word < end);
}

// right = the parent of left and right.
void join(const Blake3Mode& mode, const Vec* left, Vec* right, uint32_t root) {
  Vec block[16];
  for (size_t i = 0; i < 8; ++i) {
    block[i] = left[i];
    block[8 + i] = right[i];
  }
  set_key(mode, right);
  compress_lanes(right, block, 0, 64, mode.flags | constants::kParent | root);
}

// All lanes have one length, so that one tree serves them all.
void hash_rows_block(const Blake3Mode& mode, const Rows& rows, Vec* chaining) {
  const size_t chunks = std::max<size_t>(1, (rows.width + kChunkWords - 1) / kChunkWords);
  if (chunks == 1) return hash_chunk(mode, rows, 0, constants::kRoot, chaining);
  Vec stack[kMaxDepth][8];
  size_t depth = 0;
  for (size_t chunk = 0; chunk + 1 < chunks; ++chunk) {
    hash_chunk(mode, rows, chunk, 0, chaining);
    // As many full subtrees end here as the number of chunks so far is divisible by two.
    for (size_t total = chunk + 1; total % 2 == 0; total /= 2) join(mode, stack[--depth], chaining, 0);
    for (size_t i = 0; i < 8; ++i) stack[depth][i] = chaining[i];
    ++depth;
  }
  hash_chunk(mode, rows, chunks - 1, 0, chaining);
  while (depth > 0) {
    --depth;
    join(mode, stack[depth], chaining, depth == 0 ? constants::kRoot : 0);
  }
}

void store_lanes(const Vec* chaining, Blake3Words* out, size_t count) {
  if (count == kLanes) return store_records(chaining, out->data(), 8);
  std::array<Blake3Words, kLanes> all;
  store_records(chaining, all[0].data(), 8);
  std::copy_n(all.begin(), count, out);
}

void blake3_columns(const Blake3Mode& mode, const BabyBear* const* columns, size_t width, size_t row,
                    Blake3Words* out, size_t count) {
  for (size_t i = 0; i < count; i += kLanes) {
    const size_t rows = std::min<size_t>(kLanes, count - i);
    Vec chaining[8];
    hash_rows_block(mode, {columns, width, row + i, rows}, chaining);
    store_lanes(chaining, out + i, rows);
  }
}

// chaining = the digest of a block that is all there is.
HWY_INLINE void compress_node(const Blake3Mode& mode, const Vec* HWY_RESTRICT block,
                              Vec* HWY_RESTRICT chaining) {
  constexpr uint32_t kOnlyChunk = constants::kChunkStart | constants::kChunkEnd | constants::kRoot;
  set_key(mode, chaining);
  compress_lanes(chaining, block, 0, 64, mode.flags | kOnlyChunk);
}

void blake3_compress(const Blake3Mode& mode, const Blake3Words* left, const Blake3Words* right,
                     Blake3Words* out, size_t count) {
  for (size_t i = 0; i < count; i += kLanes) {
    const size_t nodes = std::min<size_t>(kLanes, count - i);
    std::array<Blake3Words, 2 * kLanes> rest;
    const Blake3Words* from_left = left + i;
    const Blake3Words* from_right = right + i;
    if (nodes < kLanes) {
      rest = {};
      std::copy_n(from_left, nodes, rest.begin());
      std::copy_n(from_right, nodes, rest.begin() + kLanes);
      from_left = rest.data();
      from_right = rest.data() + kLanes;
    }
    Vec block[16];
    load_digests(from_left->data(), block);
    load_digests(from_right->data(), block + 8);
    Vec chaining[8];
    compress_node(mode, block, chaining);
    store_lanes(chaining, out + i, nodes);
  }
}

// chaining = the digest of a row of one word. All of the block but its first word is known to be zero when
// this is compiled.
HWY_INLINE void hash_word(const Blake3Mode& mode, Vec word, Vec* HWY_RESTRICT chaining) {
  constexpr uint32_t kOnlyBlock = constants::kChunkStart | constants::kChunkEnd | constants::kRoot;
  Vec block[16];
  block[0] = word;
  for (size_t i = 1; i < 16; ++i) block[i] = hn::Zero(kD);
  set_key(mode, chaining);
  compress_lanes(chaining, block, 0, 4, mode.flags | kOnlyBlock);
}

// A lane is a group, so that digests stay in lanes until the group has one.
void blake3_groups(const Blake3Mode& row, const Blake3Mode& node, const BabyBear* column, unsigned k,
                   Blake3Words* out, size_t count) {
  const Vec one = hn::Set(kD, 1u);
  Vec stack[kMaxLogGroup][16];  // at each level a left digest, and room for the right one
  for (size_t i = 0; i < count; i += kLanes) {
    const size_t groups = std::min<size_t>(kLanes, count - i);
    Vec chaining[8];
    // The leaves of the tree of halves from left to right: rows in bit-reversed order.
    for (size_t leaf = 0; leaf < size_t{1} << k; ++leaf) {
      size_t place = 0;
      for (unsigned bit = 0; bit < k; ++bit) place |= (leaf >> bit & 1) << (k - 1 - bit);
      HWY_ALIGN std::array<BabyBear, kLanes> lanes = {};
      for (size_t lane = 0; lane < groups; ++lane) lanes[lane] = column[((i + lane) << k) + place];
      hash_word(row, mul(load(lanes.data()), one), chaining);
      // As many subtrees end here as the number of leaves so far is divisible by two.
      unsigned level = 0;
      for (; (leaf >> level & 1) != 0; ++level) {
        for (size_t j = 0; j < 8; ++j) stack[level][8 + j] = chaining[j];
        compress_node(node, stack[level], chaining);
      }
      if (level < k)
        for (size_t j = 0; j < 8; ++j) stack[level][j] = chaining[j];
    }
    store_lanes(chaining, out + i, groups);
  }
}

void blake3_nodes(const Blake3Mode& mode, const Blake3Words* children, Blake3Words* parents, size_t count) {
  for (size_t i = 0; i < count; i += kLanes) {
    const size_t nodes = std::min<size_t>(kLanes, count - i);
    std::array<Blake3Words, 2 * kLanes> rest;
    const Blake3Words* from = children + 2 * i;
    if (nodes < kLanes) {
      rest = {};
      std::copy_n(from, 2 * nodes, rest.begin());
      from = rest.data();
    }
    // Two vectors of digests, even ones left and odd ones right.
    Vec low[8];
    Vec high[8];
    load_digests(from->data(), low);
    load_digests(from->data() + 8 * kLanes, high);
    Vec block[16];
    for (size_t j = 0; j < 8; ++j) {
      block[j] = hn::ConcatEven(kD, high[j], low[j]);
      block[8 + j] = hn::ConcatOdd(kD, high[j], low[j]);
    }
    Vec chaining[8];
    compress_node(mode, block, chaining);
    store_lanes(chaining, parents + i, nodes);
  }
}

uint64_t blake3_grind(const Blake3Mode& mode, const Blake3Words& state, unsigned bits, uint64_t begin,
                      uint64_t end) {
  constexpr uint32_t kOnlyChunk = constants::kChunkStart | constants::kChunkEnd | constants::kRoot;
  Vec block[16];
  for (size_t i = 0; i < 8; ++i) block[i] = hn::Set(kD, state[i]);
  for (size_t i = 10; i < 16; ++i) block[i] = hn::Zero(kD);
  const Vec top = hn::Set(kD, uint32_t{0xffffffff} << (32 - bits));
  HWY_ALIGN std::array<uint32_t, kLanes> low;
  HWY_ALIGN std::array<uint32_t, kLanes> high;
  for (uint64_t first = begin; first < end;) {
    for (size_t i = 0; i < kLanes; ++i) {
      low[i] = static_cast<uint32_t>(first + i);
      high[i] = static_cast<uint32_t>((first + i) >> 32);
    }
    block[8] = hn::Load(kD, low.data());
    block[9] = hn::Load(kD, high.data());
    Vec chaining[8];
    set_key(mode, chaining);
    compress_lanes(chaining, block, 0, 40, mode.flags | kOnlyChunk);
    const intptr_t lane = hn::FindFirstTrue(kD, hn::Eq(hn::And(chaining[0], top), hn::Zero(kD)));
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
