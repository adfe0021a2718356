// The last segment of a run in global memory with the run's ends beside its chips: one proof of both.
// docs/spec/global-memory.md.
#pragma once

#include <memory>

#include "zkmem/memory/traces/joined_traces.h"
#include "zkmem/sdk/proving_statement.h"

namespace zkmem {

class SegmentWithEnds final : public LoadedSegment {
 public:
  // `range`: the AIR of the range table, which both have.
  SegmentWithEnds(std::unique_ptr<LoadedSegment> segment, std::unique_ptr<LoadedSegment> ends, size_t range);

  Status fill(const Context& context, TraceBuffer buffer) override;
  ProvingInput input() const override { return joined_.traces; }
  void drop() override;
  TraceBuffer take_buffer() override { return segment_->take_buffer(); }

 private:
  std::unique_ptr<LoadedSegment> segment_;
  std::unique_ptr<LoadedSegment> ends_;
  size_t range_;
  JoinedTraces joined_;
};

}  // namespace zkmem
