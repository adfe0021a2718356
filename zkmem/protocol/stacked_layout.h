// Where every trace column lies in a stacked commitment: columns are laid one after the other, greedily, into
// stacked columns of height 2^log_stacked_height. Matrices come by descending height, so each slice is
// aligned to its length. A column of log height h >= l_skip fills 2^h rows; a shorter one is strided over
// 2^l_skip rows. Source: swirl.md section 6; stark-backend prover/stacked_pcs.rs (2.0.1).
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace zkmem {

struct StackedMatrix {
  uint32_t width = 0;
  uint32_t log_height = 0;
};

// One trace column inside a stacked column.
struct StackedSlice {
  uint32_t matrix = 0;  // index into the matrices the layout was made of
  uint32_t column = 0;
  uint32_t stacked_column = 0;
  uint32_t row = 0;
  uint32_t log_height = 0;  // of the trace column, before lifting
  friend bool operator==(const StackedSlice&, const StackedSlice&) = default;
};

class StackedLayout {
 public:
  // Matrices must be by descending log height, none above log_stacked_height; l_skip <= log_stacked_height
  // < 32. Allocates one slice per column.
  static StackedLayout stack(uint32_t l_skip, uint32_t log_stacked_height,
                             std::span<const StackedMatrix> matrices);

  // The number of stacked columns alone, without allocating.
  static uint64_t stacked_width(uint32_t l_skip, uint32_t log_stacked_height,
                                std::span<const StackedMatrix> matrices);

  uint32_t l_skip() const { return l_skip_; }
  uint32_t log_stacked_height() const { return log_stacked_height_; }
  uint32_t width() const { return width_; }
  const std::vector<StackedSlice>& slices() const { return slices_; }  // matrix by matrix, column by column
  // Rows that a slice occupies, its stride included.
  uint32_t lifted_log_height(const StackedSlice& slice) const { return std::max(slice.log_height, l_skip_); }
  // Distance between two cells of the slice's column.
  uint32_t stride(const StackedSlice& slice) const {
    return uint32_t{1} << (lifted_log_height(slice) - slice.log_height);
  }

 private:
  uint32_t l_skip_ = 0;
  uint32_t log_stacked_height_ = 0;
  uint32_t width_ = 0;
  std::vector<StackedSlice> slices_;
};

}  // namespace zkmem
