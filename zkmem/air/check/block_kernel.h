// Runs a constraint program on one block of rows. The scalar kernel is the reference and takes any number of
// rows; the vector kernel takes multiples of kBlockLanes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "zkmem/air/check/constraint_program.h"

namespace zkmem {

inline constexpr size_t kBlockRows = 64;   // rows of a block
inline constexpr size_t kBlockLanes = 16;  // what the vector kernel's row counts are multiples of

// Message fingerprints: for each bus and message length two linear forms over the fields, mixed to two
// pseudo-random field elements; a bus balances if both sums of count times mixed value are 0. An unbalanced
// bus passes with probability about 2^-60 over the (fixed) coefficients; whoever must not be fooled verifies
// a proof instead.
struct Fingerprint {
  BabyBear constant[2];                // depends on the bus and the length
  std::vector<BabyBear> coefficients;  // field i: [2 i], [2 i + 1]
};
Fingerprint make_fingerprint(uint16_t bus_index, size_t message_length);

struct BalanceSum {
  BabyBear sum[2];
  bool is_zero() const { return sum[0].is_zero() && sum[1].is_zero(); }
};

struct BlockTask {
  const ConstraintProgram* program = nullptr;
  const BabyBear* const* operands = nullptr;  // per operand its cells of this block; slots are written to
  size_t rows = 0;
  const Fingerprint* fingerprints = nullptr;  // per interaction; null: interactions are skipped
  BalanceSum* sums = nullptr;                 // per interaction, added to
  std::vector<uint32_t>* failed = nullptr;    // constraints that are not 0 on some row are appended
  // Scalar kernel only: called for each interaction while its operands hold their values.
  const std::function<void(uint32_t interaction)>* on_emit = nullptr;
};

void run_block_scalar(const BlockTask& task);
void run_block_simd(const BlockTask& task);

// The pseudo-random values of a message whose two linear forms are x and y.
inline BabyBear mix_first(uint32_t x, uint32_t y) {
  uint32_t h = x * 0x9e3779b1U;
  h = (h ^ (h >> 15)) + y;
  h *= 0x85ebca6bU;
  h = (h ^ (h >> 13)) * 0xc2b2ae35U;
  h = (h ^ (h >> 16)) >> 1;
  return BabyBear::from_monty(h >= BabyBear::kModulus ? h - BabyBear::kModulus : h);
}
inline BabyBear mix_second(uint32_t x, uint32_t y) {
  uint32_t h = y * 0xcc9e2d51U;
  h = (h ^ (h >> 16)) + x;
  h *= 0x1b873593U;
  h = (h ^ (h >> 14)) * 0x27d4eb2fU;
  h = (h ^ (h >> 15)) >> 1;
  return BabyBear::from_monty(h >= BabyBear::kModulus ? h - BabyBear::kModulus : h);
}

}  // namespace zkmem
