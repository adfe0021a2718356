// The part of their constraints that the chips of a run's ends share: rows in use come first, ascend by
// place, and say in public values where they begin and end. Degree 3.
#pragma once

#include "zkmem/air/air_builder.h"
#include "zkmem/primitives/range_checker_bus.h"

namespace zkmem {

struct LedgerBits {
  unsigned addr_space_height = 3;  // spaces 1 … 2^addr_space_height
  unsigned address_height = 26;    // leaves of a space: 2^address_height

  // (space - 1) * 2^address_height + leaf has so many bits, at most 29.
  unsigned place_bits() const { return addr_space_height + address_height; }
};

// value < 2^bits where `enabled` is 1. `high` is what is above the range checker's bits, if anything can be.
void range_check_split(AirBuilder& builder, const RangeCheckerBus& bus, Expr value, Expr high, unsigned bits,
                       Expr enabled);

struct LeafPlace {
  Expr in_use;
  Expr address_space;
  Expr leaf_label;
};

// `step_high` is of the next row's place less this one's, less 1. Assumes that places are integers below
// 2^place_bits where rows are in use, and that in_use is 0 or 1.
void eval_places(AirBuilder& builder, const RangeCheckerBus& bus, const LedgerBits& bits,
                 const LeafPlace& local, const LeafPlace& next, Expr step_high);

}  // namespace zkmem
