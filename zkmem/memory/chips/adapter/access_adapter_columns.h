// Columns of the access adapter AIR for blocks of N cells: one row splits a block into its halves or merges
// them. Layout: OpenVM v1.7, system/memory/adapter/columns.rs.
#pragma once

#include <array>
#include <cstddef>

#include "zkmem/air/columns.h"

namespace zkmem {

template <class T, size_t N>
struct AccessAdapterColumns {
  T is_valid;
  T is_split;
  T address_space;
  T pointer;
  std::array<T, N> values;
  T left_timestamp;
  T right_timestamp;
  T is_right_larger;        // right_timestamp > left_timestamp
  std::array<T, 2> lt_aux;  // limbs of right - left + 2^timestamp_max_bits - 1, lower part
};

template <size_t N>
struct AccessAdapterRow {
  template <class T>
  using Columns = AccessAdapterColumns<T, N>;
};

// f.operator()<n>() for the adapter of blocks of n cells.
template <class F>
decltype(auto) with_adapter_size(size_t n, const F& f) {
  return with_size<2, 4, 8, 16, 32>(n, f);
}

inline size_t access_adapter_width(size_t n) {
  return with_adapter_size(n, []<size_t N>() { return kColumnCount<AccessAdapterRow<N>::template Columns>; });
}

}  // namespace zkmem
