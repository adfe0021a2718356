// Gadget: out = (x < y) lexicographically, for arrays whose elements have at most max_bits bits. A marker
// names the first index where they differ, an inverse shows that they do differ there, and IsLessThan
// compares that pair. On the rows of `scope` only (e.g. transitions, when x and y are adjacent rows); the
// range checks are made on every row with `count`. Source: openvm-circuit-primitives is_less_than_array
// (2.0.2).
#pragma once

#include "zkmem/primitives/is_less_than.h"

namespace zkmem {

struct IsLessThanArray {
  IsLessThan less_than;

  // x, y and diff_marker have the same length.
  void eval(const ConstraintScope& scope, std::span<const Expr> x, std::span<const Expr> y, Expr out,
            std::span<const Expr> diff_marker, Expr diff_inverse, std::span<const Expr> limbs,
            Expr count) const;
};

// Fills the marker, inverse and limbs (counted) and returns out.
bool fill_is_less_than_array(std::span<const BabyBear> x, std::span<const BabyBear> y, unsigned max_bits,
                             RangeCounts& counts, std::span<BabyBear> diff_marker, BabyBear& diff_inverse,
                             std::span<BabyBear> limbs);

}  // namespace zkmem
