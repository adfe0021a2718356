#include "zkmem/protocol/stacked_layout.h"

#include "zkmem/base/check.h"

namespace zkmem {

StackedLayout StackedLayout::stack(uint32_t l_skip, uint32_t log_stacked_height,
                                   std::span<const StackedMatrix> matrices) {
  ZKMEM_CHECK(l_skip <= log_stacked_height && log_stacked_height < 32);
  StackedLayout layout;
  layout.l_skip_ = l_skip;
  layout.log_stacked_height_ = log_stacked_height;
  const uint64_t height = uint64_t{1} << log_stacked_height;
  uint32_t stacked_column = 0;
  uint64_t row = 0;
  uint32_t above = log_stacked_height;
  for (uint32_t m = 0; m < matrices.size(); ++m) {
    const uint32_t log_height = matrices[m].log_height;
    ZKMEM_CHECK(log_height <= above);
    above = log_height;
    const uint64_t length = uint64_t{1} << std::max(log_height, l_skip);
    for (uint32_t column = 0; column < matrices[m].width; ++column) {
      if (row + length > height) {  // lengths are descending powers of two: then row = height
        ++stacked_column;
        row = 0;
      }
      layout.slices_.push_back({m, column, stacked_column, static_cast<uint32_t>(row), log_height});
      row += length;
    }
  }
  layout.width_ = stacked_column + (row != 0 ? 1 : 0);
  return layout;
}

uint64_t StackedLayout::stacked_width(uint32_t l_skip, uint32_t log_stacked_height,
                                      std::span<const StackedMatrix> matrices) {
  // Without gaps the cells just add up: below 2^32 columns times 2^31 rows per matrix, so in units of the
  // smallest slice, 2^l_skip rows.
  const uint32_t log_units = log_stacked_height - l_skip;
  uint64_t full_columns = 0;
  uint64_t units = 0;
  for (const StackedMatrix& matrix : matrices) {
    const uint64_t added = uint64_t{matrix.width} << (std::max(matrix.log_height, l_skip) - l_skip);
    units += added;
    full_columns += units >> log_units;
    units &= (uint64_t{1} << log_units) - 1;
  }
  return full_columns + (units != 0 ? 1 : 0);
}

}  // namespace zkmem
