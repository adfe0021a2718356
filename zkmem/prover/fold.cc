#include "zkmem/prover/fold.h"

#include <algorithm>

#include "zkmem/base/parallel.h"
#include "zkmem/prover/vector_ops.h"

namespace zkmem {
namespace {

constexpr size_t kGrain = size_t{1} << 13;

}  // namespace

void for_halving(const Context& context, size_t count, size_t grain,
                 const std::function<void(size_t, size_t)>& body) {
  size_t done = std::min(count, grain);
  if (done != 0) body(0, done);
  while (done < count) {
    const size_t end = std::min(2 * done, count);
    parallel_for(context, end - done, grain,
                 [&](size_t first, size_t last) { body(done + first, done + last); });
    done = end;
  }
}

void fold_values(const Context& context, ExtArray& table, const Ext4& r) {
  const ExtSpan all = table.span();
  for_halving(context, all.size / 2, kGrain, [&](size_t begin, size_t end) {
    vector_ops::fold_pairs(all.part(2 * begin, 2 * (end - begin)), r, all.part(begin, end - begin));
  });
  table.truncate(all.size / 2);
}

void fold_coefficients(const Context& context, ExtArray& table, const Ext4& r) {
  const ExtSpan all = table.span();
  for_halving(context, all.size / 2, kGrain, [&](size_t begin, size_t end) {
    vector_ops::add_odd_scaled(all.part(2 * begin, 2 * (end - begin)), r, all.part(begin, end - begin));
  });
  table.truncate(all.size / 2);
}

}  // namespace zkmem
