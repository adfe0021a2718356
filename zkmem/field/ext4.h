// The degree-4 extension BabyBear[x]/(x^4 - 11): challenges and everything folded by them (swirl.md section
// 2). Observed, sampled and encoded as 4 base elements, the coefficient of x^0 first.
#pragma once

#include <array>
#include <span>

#include "zkmem/field/babybear.h"

namespace zkmem {

class Ext4 {
 public:
  using Base = BabyBear;
  static constexpr size_t kDegree = 4;
  static constexpr uint32_t kW = 11;  // x^4 = kW

  constexpr Ext4() = default;
  constexpr Ext4(BabyBear constant) : c_{constant} {}  // NOLINT: the base field embeds
  constexpr explicit Ext4(const std::array<BabyBear, 4>& coefficients) : c_(coefficients) {}

  static constexpr Ext4 zero() { return Ext4(); }
  static constexpr Ext4 one() { return Ext4(BabyBear::one()); }
  static constexpr Ext4 from_canonical(uint32_t n) { return Ext4(BabyBear::from_canonical(n)); }

  constexpr const std::array<BabyBear, 4>& coefficients() const { return c_; }
  constexpr BabyBear operator[](size_t i) const { return c_[i]; }
  constexpr BabyBear& operator[](size_t i) { return c_[i]; }
  constexpr bool is_zero() const { return *this == zero(); }

  friend constexpr bool operator==(const Ext4& a, const Ext4& b) = default;
  friend constexpr Ext4 operator+(const Ext4& a, const Ext4& b) {
    return Ext4({a.c_[0] + b.c_[0], a.c_[1] + b.c_[1], a.c_[2] + b.c_[2], a.c_[3] + b.c_[3]});
  }
  friend constexpr Ext4 operator-(const Ext4& a, const Ext4& b) {
    return Ext4({a.c_[0] - b.c_[0], a.c_[1] - b.c_[1], a.c_[2] - b.c_[2], a.c_[3] - b.c_[3]});
  }
  friend constexpr Ext4 operator*(const Ext4& a, BabyBear b) {
    return Ext4({a.c_[0] * b, a.c_[1] * b, a.c_[2] * b, a.c_[3] * b});
  }
  friend constexpr Ext4 operator*(BabyBear a, const Ext4& b) { return b * a; }
  friend constexpr Ext4 operator*(const Ext4& a, const Ext4& b) {
    const auto& x = a.c_;
    const auto& y = b.c_;
    const BabyBear w = BabyBear::from_canonical(kW);
    return Ext4({x[0] * y[0] + w * (x[1] * y[3] + x[2] * y[2] + x[3] * y[1]),
                 x[0] * y[1] + x[1] * y[0] + w * (x[2] * y[3] + x[3] * y[2]),
                 x[0] * y[2] + x[1] * y[1] + x[2] * y[0] + w * (x[3] * y[3]),
                 x[0] * y[3] + x[1] * y[2] + x[2] * y[1] + x[3] * y[0]});
  }
  constexpr Ext4 operator-() const { return zero() - *this; }
  constexpr Ext4& operator+=(const Ext4& b) { return *this = *this + b; }
  constexpr Ext4& operator-=(const Ext4& b) { return *this = *this - b; }
  constexpr Ext4& operator*=(const Ext4& b) { return *this = *this * b; }
  constexpr Ext4& operator*=(BabyBear b) { return *this = *this * b; }

  constexpr Ext4 square() const { return *this * *this; }
  constexpr Ext4 doubled() const { return *this + *this; }
  constexpr Ext4 pow(uint64_t exponent) const {
    Ext4 result = one();
    Ext4 base = *this;
    for (; exponent != 0; exponent >>= 1) {
      if ((exponent & 1) != 0) result *= base;
      base = base.square();
    }
    return result;
  }
  constexpr Ext4 exp_power_of_2(unsigned log_power) const {
    Ext4 x = *this;
    for (unsigned i = 0; i < log_power; ++i) x = x.square();
    return x;
  }
  // Through the quadratic subfield: with y = x^2, a = (a0 + a2 y) + x (a1 + a3 y), the norm to F[y]/(y^2 -
  // 11) is (a0 + a2 y)^2 - y (a1 + a3 y)^2. The inverse of zero is zero.
  constexpr Ext4 inverse() const {
    const BabyBear w = BabyBear::from_canonical(kW);
    const BabyBear n0 = c_[0].square() + w * c_[2].square() - w * (c_[1] * c_[3]).doubled();
    const BabyBear n1 = (c_[0] * c_[2]).doubled() - c_[1].square() - w * c_[3].square();
    const BabyBear scale = (n0.square() - w * n1.square()).inverse();
    const BabyBear i0 = n0 * scale;  // 1 / norm = i0 + i1 y
    const BabyBear i1 = -(n1 * scale);
    return Ext4({c_[0] * i0 + w * (c_[2] * i1), -(c_[1] * i0 + w * (c_[3] * i1)), c_[0] * i1 + c_[2] * i0,
                 -(c_[1] * i1 + c_[3] * i0)});
  }

 private:
  std::array<BabyBear, 4> c_ = {};
};

static_assert(sizeof(Ext4) == 16);

}  // namespace zkmem
