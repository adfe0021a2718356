// The seam between those who fill traces (memory, instruction chips, files) and those who read them (row
// checker, prover): per present AIR the parts of its trace and its public values. Views only: the cells may
// lie in the buffer that the prover commits; whoever made the input keeps them alive.
#pragma once

#include <cstddef>
#include <vector>

#include "zkmem/field/matrix.h"

namespace zkmem {

struct AirTraces {
  size_t air = 0;                            // index in the verifying key
  ConstTraceView preprocessed;               // width 0: the AIR has none
  std::vector<ConstTraceView> cached_mains;  // each with a commitment of its own
  ConstTraceView common_main;                // width 0 is possible when there are cached mains
  std::vector<BabyBear> public_values;

  // All parts have the same height, a power of two.
  size_t height() const {
    if (common_main.width() != 0) return common_main.height();
    return cached_mains.empty() ? preprocessed.height() : cached_mains.front().height();
  }
};

// Ascending in `air`, at most one entry an AIR; AIRs not listed are absent.
using ProvingInput = std::vector<AirTraces>;

// One AIR's trace with its cells, for those who need no common buffer.
struct OwnedAirTraces {
  Trace preprocessed;
  std::vector<Trace> cached_mains;
  Trace common_main;
  std::vector<BabyBear> public_values;

  AirTraces view(size_t air) const {
    AirTraces traces;
    traces.air = air;
    traces.preprocessed = preprocessed.view();
    for (const Trace& cached : cached_mains) traces.cached_mains.push_back(cached.view());
    traces.common_main = common_main.view();
    traces.public_values = public_values;
    return traces;
  }
};

}  // namespace zkmem
