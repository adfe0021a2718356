// The table behind RangeCheckerBus: every (value, bits) with value < 2^bits, bits = 0 … max_bits, once, in
// order, and how often it is looked up. README.md has the argument. Source: openvm-circuit-primitives
// var_range (2.0.2).
#pragma once

#include "zkmem/air/columns_air.h"
#include "zkmem/base/context.h"
#include "zkmem/field/matrix.h"
#include "zkmem/primitives/range_checker_bus.h"
#include "zkmem/primitives/range_counts.h"

namespace zkmem {

template <class T>
struct VariableRangeCheckerColumns {
  T value;
  T max_bits;
  T two_to_max_bits;
  T mult;
};

class VariableRangeCheckerAir final : public ColumnsAir<VariableRangeCheckerColumns> {
 public:
  explicit VariableRangeCheckerAir(RangeCheckerBus bus) : bus_(bus) {}

  std::string name() const override { return "VariableRangeCheckerAir"; }
  void eval(AirBuilder& builder) const override;

 private:
  RangeCheckerBus bus_;
};

// Fills the whole table, 2^(max_bits + 1) rows of 4 columns.
void fill_variable_range_checker(const Context& context, const RangeCounts& counts, TraceView trace);

}  // namespace zkmem
