#include "zkmem/memory/traces/trace_buffer.h"

#include <algorithm>

#include "zkmem/base/check.h"
#include "zkmem/base/parallel.h"

namespace zkmem {

void TraceBuffer::start(size_t cells) {
  dirty_ = std::max(dirty_, taken_);
  taken_ = 0;
  capacity_ = cells;
  memory_.grow(cells * sizeof(BabyBear));
}

TraceView TraceBuffer::take(size_t height, size_t width) {
  BabyBear* const first = cells() + taken_;
  taken_ += room_for(height, width);
  ZKMEM_CHECK(taken_ <= capacity_);
  return {first, height, width};
}

void TraceBuffer::clear_padding(const Context& context, TraceView trace, size_t used) const {
  BabyBear* const dirty_end = cells() + dirty_;
  parallel_for(context, trace.width(), 1, [&](size_t begin, size_t end) {
    for (size_t j = begin; j < end; ++j) {
      BabyBear* const first = trace.column(j).data() + used;
      BabyBear* const last = std::min(trace.column(j).data() + trace.height(), dirty_end);
      if (first < last) std::fill(first, last, BabyBear::zero());
    }
  });
}

}  // namespace zkmem
