#include "zkmem/sdk/segment_with_ends.h"

#include <utility>

namespace zkmem {

SegmentWithEnds::SegmentWithEnds(std::unique_ptr<LoadedSegment> segment, std::unique_ptr<LoadedSegment> ends,
                                 size_t range)
    : segment_(std::move(segment)), ends_(std::move(ends)), range_(range) {}

Status SegmentWithEnds::fill(const Context& context, TraceBuffer buffer) {
  ZKMEM_RETURN_IF_ERROR(segment_->fill(context, std::move(buffer)));
  ZKMEM_RETURN_IF_ERROR(ends_->fill(context, {}));
  joined_ = join_traces(context, segment_->input(), ends_->input(), range_);
  return {};
}

void SegmentWithEnds::drop() {
  joined_ = {};
  segment_->drop();
  ends_->drop();
}

}  // namespace zkmem
