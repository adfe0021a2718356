// The traces of one proof from those of two: chips side by side, and one range table that counts what both
// look up.
#pragma once

#include <cstddef>

#include "zkmem/air/proving_input.h"
#include "zkmem/base/context.h"
#include "zkmem/field/matrix.h"

namespace zkmem {

// Views into both, and the joint table.
struct JoinedTraces {
  ProvingInput traces;
  Trace range;
};

// Each has the range table at `range`, of one height, and else no AIR is in both.
JoinedTraces join_traces(const Context& context, const ProvingInput& first, const ProvingInput& second,
                         size_t range);

}  // namespace zkmem
