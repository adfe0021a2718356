// Auxiliary columns of a logical memory access (memory_bridge.h). Source: openvm-circuit
// system/memory/offline_checker/columns.rs (2.0.2); the order of the fields is part of every chip's layout.
#pragma once

#include <cstddef>

namespace zkmem {

// Limbs of the difference of two timestamps: 17 + 12 bits.
inline constexpr size_t kTimestampLimbs = 2;

template <class T>
struct TimestampLessThanColumns {
  T lower_decomp[kTimestampLimbs];
};

template <class T>
struct MemoryBaseAuxColumns {
  T prev_timestamp;
  TimestampLessThanColumns<T> timestamp_lt_aux;
};

template <class T>
struct MemoryReadAuxColumns {
  MemoryBaseAuxColumns<T> base;
};

template <class T, size_t N = 4>
struct MemoryWriteAuxColumns {
  MemoryBaseAuxColumns<T> base;
  T prev_data[N];
};

template <class T>
struct MemoryReadOrImmediateAuxColumns {
  MemoryBaseAuxColumns<T> base;
  T is_immediate;
  T is_zero_aux;
};

}  // namespace zkmem
