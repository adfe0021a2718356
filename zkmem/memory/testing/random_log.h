// For tests: random but reproducible runs of a memory, logged.
#pragma once

#include <cstdint>

#include "zkmem/field/babybear.h"
#include "zkmem/memory/online/controller.h"

namespace zkmem::testing {

// xorshift; the same sequence everywhere.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15ULL + 0x1234567) {}
  uint32_t below(uint32_t bound) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<uint32_t>((state_ >> 20) % bound);
  }

 private:
  uint64_t state_;
};

// A configuration with spaces of every kind, small enough that accesses meet.
MemoryConfig small_config(MemoryProfile profile, BoundaryMode mode);

// Makes `accesses` random permitted accesses within the first `cells` cells of each space, now and then lets
// time pass or reads an immediate.
void run_random(MemoryController<BabyBear>& controller, Random& random, uint32_t accesses, uint32_t cells);

}  // namespace zkmem::testing
