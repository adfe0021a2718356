// Digests of eight words between memory, one after the other, and vectors, a digest a lane.
#if defined(ZKMEM_HASH_DIGEST_LANES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ZKMEM_HASH_DIGEST_LANES_INL_H_
#undef ZKMEM_HASH_DIGEST_LANES_INL_H_
#else
#define ZKMEM_HASH_DIGEST_LANES_INL_H_
#endif

#include <cstring>

#include "zkmem/field/packed-inl.h"

HWY_BEFORE_NAMESPACE();
namespace zkmem::HWY_NAMESPACE {

// kLanes digests (8 words each) to 8 vectors, lane i from digest i.
HWY_INLINE void load_digests(const uint32_t* memory, Vec* HWY_RESTRICT out) {
  Vec a[4];
  Vec b[4];
  hn::LoadInterleaved4(kD, memory, a[0], a[1], a[2], a[3]);
  hn::LoadInterleaved4(kD, memory + 4 * kLanes, b[0], b[1], b[2], b[3]);
  for (size_t j = 0; j < 4; ++j) {
    out[j] = hn::ConcatEven(kD, b[j], a[j]);
    out[4 + j] = hn::ConcatOdd(kD, b[j], a[j]);
  }
}

// 8 vectors to kLanes records of 8 words, `stride` words apart.
HWY_INLINE void store_records(const Vec* HWY_RESTRICT s, uint32_t* out, size_t stride) {
  HWY_ALIGN uint32_t block[8 * kLanes];
  Vec low[4];
  Vec high[4];
  for (size_t j = 0; j < 4; ++j) {
    low[j] = hn::InterleaveLower(kD, s[j], s[j + 4]);
    high[j] = hn::InterleaveUpper(kD, s[j], s[j + 4]);
  }
  hn::StoreInterleaved4(low[0], low[1], low[2], low[3], kD, block);
  hn::StoreInterleaved4(high[0], high[1], high[2], high[3], kD, block + 4 * kLanes);
  // Interleaving works within 128 bits: of every four lanes, two are in the first half and two in the second.
  for (size_t i = 0; i < kLanes; ++i) {
    const size_t place = (i & 2) * 2 * kLanes + ((i / 4) * 2 + (i & 1)) * 8;
    std::memcpy(out + i * stride, block + place, 8 * sizeof(uint32_t));
  }
}

}  // namespace zkmem::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
