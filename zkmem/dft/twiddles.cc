#include "zkmem/dft/twiddles.h"

namespace zkmem {

std::vector<Twiddle> block_twiddles(unsigned log_count) {
  std::vector<Twiddle> table(size_t{1} << log_count);
  table[0] = Twiddle::of(BabyBear::one());
  // The upper half of every prefix is its lower half times the next finer root.
  for (unsigned i = 0; i < log_count; ++i) {
    const BabyBear root = BabyBear::two_adic_generator(i + 2);
    for (size_t b = 0; b < size_t{1} << i; ++b)
      table[(size_t{1} << i) + b] = Twiddle::of(table[b].root * root);
  }
  return table;
}

}  // namespace zkmem
