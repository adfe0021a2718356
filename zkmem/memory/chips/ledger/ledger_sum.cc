#include "zkmem/memory/chips/ledger/ledger_sum.h"

#include "zkmem/memory/chips/ledger/ledger.h"

namespace zkmem {
namespace {

ExtExpr public_element(AirBuilder& builder, size_t first) {
  ExtExpr element;
  for (size_t i = 0; i < element.size(); ++i) element[i] = builder.public_value(first + i);
  return element;
}

// In F[x] / (x^4 - 11).
ExtExpr product(const ExtExpr& a, const ExtExpr& b) {
  ExtExpr result;
  for (size_t i = 0; i < result.size(); ++i) {
    std::optional<Expr> low;
    std::optional<Expr> high;  // of x^(i + 4)
    for (size_t j = 0; j < a.size(); ++j) {
      const size_t k = (i + b.size() - j) % b.size();
      std::optional<Expr>& part = j + k == i ? low : high;
      part = part ? *part + a[j] * b[k] : a[j] * b[k];
    }
    result[i] = high ? *low + *high * Ext4::kW : *low;
  }
  return result;
}

}  // namespace

ExtExpr token_fingerprint(AirBuilder& builder, const TokenExprs& token) {
  ExtExpr sum = public_element(builder, ledger_public::kAlpha);
  const auto add = [&](size_t field, Expr value) {
    const ExtExpr weight = public_element(builder, ledger_public::kBetaPowers + field * Ext4::kDegree);
    for (size_t i = 0; i < sum.size(); ++i) sum[i] += weight[i] * value;
  };
  add(0, token.address_space);
  add(1, token.leaf_label);
  for (size_t i = 0; i < token.values.size(); ++i) add(2 + i, token.values[i]);
  if (token.segment) add(kTokenFields - 1, *token.segment);
  return sum;
}

void eval_running_sum(AirBuilder& builder, const std::array<Expr, 4>& sum, const std::array<Expr, 4>& next,
                      const RowTokens& row) {
  const ExtExpr total = public_element(builder, ledger_public::kSum);
  for (const Expr coefficient : sum) builder.when_first_row().assert_zero(coefficient);
  // The next row of the last one is the first, where the sum is 0: what comes behind it is the total.
  ExtExpr step;
  for (size_t i = 0; i < step.size(); ++i) step[i] = next[i] - sum[i] + builder.is_last_row() * total[i];
  const ExtExpr scaled = product(product(step, row.put), row.taken);
  for (size_t i = 0; i < scaled.size(); ++i)
    builder.assert_eq(scaled[i], row.puts * row.taken[i] - row.takes * row.put[i]);
}

}  // namespace zkmem
