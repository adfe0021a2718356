// Roots of unity in the order in which the transforms of this folder use them.
//
// A transform splits P mod (Y^2H - s^2) into P mod (Y^H - s) and P mod (Y^H + s): natural order in,
// bit-reversed order out, and one root s per block. Block b of the layer with 2^i blocks has s =
// w_{2^(i+1)}^{bitrev_i(b)}, which does not depend on i as a power of the finest root: one table serves all
// layers and all sizes.
#pragma once

#include <cstddef>
#include <vector>

#include "zkmem/field/babybear.h"

namespace zkmem {

// A root beside root * p^-1 mod 2^32, which the vector product by a known factor wants.
struct Twiddle {
  BabyBear root;
  uint32_t quotient = 0;

  static constexpr Twiddle of(BabyBear root) { return {root, root.monty() * BabyBear::kMu}; }
};

// Roots of blocks [0, 2^log_count).
std::vector<Twiddle> block_twiddles(unsigned log_count);

constexpr size_t reverse_bits(size_t x, unsigned bits) {
  size_t r = 0;
  for (unsigned i = 0; i < bits; ++i) r |= ((x >> i) & 1) << (bits - 1 - i);
  return r;
}

}  // namespace zkmem
