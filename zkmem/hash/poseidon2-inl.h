// Poseidon2 (width 16) on vectors: each lane is one permutation. See hash/poseidon2.h for the scalar
// reference. The S-box chain works on signed words in (-p, p) and splits even and odd lanes once, so that
// only the last product is normalised; the internal diagonal uses shifts, since 2^-n x = (x >> n) - 15
// 2^(27-n) (x mod 2^n).
#if defined(ZKMEM_HASH_POSEIDON2_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ZKMEM_HASH_POSEIDON2_INL_H_
#undef ZKMEM_HASH_POSEIDON2_INL_H_
#else
#define ZKMEM_HASH_POSEIDON2_INL_H_
#endif

#include "zkmem/field/packed-inl.h"
#include "zkmem/hash/poseidon2.h"
#include "zkmem/hash/poseidon2_round_words.h"

HWY_BEFORE_NAMESPACE();
namespace zkmem::HWY_NAMESPACE {

HWY_INLINE auto signed_mul_even(SignedVec a, SignedVec b) {
#if HWY_TARGET == HWY_WASM  // where MulEven of Highway 1.0.3 takes signed words for unsigned ones
  const auto extended = [](SignedVec x) { return wasm_i64x2_shr(wasm_i64x2_shl(x.raw, 32), 32); };
  return hn::VFromD<hn::Repartition<int64_t, Di32>>{wasm_i64x2_mul(extended(a), extended(b))};
#else
  return hn::MulEven(a, b);
#endif
}
// Reduced product of signed words of even lanes, moved back to the even lanes; in (-p, p) if |a b| <= p^2.
HWY_INLINE SignedVec signed_mul_wide(SignedVec a, SignedVec b) {
  const Di32 d;
  const auto product = signed_mul_even(a, b);
  const auto q = signed_mul_even(hn::BitCast(d, product), hn::Set(d, static_cast<int32_t>(kPInverse)));
  return hn::BitCast(
      d, hn::Sub(product, signed_mul_even(hn::BitCast(d, q), hn::Set(d, static_cast<int32_t>(kP)))));
}
HWY_INLINE SignedVec down(SignedVec x) {
  return hn::BitCast(Di32(), hn::ShiftRight<32>(hn::BitCast(Du64(), x)));
}

// (x + constant)^7; `shifted` holds constant - p.
HWY_INLINE Vec sbox(Vec x, uint32_t shifted) {
  const Di32 d;
  const SignedVec even = hn::BitCast(d, hn::Add(x, hn::Set(kD, shifted)));
  const SignedVec odd = down(even);
  const SignedVec even2 = down(signed_mul_wide(even, even));
  const SignedVec odd2 = down(signed_mul_wide(odd, odd));
  const SignedVec even3 = down(signed_mul_wide(even2, even));
  const SignedVec odd3 = down(signed_mul_wide(odd2, odd));
  const SignedVec even4 = down(signed_mul_wide(even2, even2));
  const SignedVec odd4 = down(signed_mul_wide(odd2, odd2));
  const SignedVec even7 = down(signed_mul_wide(even3, even4));
  const SignedVec odd7 = signed_mul_wide(odd3, odd4);
  return from_signed(hn::BitCast(kD, hn::OddEven(odd7, even7)));
}

HWY_INLINE void mix_four(Vec& x0, Vec& x1, Vec& x2, Vec& x3) {
  const Vec t01 = add(x0, x1);
  const Vec t23 = add(x2, x3);
  const Vec t = add(t01, t23);
  const Vec a = add(t, x1);
  const Vec b = add(t, x3);
  x3 = add(b, twice(x0));
  x1 = add(a, twice(x2));
  x0 = add(a, t01);
  x2 = add(b, t23);
}

HWY_INLINE void external_layer(Vec* HWY_RESTRICT s) {
  mix_four(s[0], s[1], s[2], s[3]);
  mix_four(s[4], s[5], s[6], s[7]);
  mix_four(s[8], s[9], s[10], s[11]);
  mix_four(s[12], s[13], s[14], s[15]);
  const Vec sum0 = add(add(s[0], s[4]), add(s[8], s[12]));
  const Vec sum1 = add(add(s[1], s[5]), add(s[9], s[13]));
  const Vec sum2 = add(add(s[2], s[6]), add(s[10], s[14]));
  const Vec sum3 = add(add(s[3], s[7]), add(s[11], s[15]));
  for (size_t i = 0; i < 16; i += 4) {
    s[i] = add(s[i], sum0);
    s[i + 1] = add(s[i + 1], sum1);
    s[i + 2] = add(s[i + 2], sum2);
    s[i + 3] = add(s[i + 3], sum3);
  }
}

HWY_INLINE void external_round(Vec* HWY_RESTRICT s, const uint32_t* HWY_RESTRICT shifted) {
  for (size_t i = 0; i < 16; ++i) s[i] = sbox(s[i], shifted[i]);
  external_layer(s);
}

// x / 2^n
template <int n>
HWY_INLINE Vec divide_by_power(Vec x) {
  const Vec top = hn::ShiftLeft<32 - n>(x);
  const Vec low = hn::Sub(hn::ShiftRight<1>(top), hn::ShiftRight<5>(top));
  return from_signed(hn::Sub(hn::ShiftRight<n>(x), low));
}

// The internal round after its S-box.
HWY_INLINE void internal_layer(Vec* HWY_RESTRICT s) {
  // The sum of lanes 1..15 does not wait for the S-box.
  const Vec rest = add(add(add(add(s[1], s[2]), add(s[3], s[4])), add(add(s[5], s[6]), add(s[7], s[8]))),
                       add(add(add(s[9], s[10]), add(s[11], s[12])), add(add(s[13], s[14]), s[15])));
  const Vec sum = add(rest, s[0]);
  s[0] = sub(rest, s[0]);  // sum - 2 s[0]
  s[1] = add(sum, s[1]);
  s[2] = add(sum, twice(s[2]));
  s[3] = add(sum, divide_by_power<1>(s[3]));
  s[4] = add(sum, add(twice(s[4]), s[4]));
  s[5] = add(sum, twice(twice(s[5])));
  s[6] = sub(sum, divide_by_power<1>(s[6]));
  s[7] = sub(sum, add(twice(s[7]), s[7]));
  s[8] = sub(sum, twice(twice(s[8])));
  s[9] = add(sum, divide_by_power<8>(s[9]));
  s[10] = add(sum, divide_by_power<2>(s[10]));
  s[11] = add(sum, divide_by_power<3>(s[11]));
  s[12] = add(sum, divide_by_power<27>(s[12]));
  s[13] = sub(sum, divide_by_power<8>(s[13]));
  s[14] = sub(sum, divide_by_power<4>(s[14]));
  s[15] = sub(sum, divide_by_power<27>(s[15]));
}

HWY_INLINE void internal_round(Vec* HWY_RESTRICT s, uint32_t shifted) {
  s[0] = sbox(s[0], shifted);
  internal_layer(s);
}

HWY_INLINE void permute_lanes(Vec* HWY_RESTRICT s) {
  const poseidon2::RoundWords& rounds = poseidon2::kRoundWords;
  external_layer(s);
  for (size_t r = 0; r < 4; ++r) external_round(s, rounds.initial[r]);
  for (size_t r = 0; r < 13; ++r) internal_round(s, rounds.internal[r]);
  for (size_t r = 0; r < 4; ++r) external_round(s, rounds.final[r]);
}

}  // namespace zkmem::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
