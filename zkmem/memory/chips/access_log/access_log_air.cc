#include "zkmem/memory/chips/access_log/access_log_air.h"

#include "zkmem/air/air_builder.h"
#include "zkmem/primitives/is_zero.h"

namespace zkmem {
namespace {

// The cached part.
struct LogRow {
  LogRow(AirBuilder& builder, size_t size) : cells(builder.row(0, 0)), n(size) {}

  Expr is_valid() const { return cells[0]; }
  Expr is_write() const { return cells[1]; }
  AddressExprs address() const { return {cells[2], cells[3]}; }
  std::span<const Expr> values() const { return std::span<const Expr>(cells).subspan(4, n); }
  Expr timestamp() const { return cells[4 + n]; }

  std::vector<Expr> cells;
  size_t n;
};

}  // namespace

AirWidths AccessLogAir::widths() const {
  return {.preprocessed = 0,
          .cached_mains = {access_log_cached_width(layout_.n)},
          .common_main = layout_.width()};
}

std::vector<std::string> AccessLogAir::column_names() const {
  ColumnNames names;
  names.add("is_valid")
      .add("is_write")
      .add("address_space")
      .add("pointer")
      .add("values", layout_.n)
      .add("timestamp");
  names.add("prev_timestamp").add("lower_decomp", 2).add("prev_values", layout_.n);
  if (layout_.has_immediates()) names.add("is_immediate").add("is_zero_aux");
  if (layout_.has_rules) {
    names.add("even").add("fours").add("num_cells").add("is_ranged").add("value_bits");
    names.add("fours_limbs", 2).add("bit_1").add("bit_0").add("slack_limbs", 2);
  }
  return names.take();
}

void AccessLogAir::eval(AirBuilder& builder) const {
  const LogRow row(builder, layout_.n);
  const std::vector<Expr> common = builder.row(1, 0);
  const std::span<const Expr> cells(common);
  const auto prev_values = cells.subspan(layout_.prev_values(), layout_.n);

  builder.assert_bool(row.is_valid());
  builder.assert_bool(row.is_write());
  // Padding rows are no writes (nor anything else: every interaction below is off).
  builder.assert_zero(row.is_write() * (1 - row.is_valid()));
  // A read returns what was there (attack 19).
  for (size_t i = 0; i < layout_.n; ++i) {
    builder.when(row.is_valid() - row.is_write()).assert_eq(row.values()[i], prev_values[i]);
  }

  Expr on_bus = row.is_valid();
  if (layout_.has_immediates()) {
    const Expr is_immediate = common[layout_.is_immediate()];
    eval_is_zero(builder, row.address().address_space, is_immediate, common[layout_.is_immediate() + 1],
                 row.is_valid());
    builder.assert_zero(is_immediate * row.is_write());
    builder.when(is_immediate).assert_eq(row.values()[0], row.address().pointer);
    on_bus = row.is_valid() * (1 - is_immediate);
  }
  MemoryBaseAuxColumns<Expr> aux;
  aux.prev_timestamp = common[layout_.prev_timestamp()];
  for (size_t i = 0; i < kTimestampLimbs; ++i) aux.lower_decomp[i] = common[layout_.limbs() + i];
  bridge_.write(builder, row.address(), row.values(), row.timestamp(), aux, prev_values, on_bus);

  clock_bus_.receive(builder, {row.timestamp()}, row.is_valid());
  clock_bus_.send(builder, {row.timestamp() + 1}, row.is_valid());
  if (rules_) eval_rules(builder, on_bus);
}

void AccessLogAir::eval_rules(AirBuilder& builder, Expr on_bus) const {
  const LogRow row(builder, layout_.n);
  const std::vector<Expr> common = builder.row(1, 0);
  const auto cells = std::span<const Expr>(common).subspan(layout_.rules());
  const SpaceFactsExprs facts{cells[0], cells[1], cells[2], cells[3], cells[4]};
  const auto fours_limbs = cells.subspan(5, 2);
  const Expr bit_1 = cells[7];
  const Expr bit_0 = cells[8];
  const auto slack_limbs = cells.subspan(9, 2);
  const RangeCheckerBus& range_bus = bridge_.range_bus();
  const Expr pointer = row.address().pointer;

  // The space is configured and the operation permitted there.
  rules_->space_bus.lookup_facts(builder, row.address().address_space, row.is_write(), facts, on_bus);
  // pointer = 4 fours + 2 bit_1 + bit_0 < 2^pointer_max_bits, without a wrap mod p (attacks 7, 22, 28). A
  // number q with pointer = block q would not do: 4 q may exceed p while q is in range.
  builder.assert_bool(bit_1);
  builder.assert_bool(bit_0);
  range_check_limbs(builder, range_bus, fours_limbs, rules_->pointer_max_bits - 2, on_bus);
  builder.when(on_bus).assert_eq(pointer,
                                 compose_limbs(builder, range_bus, fours_limbs) * 4 + bit_1 * 2 + bit_0);
  builder.assert_zero(facts.even * bit_0);
  builder.assert_zero(facts.fours * bit_1);
  // The size is a multiple of the space's block, as is the pointer.
  if (layout_.n == 1) builder.assert_zero(on_bus * facts.even);
  if (layout_.n == 2) builder.assert_zero(on_bus * facts.fours);
  // pointer + n + slack = num_cells: the access ends within the space (attack 27).
  range_check_limbs(builder, range_bus, slack_limbs, rules_->pointer_max_bits, on_bus);
  builder.when(on_bus).assert_eq(facts.num_cells,
                                 pointer + layout_.n + compose_limbs(builder, range_bus, slack_limbs));
  // Written values fit the space's cells; reads inherit that.
  for (const Expr value : row.values()) {
    range_bus.range_check(builder, value, facts.value_bits, row.is_write() * facts.is_ranged);
  }
}

}  // namespace zkmem
