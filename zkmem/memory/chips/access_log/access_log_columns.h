// Columns of the log chips: one row an access of N cells.
#pragma once

#include <array>
#include <cstddef>

#include "zkmem/air/columns.h"
#include "zkmem/memory/chips/access_log/space_facts.h"
#include "zkmem/memory/chips/offline_checker/columns.h"

namespace zkmem {

// The cached part: what the log says.
template <class T, size_t N>
struct AccessLogColumns {
  T is_valid;
  T is_write;
  T address_space;
  T pointer;
  std::array<T, N> values;
  T timestamp;
};

// Chips of single cells only: a row may be an immediate read, which is in address space 0.
template <class T>
struct ImmediateColumns {
  T is_immediate;
  T is_zero_aux;
};

// What hybrid's rules add to a row.
template <class T>
struct AccessRuleColumns {
  SpaceFactsColumns<T> facts;
  std::array<T, 2> fours_limbs;  // pointer = 4 fours + 2 bit_1 + bit_0
  T bit_1;
  T bit_0;
  std::array<T, 2> slack_limbs;  // num_cells - pointer - N
};

// What the memory argument adds.
template <class T, size_t N>
struct AccessAuxColumns {
  using PartsAreUnnamed = void;
  MemoryWriteAuxColumns<T, N> memory;
};
template <class T>
struct AccessAuxColumns<T, 1> {
  using PartsAreUnnamed = void;
  MemoryWriteAuxColumns<T, 1> memory;
  ImmediateColumns<T> immediate;
};

// The common part.
template <class T, size_t N, bool kHasRules>
struct AccessLogCommonColumns {
  using PartsAreUnnamed = void;
  AccessAuxColumns<T, N> aux;
};
template <class T, size_t N>
struct AccessLogCommonColumns<T, N, true> {
  using PartsAreUnnamed = void;
  AccessAuxColumns<T, N> aux;
  AccessRuleColumns<T> rules;
};

template <size_t N, bool kHasRules>
struct AccessLogParts {
  template <class T>
  using Cached = AccessLogColumns<T, N>;
  template <class T>
  using Common = AccessLogCommonColumns<T, N, kHasRules>;
};

// f.operator()<n>() for an access of n cells.
template <class F>
decltype(auto) with_access_size(size_t n, const F& f) {
  return with_size<1, 2, 4, 8, 16, 32>(n, f);
}

}  // namespace zkmem
