#include "zkmem/air/expr.h"

#include <algorithm>

namespace zkmem {

uint32_t Expr::degree() const {
  ZKMEM_CHECK(pool_ != nullptr);
  return (*pool_)[index_].degree;
}

Expr Expr::binary(NodeKind kind, Expr a, Expr b) {
  ZKMEM_CHECK(a.pool_ != nullptr && a.pool_ == b.pool_);
  ExprNode node;
  node.kind = kind;
  node.left = a.index_;
  node.right = b.index_;
  node.degree = kind == NodeKind::kMul ? a.degree() + b.degree() : std::max(a.degree(), b.degree());
  return a.pool_->add(node);
}

Expr Expr::operator-() const {
  ZKMEM_CHECK(pool_ != nullptr);
  ExprNode node;
  node.kind = NodeKind::kNeg;
  node.left = index_;
  node.degree = degree();
  return pool_->add(node);
}

Expr Expr::constant(BabyBear value) const {
  ZKMEM_CHECK(pool_ != nullptr);
  ExprNode node;
  node.kind = NodeKind::kConstant;
  node.constant = value;
  return pool_->add(node);
}

Expr sum(std::span<const Expr> terms) {
  ZKMEM_CHECK(!terms.empty());
  Expr total = terms[0];
  for (const Expr term : terms.subspan(1)) total += term;
  return total;
}

Expr product(std::span<const Expr> factors) {
  ZKMEM_CHECK(!factors.empty());
  Expr total = factors[0];
  for (const Expr factor : factors.subspan(1)) total *= factor;
  return total;
}

}  // namespace zkmem
