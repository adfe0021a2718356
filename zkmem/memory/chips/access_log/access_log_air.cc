#include "zkmem/memory/chips/access_log/access_log_air.h"

#include "zkmem/air/air_builder.h"
#include "zkmem/primitives/is_zero.h"

namespace zkmem {

template <size_t N, bool kHasRules>
void AccessLogAir<N, kHasRules>::eval(AirBuilder& builder) const {
  using Parts = AccessLogParts<N, kHasRules>;
  const auto row = builder.local_cached<Parts::template Cached>(0);
  const auto common = builder.local<Parts::template Common>();
  const MemoryWriteAuxColumns<Expr, N>& memory = common.aux.memory;
  const AddressExprs address{row.address_space, row.pointer};

  builder.assert_bool(row.is_valid);
  builder.assert_bool(row.is_write);
  // Padding rows are no writes (nor anything else: every interaction below is off).
  builder.assert_zero(row.is_write * (1 - row.is_valid));
  // A read returns what was there (attack 19).
  for (size_t i = 0; i < N; ++i) {
    builder.when(row.is_valid - row.is_write).assert_eq(row.values[i], memory.prev_data[i]);
  }

  Expr on_bus = row.is_valid;
  if constexpr (N == 1) {
    const ImmediateColumns<Expr>& immediate = common.aux.immediate;
    eval_is_zero(builder, row.address_space, immediate.is_immediate, immediate.is_zero_aux, row.is_valid);
    builder.assert_zero(immediate.is_immediate * row.is_write);
    builder.when(immediate.is_immediate).assert_eq(row.values[0], row.pointer);
    on_bus = row.is_valid * (1 - immediate.is_immediate);
  }
  bridge_.write(builder, address, row.values, row.timestamp, memory, on_bus);

  clock_bus_.receive(builder, {row.timestamp}, row.is_valid);
  clock_bus_.send(builder, {row.timestamp + 1}, row.is_valid);
  if constexpr (kHasRules) eval_rules(builder, row, common.rules, on_bus);
}

template <size_t N, bool kHasRules>
void AccessLogAir<N, kHasRules>::eval_rules(AirBuilder& builder, const AccessLogColumns<Expr, N>& row,
                                            const AccessRuleColumns<Expr>& rules, Expr on_bus) const {
  const SpaceFactsColumns<Expr>& facts = rules.facts;
  const RangeCheckerBus& range_bus = bridge_.range_bus();

  // The space is configured and the operation permitted there.
  rules_.space_bus.lookup_facts(builder, row.address_space, row.is_write, facts, on_bus);
  // pointer = 4 fours + 2 bit_1 + bit_0 < 2^pointer_max_bits, without a wrap mod p (attacks 7, 22, 28). A
  // number q with pointer = block q would not do: 4 q may exceed p while q is in range.
  builder.assert_bool(rules.bit_1);
  builder.assert_bool(rules.bit_0);
  range_check_limbs(builder, range_bus, rules.fours_limbs, rules_.pointer_max_bits - 2, on_bus);
  builder.when(on_bus).assert_eq(
      row.pointer, compose_limbs(builder, range_bus, rules.fours_limbs) * 4 + rules.bit_1 * 2 + rules.bit_0);
  builder.assert_zero(facts.even * rules.bit_0);
  builder.assert_zero(facts.fours * rules.bit_1);
  // The size is a multiple of the space's block, as is the pointer.
  if constexpr (N == 1) builder.assert_zero(on_bus * facts.even);
  if constexpr (N == 2) builder.assert_zero(on_bus * facts.fours);
  // pointer + n + slack = num_cells: the access ends within the space (attack 27).
  range_check_limbs(builder, range_bus, rules.slack_limbs, rules_.pointer_max_bits, on_bus);
  builder.when(on_bus).assert_eq(facts.num_cells,
                                 row.pointer + N + compose_limbs(builder, range_bus, rules.slack_limbs));
  // Written values fit the space's cells; reads inherit that.
  for (const Expr value : row.values) {
    range_bus.range_check(builder, value, facts.value_bits, row.is_write * facts.is_ranged);
  }
}

template class AccessLogAir<1, false>;
template class AccessLogAir<2, false>;
template class AccessLogAir<4, false>;
template class AccessLogAir<8, false>;
template class AccessLogAir<16, false>;
template class AccessLogAir<32, false>;
template class AccessLogAir<1, true>;
template class AccessLogAir<2, true>;
template class AccessLogAir<4, true>;
template class AccessLogAir<8, true>;
template class AccessLogAir<16, true>;
template class AccessLogAir<32, true>;

}  // namespace zkmem
