#include "zkmem/vm/chips/system_chips.h"

#include <algorithm>

#include "zkmem/vm/instruction.h"

namespace zkmem {

void ProgramAir::eval(AirBuilder& builder) const {
  bus_.bus.add_key_with_lookups(builder, builder.row(0, 0),
                                builder.local<ProgramFrequencyColumns>().exec_freq);
}

void ConnectorAir::eval(AirBuilder& builder) const {
  const auto local = builder.local<ConnectorColumns>();
  const auto next = builder.next<ConnectorColumns>();

  const ConstraintScope transition = builder.when_transition();
  transition.assert_eq(local.pc, builder.public_value(kInitialPc));
  transition.assert_eq(next.pc, builder.public_value(kFinalPc));
  transition.when(next.is_terminate).assert_eq(next.exit_code, builder.public_value(kExitCode));
  transition.assert_eq(next.is_terminate, builder.public_value(kIsTerminate));
  builder.assert_bool(local.is_terminate);
  transition.assert_one(local.timestamp);

  // is_begin is 1 on the first row, 0 on the last and falls by one a row: there are exactly two rows.
  builder.when_first_row().assert_one(local.is_begin);
  transition.assert_eq(next.is_begin + 1, local.is_begin);
  builder.when_last_row().assert_zero(local.is_begin);

  // The chain's missing link: the connector takes the last state and gives the first.
  bridge_.execution.execute(builder, {next.pc, next.timestamp}, {local.pc, local.timestamp}, local.is_begin);
  bridge_.program.lookup(builder, next.pc, builder.constant(uint32_t{kOpTerminate}),
                         {builder.zero(), builder.zero(), next.exit_code},
                         local.is_begin * next.is_terminate);

  // Both timestamps are below 2^timestamp_max_bits.
  const unsigned low_bits = std::min(timestamp_max_bits_, range_bus_.max_bits);
  const BabyBear shift = BabyBear::from_canonical(1u << range_bus_.max_bits);
  const Expr high_limb = (local.timestamp - local.timestamp_low_limb) * shift.inverse();
  range_bus_.range_check(builder, local.timestamp_low_limb, low_bits, builder.one());
  range_bus_.range_check(builder, high_limb, timestamp_max_bits_ - low_bits, builder.one());
}

void PhantomAir::eval(AirBuilder& builder) const {
  const auto row = builder.local<PhantomColumns>();
  builder.assert_bool(row.is_valid);
  bridge_.execute(builder, builder.constant(uint32_t{kOpPhantom}),
                  {row.operands[0], row.operands[1], row.operands[2]}, {row.pc, row.timestamp},
                  {row.pc + kPcStep, row.timestamp + 1}, row.is_valid);
}

}  // namespace zkmem
