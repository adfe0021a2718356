// The multilinear equality polynomial: eq(x, y) = prod_i (x_i y_i + (1 - x_i)(1 - y_i)). Index bits are
// little-endian: variable 0 is the lowest bit. Source: swirl.md sections 8 to 11.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/field/ext4.h"

namespace zkmem {

// One variable: 1 - x - y + 2 x y.
constexpr Ext4 eq1(const Ext4& x, const Ext4& y) { return Ext4::one() - x - y + (x * y).doubled(); }
constexpr Ext4 eq1(const Ext4& x, BabyBear y) { return Ext4(BabyBear::one() - y) - x + (x * y).doubled(); }

// Sizes must be equal.
Ext4 eq_mle(std::span<const Ext4> x, std::span<const Ext4> y);

// eq(x, bits of index), of the first x.size() bits.
Ext4 eq_index(std::span<const Ext4> x, uint64_t index);

// eq(x, b) for all 2^x.size() indices b.
std::vector<Ext4> eq_table(std::span<const Ext4> x);

}  // namespace zkmem
