// Gadget: out = (x == 0) where `condition` is not 0. One auxiliary column, the inverse of x (or 0).
// x out = 0 always; condition (out + x inv - 1) = 0. Source: openvm-circuit-primitives is_zero (2.0.2).
#pragma once

#include "zkmem/air/air_builder.h"

namespace zkmem {

inline void eval_is_zero(const ConstraintScope& scope, Expr x, Expr out, Expr inverse, Expr condition) {
  scope.assert_zero(x * out);
  scope.when(condition).assert_one(out + x * inverse);
}

// The auxiliary column's value.
inline BabyBear is_zero_inverse(BabyBear x) { return x.inverse(); }

}  // namespace zkmem
