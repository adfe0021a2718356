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

HWY_INLINE WidePair wide_add(const WidePair& a, const WidePair& b) {
  return {wide_reduce_once(hn::Add(a.even, b.even)), wide_reduce_once(hn::Add(a.odd, b.odd))};
}
HWY_INLINE void wide_add(WideExt& acc, const WideExt& x) {
  acc = {wide_add(acc.c0, x.c0), wide_add(acc.c1, x.c1), wide_add(acc.c2, x.c2), wide_add(acc.c3, x.c3)};
}
// a f + b g.
HWY_INLINE PackedExt mul_sum(const PackedExt& a, const ExtFactor& f, const PackedExt& b, const ExtFactor& g) {
  WideExt sum = wide_mul(a, f);
  wide_add(sum, wide_mul(b, g));
  return wide_finish(sum);
}

// Base-field vectors times a weight. p 2^32 + 2 p^2 is below 2^64: two products take one correction.
HWY_INLINE void wide_add_one(WidePair& acc, Vec x, Vec x_odd, Vec c, Vec c_odd) {
  acc.even = wide_reduce_once(hn::Add(acc.even, wide_mul(x, c)));
  acc.odd = wide_reduce_once(hn::Add(acc.odd, wide_mul(x_odd, c_odd)));
}
HWY_INLINE void wide_add_two(WidePair& acc, Vec x, Vec x_odd, Vec c, Vec c_odd, Vec y, Vec y_odd, Vec d,
                             Vec d_odd) {
  acc.even = wide_reduce_once(hn::Add(acc.even, hn::Add(wide_mul(x, c), wide_mul(y, d))));
  acc.odd = wide_reduce_once(hn::Add(acc.odd, hn::Add(wide_mul(x_odd, c_odd), wide_mul(y_odd, d_odd))));
}
HWY_INLINE void wide_add(WideExt& acc, Vec x, const ExtCoefficient& c) {
  const Vec odd = odd_lanes(x);
  wide_add_one(acc.c0, x, odd, c.c0, c.c0);
  wide_add_one(acc.c1, x, odd, c.c1, c.c1);
  wide_add_one(acc.c2, x, odd, c.c2, c.c2);
  wide_add_one(acc.c3, x, odd, c.c3, c.c3);
}
HWY_INLINE void wide_add(WideExt& acc, Vec x, const ExtCoefficient& c, Vec y, const ExtCoefficient& d) {
  const Vec x_odd = odd_lanes(x);
  const Vec y_odd = odd_lanes(y);
  wide_add_two(acc.c0, x, x_odd, c.c0, c.c0, y, y_odd, d.c0, d.c0);
  wide_add_two(acc.c1, x, x_odd, c.c1, c.c1, y, y_odd, d.c1, d.c1);
  wide_add_two(acc.c2, x, x_odd, c.c2, c.c2, y, y_odd, d.c2, d.c2);
  wide_add_two(acc.c3, x, x_odd, c.c3, c.c3, y, y_odd, d.c3, d.c3);
}
HWY_INLINE void wide_add(WideExt& acc, Vec x, const PackedExt& w) {
  const Vec odd = odd_lanes(x);
  wide_add_one(acc.c0, x, odd, w.c0, odd_lanes(w.c0));
  wide_add_one(acc.c1, x, odd, w.c1, odd_lanes(w.c1));
  wide_add_one(acc.c2, x, odd, w.c2, odd_lanes(w.c2));
  wide_add_one(acc.c3, x, odd, w.c3, odd_lanes(w.c3));
}

HWY_INLINE void wide_add(WideExt& acc, Vec x, const PackedExt& w, Vec y, const PackedExt& v) {
  const Vec x_odd = odd_lanes(x);
  const Vec y_odd = odd_lanes(y);
  wide_add_two(acc.c0, x, x_odd, w.c0, odd_lanes(w.c0), y, y_odd, v.c0, odd_lanes(v.c0));
  wide_add_two(acc.c1, x, x_odd, w.c1, odd_lanes(w.c1), y, y_odd, v.c1, odd_lanes(v.c1));
  wide_add_two(acc.c2, x, x_odd, w.c2, odd_lanes(w.c2), y, y_odd, v.c2, odd_lanes(v.c2));
  wide_add_two(acc.c3, x, x_odd, w.c3, odd_lanes(w.c3), y, y_odd, v.c3, odd_lanes(v.c3));
}

}  // namespace zkmem::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
