// Polynomials of a few dozen coefficients, in one variable over the extension: round messages. Scalar code.
#pragma once

#include <span>
#include <vector>

#include "zkmem/field/ext4.h"

namespace zkmem {

// Coefficients, lowest first.
using Poly = std::vector<Ext4>;

Ext4 evaluate(std::span<const Ext4> coefficients, const Ext4& x);
// The value at x of the polynomial of degree < values.size() with values[i] at i.
Ext4 interpolate_at(std::span<const Ext4> values, const Ext4& x);
Poly multiply(std::span<const Ext4> a, std::span<const Ext4> b);
// a += factor b, growing a.
void add_scaled(Poly& a, std::span<const Ext4> b, const Ext4& factor);

// In place, over the subgroup of order values.size() (a power of two), natural order: values to coefficients.
void inverse_dft(std::span<Ext4> values);

// The polynomial of degree < cosets N with the given values on the cosets 31^1 D, 31^2 D, …: values[c N + z]
// at 31^(c+1) w_D^z, where D has order N = 2^log_size.
Poly interpolate_cosets(std::vector<Ext4> values, unsigned log_size);

// eq(a, b) = a b + (1 - a)(1 - b)
Ext4 eq(const Ext4& a, const Ext4& b);
Ext4 eq(std::span<const Ext4> a, std::span<const Ext4> b);
// Product over bits of eq(point[i], bit i of index).
Ext4 eq_index(std::span<const Ext4> point, uint64_t index);
// Sum of eq(point, y) over y < count.
Ext4 eq_prefix_sum(std::span<const Ext4> point, uint64_t count);

// The Lagrange kernel of the subgroup of order 2^log_size, closed form (swirl.md section 9.1): on the
// subgroup it is 1 where x = y and 0 elsewhere.
Ext4 eq_subgroup(unsigned log_size, Ext4 x, Ext4 y);
// The same at y = 1.
Ext4 eq_subgroup_one(unsigned log_size, Ext4 x);
// L_z(r) for z = 0 … 2^log_size - 1: weights of the values on the subgroup for evaluation at r (outside of
// it).
std::vector<Ext4> lagrange_weights(unsigned log_size, const Ext4& r);

}  // namespace zkmem
