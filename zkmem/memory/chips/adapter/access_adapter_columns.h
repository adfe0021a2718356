// Columns of the access adapter AIR for blocks of N cells: one row splits a block into its halves or merges
// them. Layout: OpenVM v1.7, system/memory/adapter/columns.rs.
#pragma once

#include <array>
#include <cstddef>

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

constexpr size_t access_adapter_width(size_t n) { return 9 + n; }
static_assert(sizeof(AccessAdapterColumns<char, 2>) == access_adapter_width(2));
static_assert(sizeof(AccessAdapterColumns<char, 32>) == access_adapter_width(32));

}  // namespace zkmem
