// Memory for the traces of one segment after another: one region, traces laid in it column after column, so
// that a prover commits the columns where they lie. A buffer that is used again keeps its pages, which saves
// the system's zeroing of fresh ones (for scattered accesses more than half of the time). One owner, no
// locking.
#pragma once

#include <cstddef>

#include "zkmem/base/context.h"
#include "zkmem/field/matrix.h"
#include "zkmem/memory/online/mapped_buffer.h"

namespace zkmem {

class TraceBuffer {
 public:
  // Every trace starts on a cache line.
  static constexpr size_t kAlignment = 16;  // cells
  static constexpr size_t room_for(size_t height, size_t width) {
    return (height * width + kAlignment - 1) / kAlignment * kAlignment;
  }

  // Starts over with room for at least `cells`; views taken before are void. Room that is never written to
  // costs address space only.
  void start(size_t cells);
  // The next height x width cells, which hold whatever an earlier segment left there.
  TraceView take(size_t height, size_t width);
  // Zeroes the rows [used, height) of a view that take() returned, as far as they are not zero by being
  // fresh.
  void clear_padding(const Context& context, TraceView trace, size_t used) const;

 private:
  BabyBear* cells() const { return view_as<BabyBear>(memory_.data()); }

  MappedBuffer memory_;
  size_t taken_ = 0;
  size_t capacity_ = 0;  // what start() promised
  size_t dirty_ = 0;     // cells from here on were never handed out before the last start()
};

}  // namespace zkmem
