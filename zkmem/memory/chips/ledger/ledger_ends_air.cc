#include "zkmem/memory/chips/ledger/ledger_ends_air.h"

#include "zkmem/air/air_builder.h"
#include "zkmem/memory/chips/ledger/ledger_sum.h"

namespace zkmem {
namespace {

// value < 2^bits where `enabled` is 1. `high` is what is above the range checker's bits, if anything can be.
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

}  // namespace

void LedgerEndsAir::eval(AirBuilder& builder) const {
  const auto token = builder.local_cached<EndTokenColumns>(0);
  const auto next_token = builder.next_cached<EndTokenColumns>(0);
  const auto local = builder.local<LedgerEndsColumns>();
  const auto next = builder.next<LedgerEndsColumns>();

  builder.assert_bool(token.in_use);
  for (const Expr flag : {token.given, token.revealed}) builder.assert_zero(flag * (flag - token.in_use));
  // Rows in use come first.
  builder.when_transition().assert_zero(next_token.in_use * (1 - token.in_use));
  range_bus_.range_check(builder, token.address_space - 1, bits_.addr_space_height, token.in_use);
  range_check_split(builder, range_bus_, token.leaf_label, local.label_high, bits_.address_height,
                    token.in_use);
  // Places are below 2^29, so the difference is one of integers: at least 1.
  const auto place = [&](const EndTokenColumns<Expr>& row) {
    return (row.address_space - 1) * (int64_t{1} << bits_.address_height) + row.leaf_label;
  };
  range_check_split(builder, range_bus_, place(next_token) - place(token) - 1, local.step_high,
                    bits_.place_bits(), builder.is_transition() * next_token.in_use);

  // A part of the ends says where it begins and ends. Behind the last row comes the first, which is in use if
  // any is.
  builder.when_first_row()
      .when(token.in_use)
      .assert_eq(place(token), builder.public_value(ledger_public::kFirstPlace));
  const Expr last_place = builder.public_value(ledger_public::kLastPlace);
  builder.when(token.in_use).when(1 - next_token.in_use).assert_eq(place(token), last_place);
  builder.when_last_row().when(token.in_use).assert_eq(place(token), last_place);

  const ExtExpr put = token_fingerprint(builder, {token.address_space, token.leaf_label, {}, std::nullopt});
  const ExtExpr taken =
      token_fingerprint(builder, {token.address_space, token.leaf_label, token.final, token.last});
  eval_running_sum(builder, local.running_sum, next.running_sum,
                   {token.in_use - token.given, put, token.in_use - token.revealed, taken});
}

}  // namespace zkmem
