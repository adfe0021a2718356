// Prime fields of 31 bits in Montgomery form (R = 2^32). Values are always reduced: one representation each.
// Sources: swirl.md section 2; Plonky3 monty-31 for the convention that keys expose the Montgomery word.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "zkmem/base/check.h"

namespace zkmem {

// What the memory system needs of a cell's field (tested with BabyBear and KoalaBear).
template <class F>
concept PrimeField31 = requires(F a, F b, uint32_t n) {
  { F::kModulus } -> std::convertible_to<uint32_t>;
  { F::from_canonical(n) } -> std::same_as<F>;
  { a.as_canonical() } -> std::same_as<uint32_t>;
  { a + b } -> std::same_as<F>;
  { a - b } -> std::same_as<F>;
  { a* b } -> std::same_as<F>;
  { -a } -> std::same_as<F>;
  { a == b } -> std::same_as<bool>;
  { a.inverse() } -> std::same_as<F>;
};

// P: kModulus (odd, below 2^31), kGenerator (of the multiplicative group), kTwoAdicity.
template <class P>
class Monty31 {
 public:
  static constexpr uint32_t kModulus = P::kModulus;
  static constexpr uint32_t kGenerator = P::kGenerator;
  static constexpr unsigned kTwoAdicity = P::kTwoAdicity;
  // -p^-1 is not used; mu = p^-1 mod 2^32, by Newton's iteration.
  static constexpr uint32_t kMu = [] {
    uint32_t inverse = kModulus;
    for (int i = 0; i < 5; ++i) inverse *= 2 - kModulus * inverse;
    return inverse;
  }();

  constexpr Monty31() = default;

  // n must be below the modulus.
  static constexpr Monty31 from_canonical(uint32_t n) { return from_monty(to_monty(n)); }
  // Any n, reduced.
  static constexpr Monty31 from_u64(uint64_t n) {
    return from_canonical(static_cast<uint32_t>(n % kModulus));
  }
  static constexpr Monty31 from_i64(int64_t n) {
    const int64_t r = n % static_cast<int64_t>(kModulus);
    return from_canonical(static_cast<uint32_t>(r < 0 ? r + kModulus : r));
  }
  static constexpr Monty31 from_bool(bool b) { return b ? one() : zero(); }
  // The raw word, which must be below the modulus.
  static constexpr Monty31 from_monty(uint32_t word) {
    Monty31 x;
    x.word_ = word;
    return x;
  }
  static constexpr Monty31 zero() { return Monty31(); }
  static constexpr Monty31 one() { return from_canonical(1); }
  static constexpr Monty31 two() { return from_canonical(2); }
  static constexpr Monty31 generator() { return from_canonical(kGenerator); }

  constexpr uint32_t as_canonical() const { return reduce(word_); }
  constexpr uint32_t monty() const { return word_; }
  constexpr bool is_zero() const { return word_ == 0; }

  friend constexpr bool operator==(Monty31 a, Monty31 b) = default;
  friend constexpr Monty31 operator+(Monty31 a, Monty31 b) {
    const uint32_t sum = a.word_ + b.word_;
    return from_monty(sum >= kModulus ? sum - kModulus : sum);
  }
  friend constexpr Monty31 operator-(Monty31 a, Monty31 b) {
    const uint32_t difference = a.word_ - b.word_;
    return from_monty(a.word_ < b.word_ ? difference + kModulus : difference);
  }
  friend constexpr Monty31 operator*(Monty31 a, Monty31 b) {
    return from_monty(reduce(uint64_t{a.word_} * b.word_));
  }
  constexpr Monty31 operator-() const { return from_monty(word_ == 0 ? 0 : kModulus - word_); }
  constexpr Monty31& operator+=(Monty31 b) { return *this = *this + b; }
  constexpr Monty31& operator-=(Monty31 b) { return *this = *this - b; }
  constexpr Monty31& operator*=(Monty31 b) { return *this = *this * b; }

  constexpr Monty31 square() const { return *this * *this; }
  constexpr Monty31 cube() const { return square() * *this; }
  constexpr Monty31 doubled() const { return *this + *this; }
  constexpr Monty31 halved() const {
    return from_monty((word_ & 1) != 0 ? static_cast<uint32_t>((uint64_t{word_} + kModulus) / 2) : word_ / 2);
  }
  constexpr Monty31 pow(uint64_t exponent) const {
    Monty31 result = one();
    Monty31 base = *this;
    for (; exponent != 0; exponent >>= 1) {
      if ((exponent & 1) != 0) result *= base;
      base = base.square();
    }
    return result;
  }
  // x^(2^log_power)
  constexpr Monty31 exp_power_of_2(unsigned log_power) const {
    Monty31 x = *this;
    for (unsigned i = 0; i < log_power; ++i) x = x.square();
    return x;
  }
  // The inverse of zero is zero.
  constexpr Monty31 inverse() const { return pow(kModulus - 2); }

  // A generator of the subgroup of order 2^log_order, log_order <= kTwoAdicity.
  static constexpr Monty31 two_adic_generator(unsigned log_order) {
    ZKMEM_DCHECK(log_order <= kTwoAdicity);
    return generator().pow((kModulus - 1) >> log_order);
  }

 private:
  static constexpr uint32_t to_monty(uint32_t n) {
    return static_cast<uint32_t>((uint64_t{n} << 32) % kModulus);
  }
  // x R^-1 mod p for x < p 2^32.
  static constexpr uint32_t reduce(uint64_t x) {
    const uint32_t t = static_cast<uint32_t>(x) * kMu;
    const uint32_t u = static_cast<uint32_t>((uint64_t{t} * kModulus) >> 32);
    const uint32_t high = static_cast<uint32_t>(x >> 32);
    return high < u ? high - u + kModulus : high - u;
  }

  uint32_t word_ = 0;
};

}  // namespace zkmem
