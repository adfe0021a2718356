// How often each (value, bits) was looked up: filled while traces are made, then turned into the variable
// range checker's multiplicities. add() may be called from any number of threads; the result does not depend
// on them.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/base/check.h"
#include "zkmem/field/babybear.h"

namespace zkmem {

class RangeCounts {
 public:
  explicit RangeCounts(unsigned max_bits) : max_bits_(max_bits), counts_(size_t{2} << max_bits) {}

  unsigned max_bits() const { return max_bits_; }
  // The table's row of a key: 2^bits + value - 1 (the last row, (0, max_bits + 1), is never looked up).
  static size_t row(uint32_t value, unsigned bits) { return (size_t{1} << bits) + value - 1; }
  size_t height() const { return counts_.size(); }

  void add(uint32_t value, unsigned bits, uint32_t times = 1) {
    ZKMEM_DCHECK(bits <= max_bits_ && value < (uint64_t{1} << bits));
    counts_[row(value, bits)].fetch_add(times, std::memory_order_relaxed);
  }
  // Cuts value < 2^bits into limbs of max_bits bits (lowest first), counts each and returns them through
  // `limbs`.
  void decompose(uint32_t value, unsigned bits, std::span<BabyBear> limbs) {
    for (BabyBear& limb : limbs) {
      const unsigned limb_bits = bits < max_bits_ ? bits : max_bits_;
      const uint32_t low = value & ((uint32_t{1} << limb_bits) - 1);
      limb = BabyBear::from_canonical(low);
      add(low, limb_bits);
      value = limb_bits < 32 ? value >> limb_bits : 0;
      bits -= limb_bits;
    }
    ZKMEM_DCHECK(value == 0);
  }

  uint32_t count(size_t row) const { return counts_[row].load(std::memory_order_relaxed); }

 private:
  unsigned max_bits_;
  std::vector<std::atomic<uint32_t>> counts_;
};

}  // namespace zkmem
