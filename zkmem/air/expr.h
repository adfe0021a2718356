// Symbolic expressions: what a chip writes its constraints with. An Expr is a handle into the pool of the
// AirBuilder that made it: trivially copyable, 16 bytes, valid as long as its builder. Operators build the
// tree exactly as written, without simplification; simplification happens when the tree is interned
// (dag_builder.h), and the degree that the key stores is the one of the tree as written. Source: swirl.md
// section 5. Not thread-safe: one builder belongs to one thread.
#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/air/dag.h"
#include "zkmem/base/check.h"
#include "zkmem/field/babybear.h"

namespace zkmem {

// One node of the tree as written. Children come before their parent in the pool.
struct ExprNode {
  NodeKind kind = NodeKind::kConstant;
  SymbolicVariable variable;  // kVariable
  BabyBear constant;          // kConstant
  uint32_t left = 0;          // kAdd, kSub, kMul; the operand of kNeg
  uint32_t right = 0;         // kAdd, kSub, kMul
  uint32_t degree = 0;
};

class ExprPool;

class Expr {
 public:
  Expr() = default;  // belongs to no builder: any use is a bug and is checked
  Expr(ExprPool* pool, uint32_t index) : pool_(pool), index_(index) {}

  uint32_t index() const { return index_; }
  ExprPool* pool() const { return pool_; }
  uint32_t degree() const;

  friend Expr operator+(Expr a, Expr b) { return binary(NodeKind::kAdd, a, b); }
  friend Expr operator-(Expr a, Expr b) { return binary(NodeKind::kSub, a, b); }
  friend Expr operator*(Expr a, Expr b) { return binary(NodeKind::kMul, a, b); }
  Expr operator-() const;
  Expr& operator+=(Expr b) { return *this = *this + b; }
  Expr& operator-=(Expr b) { return *this = *this - b; }
  Expr& operator*=(Expr b) { return *this = *this * b; }

  friend Expr operator+(Expr a, BabyBear b) { return a + a.constant(b); }
  friend Expr operator-(Expr a, BabyBear b) { return a - a.constant(b); }
  friend Expr operator*(Expr a, BabyBear b) { return a * a.constant(b); }
  friend Expr operator+(BabyBear a, Expr b) { return b.constant(a) + b; }
  friend Expr operator-(BabyBear a, Expr b) { return b.constant(a) - b; }
  friend Expr operator*(BabyBear a, Expr b) { return b.constant(a) * b; }
  // Integers stand for their residues: x - 1, 2 * x, x * -1.
  template <std::integral T>
  friend Expr operator+(Expr a, T b) {
    return a + residue(b);
  }
  template <std::integral T>
  friend Expr operator-(Expr a, T b) {
    return a - residue(b);
  }
  template <std::integral T>
  friend Expr operator*(Expr a, T b) {
    return a * residue(b);
  }
  template <std::integral T>
  friend Expr operator+(T a, Expr b) {
    return residue(a) + b;
  }
  template <std::integral T>
  friend Expr operator-(T a, Expr b) {
    return residue(a) - b;
  }
  template <std::integral T>
  friend Expr operator*(T a, Expr b) {
    return residue(a) * b;
  }

  // A constant of the same builder.
  Expr constant(BabyBear value) const;
  // x*x, (x*x)*x and x+x: the shapes that the reference's square, cube and double have.
  Expr square() const { return *this * *this; }
  Expr cube() const { return *this * *this * *this; }
  Expr doubled() const { return *this + *this; }

 private:
  template <std::integral T>
  static BabyBear residue(T n) {
    if constexpr (std::signed_integral<T>) {
      return BabyBear::from_i64(n);
    } else {
      return BabyBear::from_u64(n);
    }
  }
  static Expr binary(NodeKind kind, Expr a, Expr b);

  ExprPool* pool_ = nullptr;
  uint32_t index_ = 0;
};

class ExprPool {
 public:
  Expr add(const ExprNode& node) {
    nodes_.push_back(node);
    return {this, static_cast<uint32_t>(nodes_.size() - 1)};
  }
  const ExprNode& operator[](uint32_t index) const { return nodes_[index]; }
  size_t size() const { return nodes_.size(); }

 private:
  std::vector<ExprNode> nodes_;
};

// Left folds without a leading 0 or 1. Not empty.
Expr sum(std::span<const Expr> terms);
Expr product(std::span<const Expr> factors);
// 1 - a
inline Expr logical_not(Expr a) { return 1 - a; }

}  // namespace zkmem
