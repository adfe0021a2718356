#include "zkmem/sdk/segment_cost.h"

#include "zkmem/statement/parameters.h"

namespace zkmem {
namespace {

// Traces and proof of a segment whose memory is at hand, one thread. A line through 72 segments of logs and
// programs of 1 to 45 million cells is within a tenth of nearly all of them; heights and interactions, beside
// the cells, make it no better.
struct Rates {
  uint64_t nanoseconds_per_segment = 0;  // proofs of work, and what does not grow
  uint64_t picoseconds_per_cell = 0;
  uint64_t bytes_per_segment = 0;  // beside what is opened with shared paths
};

constexpr Rates rates_of(HashSuite hash) {
  return hash == HashSuite::kBlake3 ? Rates{90'000'000, 31'000, 0} : Rates{300'000'000, 58'000, 180'000};
}

}  // namespace

SegmentCost segment_cost(const VerifyingKeyContent& key, const SegmentShape& shape) {
  const Rates rates = rates_of(key.params.hash);
  const uint64_t cells = cells_of_heights(key, shape.heights);
  return {rates.nanoseconds_per_segment + cells * rates.picoseconds_per_cell / 1000,
          rates.bytes_per_segment + opened_bytes(key, key.params, shape.log_stacked_height, shape.heights)};
}

}  // namespace zkmem
