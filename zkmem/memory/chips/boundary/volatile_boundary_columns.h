// Columns of the volatile boundary AIRs: one row a touched cell or block, sorted by address.
// VolatileBoundaryColumns is OpenVM v1.7's (system/memory/volatile/mod.rs); BlockVolatileBoundaryColumns is
// the hybrid profile's: blocks of kBlock cells, initial values constrained to zero (so they need no columns).
#pragma once

#include <array>
#include <cstddef>

namespace zkmem {

template <class T>
struct VolatileBoundaryColumns {
  std::array<T, 1> address_space_limbs;
  std::array<T, 2> pointer_limbs;
  T initial_data;
  T final_data;
  T final_timestamp;
  T is_valid;
  std::array<T, 2> diff_marker;  // which of (space, pointer) differs first from the next row's
  T diff_inv;                    // the inverse of that difference
  std::array<T, 2> lt_decomp;    // limbs of difference + 2^bits - 1, lower part
};

// kBlock: 1, 2 or 4. pointer = kBlock * (block_limbs[0] + 2^range_max_bits * block_limbs[1]).
template <class T, size_t kBlock>
struct BlockVolatileBoundaryColumns {
  T address_space;
  std::array<T, 2> block_limbs;
  std::array<T, kBlock> final_data;
  T final_timestamp;
  T is_valid;
  std::array<T, 2> diff_marker;
  T diff_inv;
  std::array<T, 2> lt_decomp;
};

inline constexpr size_t kVolatileBoundaryWidth = 12;
constexpr size_t block_volatile_boundary_width(size_t block) { return 10 + block; }
static_assert(sizeof(VolatileBoundaryColumns<char>) == kVolatileBoundaryWidth);
static_assert(sizeof(BlockVolatileBoundaryColumns<char, 4>) == block_volatile_boundary_width(4));

}  // namespace zkmem
