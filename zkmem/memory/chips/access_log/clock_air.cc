#include "zkmem/memory/chips/access_log/clock_air.h"

#include "zkmem/air/air_builder.h"

namespace zkmem {

void IncAir::eval(AirBuilder& builder) const {
  const auto local = builder.local<IncColumns>();
  builder.assert_bool(local.is_valid);
  // All three are below 2^timestamp_max_bits, so the sum is one of integers: time does not run backwards.
  for (const auto* limbs : {&local.start_limbs, &local.step_limbs, &local.end_limbs}) {
    range_check_limbs(builder, range_bus_, *limbs, timestamp_max_bits_, local.is_valid);
  }
  const Expr start = compose_limbs(builder, range_bus_, local.start_limbs);
  const Expr step = compose_limbs(builder, range_bus_, local.step_limbs);
  const Expr end = compose_limbs(builder, range_bus_, local.end_limbs);
  builder.when(local.is_valid).assert_eq(start + step, end);
  clock_bus_.receive(builder, {start}, local.is_valid);
  clock_bus_.send(builder, {end}, local.is_valid);
}

void ClockConnectorAir::eval(AirBuilder& builder) const {
  const auto local = builder.local<ClockConnectorColumns>();
  const Expr timestamp = compose_limbs(builder, range_bus_, local.timestamp_limbs);
  builder.when_first_row().assert_one(timestamp);
  builder.when_first_row().assert_bool(builder.public_value(kIsLast));
  builder.when_last_row().assert_eq(timestamp, builder.public_value(kEnd));
  range_check_limbs(builder, range_bus_, local.timestamp_limbs, timestamp_max_bits_, builder.is_last_row());
  clock_bus_.send(builder, {timestamp}, builder.is_first_row());
  clock_bus_.receive(builder, {timestamp}, builder.is_last_row());
}

}  // namespace zkmem
