#include "zkmem/memory/chips/ledger/leaf_places.h"

#include "zkmem/memory/chips/ledger/ledger.h"

namespace zkmem {

void range_check_split(AirBuilder& builder, const RangeCheckerBus& bus, Expr value, Expr high, unsigned bits,
                       Expr enabled) {
  if (bits <= bus.max_bits) {
    builder.assert_zero(high);
    bus.range_check(builder, value, bits, enabled);
    return;
  }
  bus.range_check(builder, value - high * (int64_t{1} << bus.max_bits), bus.max_bits, enabled);
  bus.range_check(builder, high, bits - bus.max_bits, enabled);
}

void eval_places(AirBuilder& builder, const RangeCheckerBus& bus, const LedgerBits& bits,
                 const LeafPlace& local, const LeafPlace& next, Expr step_high) {
  builder.when_transition().assert_zero(next.in_use * (1 - local.in_use));
  // Places are below 2^29, so the difference is one of integers: at least 1.
  const auto place_of = [&](const LeafPlace& row) {
    return (row.address_space - 1) * (int64_t{1} << bits.address_height) + row.leaf_label;
  };
  const Expr place = place_of(local);
  range_check_split(builder, bus, place_of(next) - place - 1, step_high, bits.place_bits(),
                    builder.is_transition() * next.in_use);
  // Behind the last row comes the first, which is in use if any is.
  builder.when_first_row()
      .when(local.in_use)
      .assert_eq(place, builder.public_value(ledger_public::kFirstPlace));
  const Expr last = builder.public_value(ledger_public::kLastPlace);
  builder.when(local.in_use).when(1 - next.in_use).assert_eq(place, last);
  builder.when_last_row().when(local.in_use).assert_eq(place, last);
}

}  // namespace zkmem
