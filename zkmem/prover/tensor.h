// Tables over the hypercube that are products of one factor per variable: eq tables and their like. Variable
// 0 is the lowest index bit.
#pragma once

#include <span>
#include <vector>

#include "zkmem/prover/ext_array.h"
#include "zkmem/prover/work_memory.h"

namespace zkmem {

// scale * eq(point, y) for all y.
ExtArray eq_table(const Workspace& context, std::span<const Ext4> point, const Ext4& scale);

// The same with a table in place of the scale: entry i + table.size() y is table[i] eq(point, y).
ExtArray eq_table(const Workspace& context, std::span<const Ext4> point, std::span<const Ext4> low);

// The values of a variable at 0 and 1.
struct TensorFactor {
  Ext4 zero;
  Ext4 one;
};
inline TensorFactor eq_factor(const Ext4& x) { return {Ext4::one() - x, x}; }

// scale * prod_i factors[i](y_i) for all y.
ExtArray tensor_table(const Workspace& context, std::span<const TensorFactor> factors, const Ext4& scale);

// A tensor kept as the product of a table over the low variables, small enough for the nearest cache, and one
// over the high ones: entry y is low[y mod 2^a] * high[y >> a].
class SplitTensor {
 public:
  static constexpr size_t kMaxLowVariables = 9;

  SplitTensor(const Workspace& context, std::span<const TensorFactor> factors);

  ConstExtSpan low() const { return low_.span(); }
  size_t num_high() const { return high_.size(); }
  Ext4 high(size_t i) const { return high_.get(i); }

 private:
  ExtArray low_;
  ExtArray high_;
};

}  // namespace zkmem
