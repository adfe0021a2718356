// Column-major matrices: every trace, from its generator to the commitment. A stacked commitment's buffer is
// the concatenation of its matrices' columns, so a generator can write a view straight into it (swirl.md
// section 6).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "zkmem/base/check.h"
#include "zkmem/field/babybear.h"

namespace zkmem {

// height x width cells; column j is data[j * height .. (j + 1) * height). Does not own its cells.
template <class T>
class ColumnView {
 public:
  ColumnView() = default;
  ColumnView(T* data, size_t height, size_t width) : data_(data), height_(height), width_(width) {}
  // A view of constant cells from one of mutable cells.
  template <class U>
    requires std::same_as<const U, T>
  ColumnView(const ColumnView<U>& other)  // NOLINT: implicit on purpose
      : data_(other.data()), height_(other.height()), width_(other.width()) {}

  size_t height() const { return height_; }
  size_t width() const { return width_; }
  T* data() const { return data_; }
  std::span<T> column(size_t j) const {
    ZKMEM_DCHECK(j < width_);
    return {data_ + j * height_, height_};
  }
  T& at(size_t row, size_t col) const {
    ZKMEM_DCHECK(row < height_ && col < width_);
    return data_[col * height_ + row];
  }
  // Columns [first, first + count).
  ColumnView columns(size_t first, size_t count) const {
    ZKMEM_DCHECK(first + count <= width_);
    return {data_ + first * height_, height_, count};
  }

 private:
  T* data_ = nullptr;
  size_t height_ = 0;
  size_t width_ = 0;
};

// Owns its cells, zero at first.
template <class T>
class ColumnMatrix {
 public:
  ColumnMatrix() = default;
  ColumnMatrix(size_t height, size_t width) : cells_(height * width), height_(height), width_(width) {}

  size_t height() const { return height_; }
  size_t width() const { return width_; }
  ColumnView<T> view() { return {cells_.data(), height_, width_}; }
  ColumnView<const T> view() const { return {cells_.data(), height_, width_}; }
  T& at(size_t row, size_t col) { return view().at(row, col); }
  const T& at(size_t row, size_t col) const { return view().at(row, col); }
  friend bool operator==(const ColumnMatrix&, const ColumnMatrix&) = default;

 private:
  std::vector<T> cells_;
  size_t height_ = 0;
  size_t width_ = 0;
};

using Trace = ColumnMatrix<BabyBear>;
using TraceView = ColumnView<BabyBear>;
using ConstTraceView = ColumnView<const BabyBear>;

}  // namespace zkmem
