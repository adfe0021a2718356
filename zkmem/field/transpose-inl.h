// Square transposition of vectors: row i, lane j to row j, lane i. Kernel files only.
#if defined(ZKMEM_FIELD_TRANSPOSE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ZKMEM_FIELD_TRANSPOSE_INL_H_
#undef ZKMEM_FIELD_TRANSPOSE_INL_H_
#else
#define ZKMEM_FIELD_TRANSPOSE_INL_H_
#endif

#include "zkmem/field/packed-inl.h"

HWY_BEFORE_NAMESPACE();
namespace zkmem::HWY_NAMESPACE {

// Four vectors: transposes the 4 x 4 words of each 128-bit block.
HWY_INLINE void transpose_within_blocks(Vec& a, Vec& b, Vec& c, Vec& d) {
  const Du64 d64;
  const auto wide = [](Vec x) HWY_ATTR { return hn::BitCast(Du64(), x); };
  const auto ab_low = wide(hn::InterleaveLower(kD, a, b));   // a0 b0 a1 b1
  const auto ab_high = wide(hn::InterleaveUpper(kD, a, b));  // a2 b2 a3 b3
  const auto cd_low = wide(hn::InterleaveLower(kD, c, d));
  const auto cd_high = wide(hn::InterleaveUpper(kD, c, d));
  a = hn::BitCast(kD, hn::InterleaveLower(d64, ab_low, cd_low));
  b = hn::BitCast(kD, hn::InterleaveUpper(d64, ab_low, cd_low));
  c = hn::BitCast(kD, hn::InterleaveLower(d64, ab_high, cd_high));
  d = hn::BitCast(kD, hn::InterleaveUpper(d64, ab_high, cd_high));
}

HWY_INLINE void transpose_square(Vec* HWY_RESTRICT v) {
  for (size_t i = 0; i < kLanes; i += 4) transpose_within_blocks(v[i], v[i + 1], v[i + 2], v[i + 3]);
#if HWY_MAX_BYTES >= 32
  // Neighbouring blocks of the rows i and i + 4.
  for (size_t base = 0; base < kLanes; base += 8) {
    for (size_t i = base; i < base + 4; ++i) {
      const Vec x = v[i];
      const Vec y = v[i + 4];
      v[i] = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(y), x);
      v[i + 4] = hn::OddEvenBlocks(y, hn::SwapAdjacentBlocks(x));
    }
  }
#endif
#if HWY_MAX_BYTES >= 64
  // Halves of the rows i and i + 8.
  for (size_t i = 0; i < 8; ++i) {
    const Vec x = v[i];
    const Vec y = v[i + 8];
    v[i] = hn::ConcatLowerLower(kD, y, x);
    v[i + 8] = hn::ConcatUpperUpper(kD, y, x);
  }
#endif
}

// kLanes blocks of n contiguous words each, `stride` words apart, to n vectors: v[z], lane i = word z of
// block i.
HWY_INLINE void load_blocks(const BabyBear* data, size_t stride, size_t n, Vec* HWY_RESTRICT v) {
  if (n % kLanes == 0) {
    for (size_t part = 0; part < n; part += kLanes) {
      for (size_t i = 0; i < kLanes; ++i) v[part + i] = load(data + i * stride + part);
      transpose_square(v + part);
    }
    return;
  }
  for (size_t z = 0; z < n; ++z) {
    HWY_ALIGN uint32_t lanes[kLanes];
    for (size_t i = 0; i < kLanes; ++i) lanes[i] = data[i * stride + z].monty();
    v[z] = hn::Load(kD, lanes);
  }
}
HWY_INLINE void store_blocks(Vec* HWY_RESTRICT v, size_t n, BabyBear* data, size_t stride) {
  if (n % kLanes == 0) {
    for (size_t part = 0; part < n; part += kLanes) {
      transpose_square(v + part);
      for (size_t i = 0; i < kLanes; ++i) store(v[part + i], data + i * stride + part);
    }
    return;
  }
  for (size_t z = 0; z < n; ++z) {
    HWY_ALIGN uint32_t lanes[kLanes];
    hn::Store(v[z], kD, lanes);
    for (size_t i = 0; i < kLanes; ++i) data[i * stride + z] = BabyBear::from_monty(lanes[i]);
  }
}

}  // namespace zkmem::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
