#include <algorithm>

#include "zkmem/base/parallel.h"
#include "zkmem/primitives/range_tuple.h"

namespace zkmem {

void fill_range_tuple(const Context& context, const std::array<uint32_t, 2>& sizes,
                      std::span<const uint32_t> counts, TraceView trace) {
  const size_t inner = sizes[1];
  ZKMEM_CHECK(trace.height() == sizes[0] * inner && trace.width() == kColumnCount<RangeTupleColumns>);
  ZKMEM_CHECK(counts.size() == trace.height());
  std::vector<BabyBear> inner_cells(inner);
  for (uint32_t y = 0; y < inner; ++y) inner_cells[y] = BabyBear::from_canonical(y);
  using Row = RangeTupleColumns<BabyBear>;
  const size_t tuple = column_of(&Row::tuple);
  const std::span<BabyBear> mult = trace.column(column_of(&Row::mult));
  parallel_for(context, sizes[0], 16, [&](size_t begin, size_t end) {
    for (size_t x = begin; x < end; ++x) {
      const size_t first = x * inner;
      std::ranges::fill(trace.column(tuple).subspan(first, inner),
                        BabyBear::from_canonical(static_cast<uint32_t>(x)));
      std::ranges::copy(inner_cells, trace.column(tuple + 1).subspan(first).begin());
      for (size_t row = first; row < first + inner; ++row) {
        mult[row] = counts[row] == 0 ? BabyBear::zero() : BabyBear::from_canonical(counts[row]);
      }
    }
  });
}

}  // namespace zkmem
