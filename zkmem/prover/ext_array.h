// Arrays of extension elements as four planes, one per coefficient: the layout that vector kernels want.
#pragma once

#include <array>
#include <cstddef>

#include "zkmem/field/ext4.h"
#include "zkmem/prover/buffer.h"

namespace zkmem {

// Views; they do not own. `Cell` is BabyBear or const BabyBear.
template <class Cell>
struct ExtPlanes {
  std::array<Cell*, 4> plane = {};
  size_t size = 0;

  Ext4 get(size_t i) const { return Ext4({plane[0][i], plane[1][i], plane[2][i], plane[3][i]}); }
  void set(size_t i, const Ext4& x) const
    requires(!std::is_const_v<Cell>)
  {
    for (size_t c = 0; c < 4; ++c) plane[c][i] = x[c];
  }
  ExtPlanes part(size_t offset, size_t count) const {
    ZKMEM_DCHECK(offset + count <= size);
    return {{plane[0] + offset, plane[1] + offset, plane[2] + offset, plane[3] + offset}, count};
  }
  operator ExtPlanes<const Cell>() const  // NOLINT: implicit on purpose
    requires(!std::is_const_v<Cell>)
  {
    return {{plane[0], plane[1], plane[2], plane[3]}, size};
  }
};
using ExtSpan = ExtPlanes<BabyBear>;
using ConstExtSpan = ExtPlanes<const BabyBear>;

class ExtArray {
 public:
  ExtArray() = default;
  // The contents are indeterminate.
  ExtArray(WorkMemory& memory, size_t size) : cells_(memory, 4 * size), size_(size) {}

  size_t size() const { return size_; }
  // Forgets the elements from `size` on.
  void truncate(size_t size) {
    ZKMEM_DCHECK(size <= size_);
    size_ = size;
  }
  ExtSpan span() {
    const size_t stride = cells_.size() / 4;
    BabyBear* base = cells_.data();
    return {{base, base + stride, base + 2 * stride, base + 3 * stride}, size_};
  }
  ConstExtSpan span() const {
    const size_t stride = cells_.size() / 4;
    const BabyBear* base = cells_.data();
    return {{base, base + stride, base + 2 * stride, base + 3 * stride}, size_};
  }
  Ext4 get(size_t i) const { return span().get(i); }
  void set(size_t i, const Ext4& x) { span().set(i, x); }

 private:
  Buffer<BabyBear> cells_;
  size_t size_ = 0;
};

}  // namespace zkmem
