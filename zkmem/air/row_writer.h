// Fills a column-major trace row by row. Rows are built as column structs in a small block and scattered
// block by block: 16 cells a column are one cache line, so the power-of-two distance between columns costs
// one line a column and block instead of one a cell. Rows that are not written keep what they hold (zero in a
// fresh trace).
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <span>

#include "zkmem/air/columns.h"
#include "zkmem/base/parallel.h"
#include "zkmem/field/matrix.h"

namespace zkmem {

inline constexpr size_t kRowBlock = 16;

// Scatters `count` rows of `width` cells, row-major at `rows`, to the trace's rows first_row …. Whole blocks
// go past the caches where they are whole cache lines: nobody reads a trace before all of it is there. So,
// before another thread reads the rows, this thread must call publish_scattered_rows().
void scatter_rows(const BabyBear* rows, size_t count, size_t width, TraceView trace, size_t first_row);
void publish_scattered_rows();

// Appends rows from `first_row` on; one writer a thread and range of rows. flush() (or the destructor) writes
// the rest (only the destructor publishes them).
template <template <class> class Columns>
class RowWriter {
 public:
  using Row = Columns<BabyBear>;
  RowWriter(TraceView trace, size_t first_row) : trace_(trace), next_(first_row) {}
  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;
  ~RowWriter() {
    flush();
    publish_scattered_rows();
  }

  // The next row, all zero, to be filled in place; valid until the next call.
  Row& next() { return next_unset() = Row{}; }
  // The same for a writer that sets every cell: clearing rows costs as much as writing them.
  Row& next_unset() {
    if (used_ == block_.size()) flush();
    Row& row = block_[used_++];
#ifndef NDEBUG
    std::memset(static_cast<void*>(&row), 0xff, sizeof(row));  // no field element: a cell left out is seen
#endif
    return row;
  }
  void push(const Row& row) { next() = row; }
  void flush() {
    scatter_rows(reinterpret_cast<const BabyBear*>(block_.data()), used_, kColumnCount<Columns>, trace_,
                 next_);
    next_ += used_;
    used_ = 0;
  }

 private:
  std::array<Row, kRowBlock> block_;
  size_t used_ = 0;
  TraceView trace_;
  size_t next_;
};

// Fills rows [0, count) in parallel: fill(row_index, row) gets a zero row. The result does not depend on the
// threads as long as fill depends on its arguments only.
template <template <class> class Columns, class Fill>
void fill_rows(const Context& context, TraceView trace, size_t count, const Fill& fill) {
  ZKMEM_CHECK(count <= trace.height() && trace.width() == kColumnCount<Columns>);
  constexpr size_t kGrain = 256 * kRowBlock;
  parallel_for(context, count, kGrain, [&](size_t begin, size_t end) {
    RowWriter<Columns> writer(trace, begin);
    for (size_t row = begin; row < end; ++row) fill(row, writer.next());
  });
}

}  // namespace zkmem
