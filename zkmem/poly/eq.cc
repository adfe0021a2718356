#include "zkmem/poly/eq.h"

#include "zkmem/base/check.h"

namespace zkmem {

Ext4 eq_mle(std::span<const Ext4> x, std::span<const Ext4> y) {
  ZKMEM_CHECK(x.size() == y.size());
  Ext4 product = Ext4::one();
  for (size_t i = 0; i < x.size(); ++i) product *= eq1(x[i], y[i]);
  return product;
}

Ext4 eq_index(std::span<const Ext4> x, uint64_t index) {
  Ext4 product = Ext4::one();
  for (size_t i = 0; i < x.size(); ++i) product *= (index >> i & 1) != 0 ? x[i] : Ext4::one() - x[i];
  return product;
}

std::vector<Ext4> eq_table(std::span<const Ext4> x) {
  std::vector<Ext4> table = {Ext4::one()};
  table.reserve(size_t{1} << x.size());
  for (const Ext4& variable : x) {
    const size_t half = table.size();
    for (size_t i = 0; i < half; ++i) {
      const Ext4 one_part = table[i] * variable;
      table.push_back(one_part);
      table[i] -= one_part;
    }
  }
  return table;
}

}  // namespace zkmem
