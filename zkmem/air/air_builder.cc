#include "zkmem/air/air_builder.h"

namespace zkmem {

ConstraintScope ConstraintScope::when(Expr condition) const {
  ZKMEM_CHECK(num_conditions_ < kMaxConditions);
  ConstraintScope inner = *this;
  inner.conditions_[inner.num_conditions_++] = condition;
  return inner;
}

ConstraintScope ConstraintScope::when_first_row() const { return when(builder_->is_first_row()); }
ConstraintScope ConstraintScope::when_last_row() const { return when(builder_->is_last_row()); }
ConstraintScope ConstraintScope::when_transition() const { return when(builder_->is_transition()); }

void ConstraintScope::assert_zero(Expr x) const {
  for (size_t i = num_conditions_; i-- > 0;) x = conditions_[i] * x;
  builder_->assert_zero(x);
}

Expr AirBuilder::variable(EntryKind entry, size_t part, unsigned offset, size_t column) {
  ZKMEM_CHECK(offset <= 1);
  ExprNode node;
  node.kind = NodeKind::kVariable;
  node.variable.entry = entry;
  node.variable.part_index = static_cast<uint32_t>(part);
  node.variable.offset = offset;
  node.variable.index = static_cast<uint32_t>(column);
  node.degree = entry == EntryKind::kPublic ? 0 : 1;
  return pool_.add(node);
}

Expr AirBuilder::main(size_t column, unsigned offset) {
  ZKMEM_CHECK(column < widths_.common_main);
  return variable(EntryKind::kMain, widths_.cached_mains.size(), offset, column);
}

Expr AirBuilder::cached(size_t part, size_t column, unsigned offset) {
  ZKMEM_CHECK(part < widths_.cached_mains.size() && column < widths_.cached_mains[part]);
  return variable(EntryKind::kMain, part, offset, column);
}

Expr AirBuilder::preprocessed(size_t column, unsigned offset) {
  ZKMEM_CHECK(column < widths_.preprocessed);
  return variable(EntryKind::kPreprocessed, 0, offset, column);
}

Expr AirBuilder::public_value(size_t index) {
  ZKMEM_CHECK(index < num_public_values_);
  return variable(EntryKind::kPublic, 0, 0, index);
}

std::vector<Expr> AirBuilder::row(size_t part, unsigned offset) {
  ZKMEM_CHECK(part <= widths_.cached_mains.size());
  const size_t width = part < widths_.cached_mains.size() ? widths_.cached_mains[part] : widths_.common_main;
  std::vector<Expr> cells(width);
  for (size_t i = 0; i < width; ++i) cells[i] = variable(EntryKind::kMain, part, offset, i);
  return cells;
}

std::vector<Expr> AirBuilder::preprocessed_row(unsigned offset) {
  std::vector<Expr> cells(widths_.preprocessed);
  for (size_t i = 0; i < cells.size(); ++i) cells[i] = variable(EntryKind::kPreprocessed, 0, offset, i);
  return cells;
}

Expr AirBuilder::constant(BabyBear value) {
  ExprNode node;
  node.kind = NodeKind::kConstant;
  node.constant = value;
  return pool_.add(node);
}

Expr AirBuilder::selector(NodeKind kind) {
  ExprNode node;
  node.kind = kind;
  node.degree = 1;
  return pool_.add(node);
}

void AirBuilder::push_interaction(uint16_t bus_index, std::span<const Expr> message, Expr count,
                                  uint32_t count_weight) {
  interactions_.push_back({bus_index, {message.begin(), message.end()}, count, count_weight});
}

}  // namespace zkmem
