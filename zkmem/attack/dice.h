// Random choices that are the same everywhere: the standard's distributions differ between libraries.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>

namespace zkmem::attack {

class Dice {
 public:
  // The index-th of a seed's.
  Dice(uint64_t seed, uint64_t index) : engine_(seed * 0x9e3779b97f4a7c15 + index) {}

  // Below `bound`, which is not 0.
  size_t below(size_t bound) { return static_cast<size_t>(engine_() % bound); }
  bool one_in(size_t n) { return below(n) == 0; }
  // From 1 to `bound`, mostly small.
  size_t length(size_t bound) { return 1 + below(std::min(bound, size_t{1} << below(13))); }

 private:
  std::mt19937_64 engine_;
};

// Two ranges of `length` that do not overlap, of which the first begins at `first`.
struct TwoRanges {
  size_t first;
  size_t second;
  size_t length;
};
// Of `count` things, at least 2.
inline TwoRanges two_ranges(size_t count, Dice& dice) {
  const size_t length = dice.length(count / 2);
  const size_t first = dice.below(count - 2 * length + 1);
  return {first, first + length + dice.below(count - 2 * length - first + 1), length};
}

}  // namespace zkmem::attack
