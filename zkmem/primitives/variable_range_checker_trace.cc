#include <bit>

#include "zkmem/air/row_writer.h"
#include "zkmem/primitives/variable_range_checker_air.h"

namespace zkmem {

void fill_variable_range_checker(const Context& context, const RangeCounts& counts, TraceView trace) {
  ZKMEM_CHECK(trace.height() == counts.height());
  fill_rows<VariableRangeCheckerColumns>(
      context, trace, counts.height(), [&counts](size_t row, VariableRangeCheckerColumns<BabyBear>& out) {
        const unsigned bits = static_cast<unsigned>(std::bit_width(row + 1)) - 1;
        const size_t power = size_t{1} << bits;
        out.value = BabyBear::from_u64(row + 1 - power);
        out.max_bits = BabyBear::from_u64(bits);
        out.two_to_max_bits = BabyBear::from_u64(power);
        out.mult = BabyBear::from_u64(counts.count(row));
      });
}

}  // namespace zkmem
