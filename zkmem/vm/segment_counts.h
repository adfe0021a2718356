// What a run leaves of a segment when it keeps no record: how often each instruction ran. Enough for the
// heights of all traces, whose cells nobody asks for yet. A plain value.
#pragma once

#include <cstdint>
#include <vector>

namespace zkmem {

struct SegmentCounts {
  // An instruction outside the hot loop: how many rows it has may depend on its accesses.
  struct SlowRun {
    uint32_t place = 0;  // in the program
    uint32_t accesses = 0;
    friend bool operator==(const SlowRun&, const SlowRun&) = default;
  };

  std::vector<uint32_t> runs;  // by place in the program
  std::vector<SlowRun> slow;   // in the order of the run; in `runs` as well
};

}  // namespace zkmem
