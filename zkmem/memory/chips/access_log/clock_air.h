// The clock: a bus that carries the time from 1 to the segment's end. Log rows pass it on by exactly 1, rows
// of the inc chip by a range-checked step, and the connector starts and ends it. So timestamps are distinct,
// ascend from 1 and stay below 2^timestamp_max_bits: on the bus, time is a path from 1 to the end plus
// cycles, and a cycle would need more rows that step by 1 than key generation allows
// (docs/spec/memory-argument.md).
#pragma once

#include "zkmem/air/columns_air.h"
#include "zkmem/primitives/range_checker_bus.h"

namespace zkmem {

template <class T>
struct IncColumns {
  T is_valid;
  T start_limbs[2];
  T step_limbs[2];
  T end_limbs[2];
};

// Moves the clock without an access; each row on its own.
class IncAir final : public ColumnsAir<IncColumns> {
 public:
  IncAir(PermutationBus clock_bus, RangeCheckerBus range_bus, unsigned timestamp_max_bits)
      : clock_bus_(clock_bus), range_bus_(range_bus), timestamp_max_bits_(timestamp_max_bits) {}

  std::string name() const override { return "IncAir"; }
  void eval(AirBuilder& builder) const override;

 private:
  PermutationBus clock_bus_;
  RangeCheckerBus range_bus_;
  unsigned timestamp_max_bits_;
};

template <class T>
struct ClockConnectorColumns {
  T timestamp_limbs[2];  // first row: the start, 1; last row: the end
};

// Two rows. Public values: segment index, is_last, end of the clock.
class ClockConnectorAir final : public ColumnsAir<ClockConnectorColumns> {
 public:
  static constexpr size_t kSegmentIndex = 0;
  static constexpr size_t kIsLast = 1;
  static constexpr size_t kEnd = 2;

  ClockConnectorAir(PermutationBus clock_bus, RangeCheckerBus range_bus, unsigned timestamp_max_bits)
      : clock_bus_(clock_bus), range_bus_(range_bus), timestamp_max_bits_(timestamp_max_bits) {}

  std::string name() const override { return "ClockConnectorAir"; }
  size_t num_public_values() const override { return 3; }
  void eval(AirBuilder& builder) const override;

 private:
  PermutationBus clock_bus_;
  RangeCheckerBus range_bus_;
  unsigned timestamp_max_bits_;
};

}  // namespace zkmem
