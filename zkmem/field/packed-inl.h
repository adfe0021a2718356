// Vectors of BabyBear and of its degree-4 extension for whatever instruction set Highway compiles this file
// for. Include it only from kernel files that use foreach_target; everything here is inlined into them.
//
// A Vec holds lanes of reduced Montgomery words (below p), exactly the words of BabyBear: kernels and scalar
// code exchange plain arrays. PackedExt keeps the four coefficients in four Vecs (structure of arrays).
// Products: swirl.md section 2; the 64-bit products of even and odd lanes are reduced separately and blended.
#if defined(ZKMEM_FIELD_PACKED_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ZKMEM_FIELD_PACKED_INL_H_
#undef ZKMEM_FIELD_PACKED_INL_H_
#else
#define ZKMEM_FIELD_PACKED_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "zkmem/field/ext4.h"

HWY_BEFORE_NAMESPACE();
namespace zkmem::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Du32 = hn::CappedTag<uint32_t, 16>;
using Di32 = hn::RebindToSigned<Du32>;
using Du64 = hn::RepartitionToWide<Du32>;
using Vec = hn::Vec<Du32>;
using SignedVec = hn::Vec<Di32>;
using WideVec = hn::Vec<Du64>;

inline constexpr Du32 kD;
inline constexpr size_t kLanes = hn::MaxLanes(Du32());
inline constexpr uint32_t kP = BabyBear::kModulus;
inline constexpr uint32_t kPInverse = BabyBear::kMu;

HWY_INLINE const uint32_t* words(const BabyBear* cells) { return reinterpret_cast<const uint32_t*>(cells); }
HWY_INLINE uint32_t* words(BabyBear* cells) { return reinterpret_cast<uint32_t*>(cells); }
HWY_INLINE Vec load(const BabyBear* cells) { return hn::LoadU(kD, words(cells)); }
HWY_INLINE void store(Vec x, BabyBear* cells) { hn::StoreU(x, kD, words(cells)); }
HWY_INLINE Vec broadcast(BabyBear x) { return hn::Set(kD, x.monty()); }

// x in (-p, p) as a wrapped word, to [0, p).
HWY_INLINE Vec from_signed(Vec x) { return hn::Min(x, hn::Add(x, hn::Set(kD, kP))); }
// x in [0, 2p) to [0, p).
HWY_INLINE Vec reduce_once(Vec x) { return hn::Min(x, hn::Sub(x, hn::Set(kD, kP))); }

HWY_INLINE Vec add(Vec a, Vec b) { return reduce_once(hn::Add(a, b)); }
HWY_INLINE Vec sub(Vec a, Vec b) { return from_signed(hn::Sub(a, b)); }
HWY_INLINE Vec twice(Vec a) { return add(a, a); }
HWY_INLINE Vec negate(Vec a) { return reduce_once(hn::Sub(hn::Set(kD, kP), a)); }

// The odd lanes of x, moved down to the even ones.
HWY_INLINE Vec odd_lanes(Vec x) { return hn::BitCast(kD, hn::ShiftRight<32>(hn::BitCast(Du64(), x))); }

// Products of the even lanes; 64 bits each.
HWY_INLINE WideVec wide_mul(Vec a, Vec b) { return hn::MulEven(a, b); }

// d / 2^32 mod p in the odd lanes, as words in (-p, p); the even lanes are zero. d below p 2^32.
HWY_INLINE WideVec reduce_wide(WideVec d) {
  const WideVec q = hn::MulEven(hn::BitCast(kD, d), hn::Set(kD, kPInverse));
  return hn::Sub(d, hn::MulEven(hn::BitCast(kD, q), hn::Set(kD, kP)));
}
// Even-lane and odd-lane products, reduced, into one vector.
HWY_INLINE Vec blend_reduced(WideVec even, WideVec odd) {
  return from_signed(hn::OddEven(hn::BitCast(kD, odd), hn::BitCast(kD, hn::ShiftRight<32>(even))));
}

HWY_INLINE Vec mul(Vec a, Vec b) {
  const WideVec even = reduce_wide(wide_mul(a, b));
  const WideVec odd = reduce_wide(wide_mul(odd_lanes(a), odd_lanes(b)));
  return blend_reduced(even, odd);
}
HWY_INLINE Vec square(Vec a) {
  const Vec o = odd_lanes(a);
  return blend_reduced(reduce_wide(wide_mul(a, a)), reduce_wide(wide_mul(o, o)));
}

// A factor used many times: b and b p^-1 mod 2^32, the same in every lane or not.
struct Factor {
  Vec value;
  Vec quotient;
};
HWY_INLINE Factor factor(BabyBear x) { return {hn::Set(kD, x.monty()), hn::Set(kD, x.monty() * kPInverse)}; }
HWY_INLINE Vec mul_factor(Vec a, Vec value, Vec value_odd, Vec quotient) {
  const Vec q = hn::Mul(a, quotient);
  const Vec p = hn::Set(kD, kP);
  const WideVec even = hn::Sub(wide_mul(a, value), wide_mul(q, p));
  const WideVec odd = hn::Sub(wide_mul(odd_lanes(a), value_odd), wide_mul(odd_lanes(q), p));
  // The low words agree, so the differences are exact multiples of 2^32.
  return blend_reduced(even, odd);
}
// A broadcast factor.
HWY_INLINE Vec mul(Vec a, const Factor& b) { return mul_factor(a, b.value, b.value, b.quotient); }
// A factor that differs from lane to lane.
HWY_INLINE Vec mul_lanes(Vec a, const Factor& b) {
  return mul_factor(a, b.value, odd_lanes(b.value), b.quotient);
}

// A sum of at most two products of reduced words per 64-bit lane, for even and odd lanes: one reduction for
// all.
struct WidePair {
  WideVec even;
  WideVec odd;
};
// Below 4 p^2 to below p 2^32: p off the high word if that leaves it non-negative.
HWY_INLINE WideVec wide_reduce_once(WideVec x) {
  const Vec p_high = hn::BitCast(kD, hn::Set(Du64(), uint64_t{kP} << 32));
  const Vec v = hn::BitCast(kD, x);
  return hn::BitCast(Du64(), hn::Min(v, hn::Sub(v, p_high)));
}

struct PackedExt {
  Vec c0, c1, c2, c3;
};

HWY_INLINE PackedExt ext_zero() {
  const Vec z = hn::Zero(kD);
  return {z, z, z, z};
}
HWY_INLINE PackedExt ext_broadcast(const Ext4& x) {
  return {broadcast(x[0]), broadcast(x[1]), broadcast(x[2]), broadcast(x[3])};
}
HWY_INLINE PackedExt ext_from_base(Vec x) {
  const Vec z = hn::Zero(kD);
  return {x, z, z, z};
}
HWY_INLINE PackedExt add(const PackedExt& a, const PackedExt& b) {
  return {add(a.c0, b.c0), add(a.c1, b.c1), add(a.c2, b.c2), add(a.c3, b.c3)};
}
HWY_INLINE PackedExt sub(const PackedExt& a, const PackedExt& b) {
  return {sub(a.c0, b.c0), sub(a.c1, b.c1), sub(a.c2, b.c2), sub(a.c3, b.c3)};
}
HWY_INLINE PackedExt twice(const PackedExt& a) {
  return {twice(a.c0), twice(a.c1), twice(a.c2), twice(a.c3)};
}
HWY_INLINE PackedExt negate(const PackedExt& a) {
  return {negate(a.c0), negate(a.c1), negate(a.c2), negate(a.c3)};
}
HWY_INLINE PackedExt add_base(const PackedExt& a, Vec b) { return {add(a.c0, b), a.c1, a.c2, a.c3}; }
HWY_INLINE PackedExt sub_base(const PackedExt& a, Vec b) { return {sub(a.c0, b), a.c1, a.c2, a.c3}; }
HWY_INLINE PackedExt mul_base(const PackedExt& a, Vec b) {
  return {mul(a.c0, b), mul(a.c1, b), mul(a.c2, b), mul(a.c3, b)};
}
// 11 x = 8x + 2x + x
HWY_INLINE Vec times_w(Vec x) {
  static_assert(Ext4::kW == 11);
  const Vec x2 = twice(x);
  return add(add(x2, x), twice(twice(x2)));
}

// One output coefficient from four pairs of coefficients, below p 2^32.
HWY_INLINE WidePair ext_wide_word(Vec a0, Vec b0, Vec a1, Vec b1, Vec a2, Vec b2, Vec a3, Vec b3, Vec a0o,
                                  Vec b0o, Vec a1o, Vec b1o, Vec a2o, Vec b2o, Vec a3o, Vec b3o) {
  const WideVec even =
      hn::Add(hn::Add(wide_mul(a0, b0), wide_mul(a1, b1)), hn::Add(wide_mul(a2, b2), wide_mul(a3, b3)));
  const WideVec odd = hn::Add(hn::Add(wide_mul(a0o, b0o), wide_mul(a1o, b1o)),
                              hn::Add(wide_mul(a2o, b2o), wide_mul(a3o, b3o)));
  return {wide_reduce_once(even), wide_reduce_once(odd)};
}
HWY_INLINE Vec wide_finish(const WidePair& x) {
  return blend_reduced(reduce_wide(x.even), reduce_wide(x.odd));
}

// The right factor with what its use needs: 11 times its coefficients 1..3, and every odd lane moved down.
struct ExtFactor {
  PackedExt b, bo;
  Vec w1, w2, w3, w1o, w2o, w3o;
};
HWY_INLINE ExtFactor ext_factor(const PackedExt& b) {
  const Vec w1 = times_w(b.c1);
  const Vec w2 = times_w(b.c2);
  const Vec w3 = times_w(b.c3);
  return {b,
          {odd_lanes(b.c0), odd_lanes(b.c1), odd_lanes(b.c2), odd_lanes(b.c3)},
          w1,
          w2,
          w3,
          odd_lanes(w1),
          odd_lanes(w2),
          odd_lanes(w3)};
}
// Sums of 64-bit products, each kept below p 2^32: reduced once, when all are added.
struct WideExt {
  WidePair c0, c1, c2, c3;
};
HWY_INLINE WideExt wide_ext_zero() {
  const WideVec z = hn::Zero(Du64());
  return {{z, z}, {z, z}, {z, z}, {z, z}};
}
HWY_INLINE PackedExt wide_finish(const WideExt& x) {
  return {wide_finish(x.c0), wide_finish(x.c1), wide_finish(x.c2), wide_finish(x.c3)};
}
HWY_INLINE WideExt wide_mul(const PackedExt& a, const ExtFactor& f) {
  const PackedExt ao = {odd_lanes(a.c0), odd_lanes(a.c1), odd_lanes(a.c2), odd_lanes(a.c3)};
  const PackedExt& b = f.b;
  const PackedExt& bo = f.bo;
  return {ext_wide_word(a.c0, b.c0, a.c1, f.w3, a.c2, f.w2, a.c3, f.w1, ao.c0, bo.c0, ao.c1, f.w3o, ao.c2,
                        f.w2o, ao.c3, f.w1o),
          ext_wide_word(a.c0, b.c1, a.c1, b.c0, a.c2, f.w3, a.c3, f.w2, ao.c0, bo.c1, ao.c1, bo.c0, ao.c2,
                        f.w3o, ao.c3, f.w2o),
          ext_wide_word(a.c0, b.c2, a.c1, b.c1, a.c2, b.c0, a.c3, f.w3, ao.c0, bo.c2, ao.c1, bo.c1, ao.c2,
                        bo.c0, ao.c3, f.w3o),
          ext_wide_word(a.c0, b.c3, a.c1, b.c2, a.c2, b.c1, a.c3, b.c0, ao.c0, bo.c3, ao.c1, bo.c2, ao.c2,
                        bo.c1, ao.c3, bo.c0)};
}
HWY_INLINE PackedExt mul(const PackedExt& a, const ExtFactor& f) { return wide_finish(wide_mul(a, f)); }
HWY_INLINE PackedExt mul(const PackedExt& a, const PackedExt& b) { return mul(a, ext_factor(b)); }

// Arrays of extension elements as stored by Ext4 (four words each) to and from structure of arrays.
HWY_INLINE PackedExt load_ext(const Ext4* x) {
  PackedExt r;
  hn::LoadInterleaved4(kD, reinterpret_cast<const uint32_t*>(x), r.c0, r.c1, r.c2, r.c3);
  return r;
}
HWY_INLINE void store_ext(const PackedExt& x, Ext4* out) {
  hn::StoreInterleaved4(x.c0, x.c1, x.c2, x.c3, kD, reinterpret_cast<uint32_t*>(out));
}

// The sum of all lanes.
HWY_INLINE BabyBear lane_sum(Vec x) {
  HWY_ALIGN uint32_t lanes[kLanes];
  hn::Store(x, kD, lanes);
  BabyBear sum;
  for (size_t i = 0; i < kLanes; ++i) sum += BabyBear::from_monty(lanes[i]);
  return sum;
}
HWY_INLINE Ext4 lane_sum(const PackedExt& x) {
  return Ext4({lane_sum(x.c0), lane_sum(x.c1), lane_sum(x.c2), lane_sum(x.c3)});
}

}  // namespace zkmem::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
