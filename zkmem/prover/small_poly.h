// What round messages need beyond poly/: products of small polynomials, interpolation over cosets, prefixes
// of eq tables. Scalar code.
#pragma once

#include <span>
#include <vector>

#include "zkmem/field/ext4.h"

namespace zkmem {

// Coefficients, lowest first.
using Poly = std::vector<Ext4>;

Poly multiply(std::span<const Ext4> a, std::span<const Ext4> b);
// a += factor b, growing a.
void add_scaled(Poly& a, std::span<const Ext4> b, const Ext4& factor);

// In place, over the subgroup of order values.size() (a power of two), natural order: values to coefficients.
void inverse_dft(std::span<Ext4> values);

// The polynomial of degree < cosets N with the given values on the cosets 31^1 D, 31^2 D, …: values[c N + z]
// at 31^(c+1) w_D^z, where D has order N = 2^log_size.
Poly interpolate_cosets(std::vector<Ext4> values, unsigned log_size);

// Sum of eq(point, y) over y < count.
Ext4 eq_prefix_sum(std::span<const Ext4> point, uint64_t count);

// L_z(r) for z = 0 … 2^log_size - 1: weights of the values on the subgroup for evaluation at r (outside of
// it).
std::vector<Ext4> lagrange_weights(unsigned log_size, const Ext4& r);

}  // namespace zkmem
