#include "zkmem/base/parallel.h"
#include "zkmem/primitives/bitwise_lookup.h"

namespace zkmem {

void fill_bitwise_lookup(const Context& context, std::span<const uint32_t> range_counts,
                         std::span<const uint32_t> xor_counts, TraceView trace) {
  ZKMEM_CHECK(trace.height() == kBitwiseLookupHeight && trace.width() == kColumnCount<BitwiseLookupColumns>);
  ZKMEM_CHECK(range_counts.size() == trace.height() && xor_counts.size() == trace.height());
  const size_t y_bits = column_of(&BitwiseLookupColumns<BabyBear>::y_bits);
  const size_t mult_range = column_of(&BitwiseLookupColumns<BabyBear>::mult_range);
  parallel_for(context, trace.width(), 1, [&](size_t begin, size_t end) {
    for (size_t column = begin; column < end; ++column) {
      const std::span<BabyBear> cells = trace.column(column);
      if (column < mult_range) {
        const size_t bit = column < y_bits ? column + 8 : column - y_bits;  // of the row's number 256 x + y
        for (size_t row = 0; row < cells.size(); ++row) {
          cells[row] = BabyBear::from_bool((row >> bit & 1) != 0);
        }
      } else {
        const std::span<const uint32_t> counts = column == mult_range ? range_counts : xor_counts;
        for (size_t row = 0; row < cells.size(); ++row) cells[row] = BabyBear::from_canonical(counts[row]);
      }
    }
  });
}

}  // namespace zkmem
