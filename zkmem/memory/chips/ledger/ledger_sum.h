// The part of their constraints that the ledger chips share: fingerprints and the running sum. Degree 3.
#pragma once

#include <array>
#include <optional>
#include <span>

#include "zkmem/air/air_builder.h"
#include "zkmem/field/ext4.h"

namespace zkmem {

// An element of the extension, by coefficients.
using ExtExpr = std::array<Expr, Ext4::kDegree>;

struct TokenExprs {
  Expr address_space;
  Expr leaf_label;
  std::span<const Expr> values;  // none: zeros
  std::optional<Expr> segment;   // none: 0
};

// alpha + the fields by their weights, all from the public values. Degree 1.
ExtExpr token_fingerprint(AirBuilder& builder, const TokenExprs& token);

// What a row does to the ledger. `puts` and `takes` are 0 or 1 by other constraints; a row that is not in use
// does neither.
struct RowTokens {
  Expr puts;
  ExtExpr put;  // fingerprints
  Expr takes;
  ExtExpr taken;
};

// Each row adds puts / put - takes / taken to the sum, which starts at 0 and comes to the public one behind
// the last row. Assumes that no fingerprint is 0.
void eval_running_sum(AirBuilder& builder, const std::array<Expr, 4>& sum, const std::array<Expr, 4>& next,
                      const RowTokens& row);

}  // namespace zkmem
