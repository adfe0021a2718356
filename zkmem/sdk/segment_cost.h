// What proving a segment costs, told from its heights alone: a model with constants, not a measurement, so
// that every machine chooses the same cuts. docs/performance.md has how far it is from what was measured.
#pragma once

#include <cstdint>

#include "zkmem/protocol/verifying_key.h"
#include "zkmem/sdk/segment_fit.h"

namespace zkmem {

struct SegmentCost {
  uint64_t nanoseconds = 0;  // of one thread of the machine that the constants are from
  uint64_t proof_bytes = 0;

  // What cuts are compared by. Whoever makes a proof waits once; its bytes are sent and read again and again.
  uint64_t weight() const { return nanoseconds + proof_bytes * kNanosecondsPerByte; }
  static constexpr uint64_t kNanosecondsPerByte = 1000;
};

// `key` is of the shape's stacked height.
SegmentCost segment_cost(const VerifyingKeyContent& key, const SegmentShape& shape);

}  // namespace zkmem
