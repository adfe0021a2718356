// What the prover's kernels add to field/packed-inl.h: planes in and out of vectors, and sums of
// base-times-extension products that are reduced once at the end. Kernel files only.
#if defined(ZKMEM_PROVER_PACKED_EXT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ZKMEM_PROVER_PACKED_EXT_INL_H_
#undef ZKMEM_PROVER_PACKED_EXT_INL_H_
#else
#define ZKMEM_PROVER_PACKED_EXT_INL_H_
#endif

#include "zkmem/field/packed-inl.h"
#include "zkmem/prover/ext_array.h"

HWY_BEFORE_NAMESPACE();
namespace zkmem::HWY_NAMESPACE {

HWY_INLINE PackedExt load(const ConstExtSpan& x, size_t i) {
  return {load(x.plane[0] + i), load(x.plane[1] + i), load(x.plane[2] + i), load(x.plane[3] + i)};
}
HWY_INLINE PackedExt load(const ExtSpan& x, size_t i) {
  return {load(x.plane[0] + i), load(x.plane[1] + i), load(x.plane[2] + i), load(x.plane[3] + i)};
}
HWY_INLINE void store(const PackedExt& x, const ExtSpan& out, size_t i) {
  store(x.c0, out.plane[0] + i);
  store(x.c1, out.plane[1] + i);
  store(x.c2, out.plane[2] + i);
  store(x.c3, out.plane[3] + i);
}
// Elements 2i, 2i + 2, … and 2i + 1, 2i + 3, ….
template <class Span>
HWY_INLINE void load_pairs(const Span& x, size_t i, PackedExt& even, PackedExt& odd) {
  hn::LoadInterleaved2(kD, words(x.plane[0] + 2 * i), even.c0, odd.c0);
  hn::LoadInterleaved2(kD, words(x.plane[1] + 2 * i), even.c1, odd.c1);
  hn::LoadInterleaved2(kD, words(x.plane[2] + 2 * i), even.c2, odd.c2);
  hn::LoadInterleaved2(kD, words(x.plane[3] + 2 * i), even.c3, odd.c3);
}
HWY_INLINE void store_pairs(const PackedExt& even, const PackedExt& odd, const ExtSpan& out, size_t i) {
  hn::StoreInterleaved2(even.c0, odd.c0, kD, words(out.plane[0] + 2 * i));
  hn::StoreInterleaved2(even.c1, odd.c1, kD, words(out.plane[1] + 2 * i));
  hn::StoreInterleaved2(even.c2, odd.c2, kD, words(out.plane[2] + 2 * i));
  hn::StoreInterleaved2(even.c3, odd.c3, kD, words(out.plane[3] + 2 * i));
}
// Elements 4i + b, 4i + 4 + b, … in out[b].
HWY_INLINE void load_quads(const ConstExtSpan& x, size_t i, PackedExt* HWY_RESTRICT out) {
  hn::LoadInterleaved4(kD, words(x.plane[0] + 4 * i), out[0].c0, out[1].c0, out[2].c0, out[3].c0);
  hn::LoadInterleaved4(kD, words(x.plane[1] + 4 * i), out[0].c1, out[1].c1, out[2].c1, out[3].c1);
  hn::LoadInterleaved4(kD, words(x.plane[2] + 4 * i), out[0].c2, out[1].c2, out[2].c2, out[3].c2);
  hn::LoadInterleaved4(kD, words(x.plane[3] + 4 * i), out[0].c3, out[1].c3, out[2].c3, out[3].c3);
}

// A broadcast extension coefficient for wide_add.
struct ExtCoefficient {
  Vec c0, c1, c2, c3;
};
HWY_INLINE ExtCoefficient ext_coefficient(const Ext4& x) {
  return {broadcast(x[0]), broadcast(x[1]), broadcast(x[2]), broadcast(x[3])};
}

// Sums of 64-bit products, each kept below p 2^32.
struct WideExt {
  WidePair c0, c1, c2, c3;
};
HWY_INLINE WideExt wide_ext_zero() {
  const WideVec z = hn::Zero(Du64());
  return {{z, z}, {z, z}, {z, z}, {z, z}};
}
HWY_INLINE void wide_add_one(WidePair& acc, Vec x, Vec x_odd, Vec c, Vec c_odd) {
  acc.even = wide_reduce_once(hn::Add(acc.even, wide_mul(x, c)));
  acc.odd = wide_reduce_once(hn::Add(acc.odd, wide_mul(x_odd, c_odd)));
}
HWY_INLINE void wide_add(WideExt& acc, Vec x, const ExtCoefficient& c) {
  const Vec odd = odd_lanes(x);
  wide_add_one(acc.c0, x, odd, c.c0, c.c0);
  wide_add_one(acc.c1, x, odd, c.c1, c.c1);
  wide_add_one(acc.c2, x, odd, c.c2, c.c2);
  wide_add_one(acc.c3, x, odd, c.c3, c.c3);
}
HWY_INLINE void wide_add(WideExt& acc, Vec x, const PackedExt& w) {
  const Vec odd = odd_lanes(x);
  wide_add_one(acc.c0, x, odd, w.c0, odd_lanes(w.c0));
  wide_add_one(acc.c1, x, odd, w.c1, odd_lanes(w.c1));
  wide_add_one(acc.c2, x, odd, w.c2, odd_lanes(w.c2));
  wide_add_one(acc.c3, x, odd, w.c3, odd_lanes(w.c3));
}
HWY_INLINE Vec wide_finish(const WidePair& x) {
  return blend_reduced(reduce_wide(x.even), reduce_wide(x.odd));
}
HWY_INLINE PackedExt wide_finish(const WideExt& x) {
  return {wide_finish(x.c0), wide_finish(x.c1), wide_finish(x.c2), wide_finish(x.c3)};
}

}  // namespace zkmem::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
