#include "zkmem/verifier/whir_folding.h"

#include "zkmem/base/check.h"

namespace zkmem {

QueryFolder::QueryFolder(uint32_t log_domain, std::span<const Ext4> alphas)
    : alphas_(alphas),
      omega_(BabyBear::two_adic_generator(log_domain)),
      omega_inverse_(omega_.inverse()),
      w_k_(BabyBear::two_adic_generator(static_cast<unsigned>(alphas.size()))),
      w_k_inverse_(w_k_.inverse()) {}

QueryFolder::Folded QueryFolder::fold(uint32_t index, std::span<Ext4> values) const {
  ZKMEM_CHECK(values.size() == size_t{1} << alphas_.size());
  BabyBear x = omega_.pow(index);
  BabyBear x_inverse = omega_inverse_.pow(index);
  BabyBear step = w_k_;
  BabyBear step_inverse = w_k_inverse_;
  for (size_t half = values.size() / 2, j = 0; half > 0; half /= 2, ++j) {
    // f(x) and f(-x) give the even and odd parts: the line through (tw, f(tw)) and (-tw, f(-tw)), at alpha.
    BabyBear tw = x;
    BabyBear half_tw_inverse = x_inverse.halved();
    for (size_t a = 0; a < half; ++a) {
      const Ext4 slope = (values[a] - values[a + half]) * half_tw_inverse;
      values[a] += (alphas_[j] - Ext4(tw)) * slope;
      tw *= step;
      half_tw_inverse *= step_inverse;
    }
    x = x.square();
    x_inverse = x_inverse.square();
    step = step.square();
    step_inverse = step_inverse.square();
  }
  return {x, values[0]};
}

}  // namespace zkmem
