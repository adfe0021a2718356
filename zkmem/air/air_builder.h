// The builder with which a chip states its constraints and interactions, once, symbolically. Source: swirl.md
// section 5 (shapes of assert_bool, when, …); the shapes decide the node order of the verifying key.
//
//   void MyAir::eval(AirBuilder& builder) const {
//     const auto local = builder.local<MyColumns>();      // MyColumns<Expr>, of the common main
//     builder.assert_bool(local.is_valid);
//     builder.when(local.is_valid).assert_eq(local.a, local.b + 1);
//     bus.send(builder, {local.a, local.b}, local.is_valid);  // interaction.h
//   }
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <vector>

#include "zkmem/air/air.h"
#include "zkmem/air/columns.h"
#include "zkmem/air/expr.h"

namespace zkmem {

class AirBuilder;

// Constraints under a product of conditions: builder.when(a).when(b).assert_zero(x) states a * (b * x) = 0. A
// builder converts to the scope without conditions, which is what gadgets (sub-AIRs) take.
class ConstraintScope {
 public:
  ConstraintScope(AirBuilder& builder) : builder_(&builder) {}  // NOLINT: implicit on purpose

  AirBuilder& builder() const { return *builder_; }
  ConstraintScope when(Expr condition) const;
  // Where a differs from b (the condition is a - b).
  ConstraintScope when_ne(Expr a, Expr b) const { return when(a - b); }
  template <std::integral T>
  ConstraintScope when_ne(Expr a, T b) const {
    return when(a - b);
  }
  ConstraintScope when_first_row() const;
  ConstraintScope when_last_row() const;
  ConstraintScope when_transition() const;

  void assert_zero(Expr x) const;
  void assert_one(Expr x) const { assert_zero(x - 1); }
  void assert_eq(Expr a, Expr b) const { assert_zero(a - b); }
  template <std::integral T>
  void assert_eq(Expr a, T b) const {
    assert_zero(a - b);
  }
  void assert_eq(Expr a, BabyBear b) const { assert_zero(a - b); }
  void assert_bool(Expr x) const { assert_zero(x * (x - 1)); }

 private:
  static constexpr size_t kMaxConditions = 6;
  AirBuilder* builder_;
  std::array<Expr, kMaxConditions> conditions_;  // outermost first
  size_t num_conditions_ = 0;
};

// A message on a bus: `count` copies are sent (received when negative). `count_weight` bounds |count| per row
// and enters the trace height constraints; 0 where the count is a free multiplicity that others bound.
struct Interaction {
  uint16_t bus_index = 0;
  std::vector<Expr> message;
  Expr count;
  uint32_t count_weight = 0;
};

class AirBuilder {
 public:
  AirBuilder(AirWidths widths, size_t num_public_values)
      : widths_(std::move(widths)), num_public_values_(num_public_values) {}
  AirBuilder(const AirBuilder&) = delete;  // expressions point into it
  AirBuilder& operator=(const AirBuilder&) = delete;

  const AirWidths& widths() const { return widths_; }
  size_t num_public_values() const { return num_public_values_; }

  // Cells. `offset` 0 is the current row, 1 the next (cyclic).
  Expr main(size_t column, unsigned offset = 0);  // of the common main
  Expr cached(size_t part, size_t column, unsigned offset = 0);
  Expr preprocessed(size_t column, unsigned offset = 0);
  Expr public_value(size_t index);

  // A row as a struct of columns; its width must be the part's.
  template <template <class> class Columns>
  Columns<Expr> local() {
    return load_columns<Columns>(std::span<const Expr>(row(widths_.cached_mains.size(), 0)));
  }
  template <template <class> class Columns>
  Columns<Expr> next() {
    return load_columns<Columns>(std::span<const Expr>(row(widths_.cached_mains.size(), 1)));
  }
  template <template <class> class Columns>
  Columns<Expr> local_cached(size_t part) {
    return load_columns<Columns>(std::span<const Expr>(row(part, 0)));
  }
  template <template <class> class Columns>
  Columns<Expr> next_cached(size_t part) {
    return load_columns<Columns>(std::span<const Expr>(row(part, 1)));
  }
  template <template <class> class Columns>
  Columns<Expr> local_preprocessed() {
    return load_columns<Columns>(std::span<const Expr>(preprocessed_row(0)));
  }
  // The same without a struct. `part` counts the cached mains, then the common main.
  std::vector<Expr> row(size_t part, unsigned offset);
  std::vector<Expr> preprocessed_row(unsigned offset);

  Expr constant(BabyBear value);
  template <std::integral T>
  Expr constant(T value) {
    return constant(BabyBear::from_i64(static_cast<int64_t>(value)));
  }
  Expr zero() { return constant(BabyBear::zero()); }
  Expr one() { return constant(BabyBear::one()); }
  Expr is_first_row() { return selector(NodeKind::kIsFirstRow); }
  Expr is_last_row() { return selector(NodeKind::kIsLastRow); }
  Expr is_transition() { return selector(NodeKind::kIsTransition); }

  ConstraintScope when(Expr condition) { return ConstraintScope(*this).when(condition); }
  ConstraintScope when_ne(Expr a, Expr b) { return when(a - b); }
  template <std::integral T>
  ConstraintScope when_ne(Expr a, T b) {
    return when(a - b);
  }
  ConstraintScope when_first_row() { return when(is_first_row()); }
  ConstraintScope when_last_row() { return when(is_last_row()); }
  ConstraintScope when_transition() { return when(is_transition()); }
  void assert_zero(Expr x) { constraints_.push_back(x); }
  void assert_one(Expr x) { assert_zero(x - 1); }
  void assert_eq(Expr a, Expr b) { assert_zero(a - b); }
  template <std::integral T>
  void assert_eq(Expr a, T b) {
    assert_zero(a - b);
  }
  void assert_eq(Expr a, BabyBear b) { assert_zero(a - b); }
  void assert_bool(Expr x) { assert_zero(x * (x - 1)); }

  // The bus helpers of interaction.h call this with the shapes of the reference.
  void push_interaction(uint16_t bus_index, std::span<const Expr> message, Expr count, uint32_t count_weight);

  const ExprPool& pool() const { return pool_; }
  const std::vector<Expr>& constraints() const { return constraints_; }
  const std::vector<Interaction>& interactions() const { return interactions_; }

 private:
  Expr variable(EntryKind entry, size_t part, unsigned offset, size_t column);
  Expr selector(NodeKind kind);

  AirWidths widths_;
  size_t num_public_values_;
  ExprPool pool_;
  std::vector<Expr> constraints_;
  std::vector<Interaction> interactions_;
};

}  // namespace zkmem
