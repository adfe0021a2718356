#include "zkmem/prover/tensor.h"

#include <algorithm>

#include "zkmem/base/parallel.h"
#include "zkmem/prover/vector_ops.h"

namespace zkmem {
namespace {

constexpr size_t kGrain = size_t{1} << 14;

}  // namespace

ExtArray eq_table(const Workspace& context, std::span<const Ext4> point, const Ext4& scale) {
  return eq_table(context, point, std::span(&scale, 1));
}

ExtArray eq_table(const Workspace& context, std::span<const Ext4> point, std::span<const Ext4> low) {
  ExtArray table(context.memory(), low.size() << point.size());
  for (size_t i = 0; i < low.size(); ++i) table.set(i, low[i]);
  const ExtSpan all = table.span();
  for (size_t i = 0; i < point.size(); ++i) {
    const size_t half = low.size() << i;
    parallel_for(context, half, kGrain, [&](size_t begin, size_t end) {
      vector_ops::split_eq(all.part(begin, end - begin), point[i], all.part(half + begin, end - begin));
    });
  }
  return table;
}

ExtArray tensor_table(const Workspace& context, std::span<const TensorFactor> factors, const Ext4& scale) {
  ExtArray table(context.memory(), size_t{1} << factors.size());
  table.set(0, scale);
  const ExtSpan all = table.span();
  for (size_t i = 0; i < factors.size(); ++i) {
    const size_t half = size_t{1} << i;
    parallel_for(context, half, kGrain, [&](size_t begin, size_t end) {
      const ExtSpan low = all.part(begin, end - begin);
      vector_ops::scale(low, factors[i].one, all.part(half + begin, end - begin));
      vector_ops::scale(low, factors[i].zero, low);
    });
  }
  return table;
}

SplitTensor::SplitTensor(const Workspace& context, std::span<const TensorFactor> factors) {
  const size_t low = std::min(factors.size(), kMaxLowVariables);
  low_ = tensor_table(context, factors.first(low), Ext4::one());
  high_ = tensor_table(context, factors.subspan(low), Ext4::one());
}

}  // namespace zkmem
