// Columns of the volatile boundary AIRs: one row a touched cell or block, sorted by address.
// VolatileBoundaryColumns is OpenVM v1.7's (system/memory/volatile/mod.rs); BlockVolatileBoundaryColumns is
// the hybrid profile's: blocks of kBlock cells, initial values constrained to zero (so they need no columns).
#pragma once

#include <array>
#include <cstddef>

#include "zkmem/air/columns.h"

namespace zkmem {

// The comparison of a row's address with the next row's.
template <class T>
struct AddressOrderColumns {
  std::array<T, 2> diff_marker;  // which of (space, pointer) differs first from the next row's
  T diff_inv;                    // the inverse of that difference
  std::array<T, 2> lt_decomp;    // limbs of difference + 2^bits - 1, lower part
};

template <class T>
struct VolatileBoundaryColumns {
  std::array<T, 1> address_space_limbs;
  std::array<T, 2> pointer_limbs;
  T initial_data;
  T final_data;
  T final_timestamp;
  T is_valid;
  AddressOrderColumns<T> order;
};

// kBlock: 1, 2 or 4. pointer = kBlock * (block_limbs[0] + 2^range_max_bits * block_limbs[1]).
template <class T, size_t kBlock>
struct BlockVolatileBoundaryColumns {
  T address_space;
  std::array<T, 2> block_limbs;
  std::array<T, kBlock> final_data;
  T final_timestamp;
  T is_valid;
  AddressOrderColumns<T> order;
};

template <size_t kBlock>
struct BlockVolatileBoundaryRow {
  template <class T>
  using Columns = BlockVolatileBoundaryColumns<T, kBlock>;
};

// f.operator()<block>() for the chip whose blocks have `block` cells.
template <class F>
decltype(auto) with_volatile_block(size_t block, const F& f) {
  return with_size<1, 2, 4>(block, f);
}

inline size_t block_volatile_boundary_width(size_t block) {
  return with_volatile_block(block, []<size_t kBlock>() {
    return kColumnCount<BlockVolatileBoundaryRow<kBlock>::template Columns>;
  });
}

}  // namespace zkmem
