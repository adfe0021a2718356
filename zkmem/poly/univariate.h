// Univariate polynomials over the extension field.
#pragma once

#include <span>

#include "zkmem/field/ext4.h"

namespace zkmem {

// sum_i coefficients[i] x^i
Ext4 evaluate_polynomial(std::span<const Ext4> coefficients, const Ext4& x);
Ext4 evaluate_polynomial(std::span<const Ext4> coefficients, BabyBear x);

// The value at x of the polynomial of degree below values.size() with the given values at 0, 1, 2, …
Ext4 interpolate_at_integers(std::span<const Ext4> values, const Ext4& x);

// One sumcheck round: the polynomial s with s(0) + s(1) = claim and the given s(1), s(2), …, at the
// challenge.
Ext4 next_sumcheck_claim(const Ext4& claim, std::span<const Ext4> values_from_1, const Ext4& challenge);

// The sum over the subgroup of order 2^log_order: every 2^log_order-th coefficient counts 2^log_order times.
Ext4 sum_over_subgroup(std::span<const Ext4> coefficients, uint32_t log_order);

}  // namespace zkmem
