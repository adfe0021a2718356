// Range checks of a pair in one lookup: a table of every (x, y) with x < sizes[0], y < sizes[1].
// Constraints in README.md; source: openvm-circuit-primitives 2.0.2, range_tuple.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "zkmem/air/columns_air.h"
#include "zkmem/air/interaction.h"
#include "zkmem/base/context.h"
#include "zkmem/field/matrix.h"

namespace zkmem {

template <class T>
struct RangeTupleColumns {
  std::array<T, 2> tuple;
  T mult;
};

// Both sizes are powers of two above 1.
struct RangeTupleBus {
  LookupBus bus;
  std::array<uint32_t, 2> sizes = {};

  void send(AirBuilder& builder, Expr x, Expr y, Expr enabled) const;
};

class RangeTupleAir final : public ColumnsAir<RangeTupleColumns> {
 public:
  explicit RangeTupleAir(const RangeTupleBus& bus) : bus_(bus) {}
  std::string name() const override { return "RangeTupleCheckerAir"; }
  void eval(AirBuilder& builder) const override;

 private:
  RangeTupleBus bus_;
};

// Fills the whole table, sizes[0] · sizes[1] rows; row sizes[1] x + y of the counts is the pair's.
void fill_range_tuple(const Context& context, const std::array<uint32_t, 2>& sizes,
                      std::span<const uint32_t> counts, TraceView trace);

}  // namespace zkmem
