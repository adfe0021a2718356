// Prismalinear polynomials: univariate of degree below 2^l in Z over the subgroup D of order 2^l, multilinear
// in the variables after it. A point is (z, x_1, x_2, …). Row i = z + 2^l x of a trace is the point (w_D^z,
// bits of x). Source: swirl.md sections 9 and 10.
#pragma once

#include <span>
#include <vector>

#include "zkmem/field/ext4.h"

namespace zkmem {

// eq_D(x, y) for D of order 2^l: on D x D, 1 where x = y and 0 elsewhere.
Ext4 eq_univariate(uint32_t l, Ext4 x, Ext4 y);

// eq_D(x, 1) = 2^-l prod_{i<l} (1 + x^(2^i)): on D, the indicator of 1.
Ext4 eq_univariate_one(uint32_t l, Ext4 x);

// The multilinear weights of the z-indices read as a polynomial in Z: sum_z eq_D(Z, w_D^z) eq(point, bits of
// z).
Ext4 eq_sharp(std::span<const Ext4> point, const Ext4& z);

// The equality of two points; and its rotation, sum over rows i of eq(x, row i + 1) eq(y, row i), cyclic over
// all rows: the next row's value of a column at y is the sum of the column against it. Sizes equal, at
// least 1.
Ext4 eq_prism(uint32_t l, std::span<const Ext4> x, std::span<const Ext4> y);
Ext4 rotation_prism(uint32_t l, std::span<const Ext4> x, std::span<const Ext4> y);

// The three row selectors at a point of a trace with 2^(l + point.size() - 1) rows.
struct RowSelectors {
  Ext4 is_first;
  Ext4 is_last;
  Ext4 is_transition;
};
RowSelectors row_selectors(uint32_t l, std::span<const Ext4> point);

// The point at which a trace of dimension n (n < 0: fewer than 2^l rows) is opened when the statement's point
// is `point`: (r_0, …, r_n), or (r_0^(2^-n)) over the subgroup of order 2^(l+n).
struct PrismPoint {
  uint32_t l = 0;
  std::vector<Ext4> coordinates;
};
PrismPoint lifted_point(uint32_t l, int32_t n, std::span<const Ext4> point);

}  // namespace zkmem
