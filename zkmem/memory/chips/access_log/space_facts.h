// What the hybrid profile knows of an address space, as an access of it learns it: numbers, or columns.
#pragma once

#include <array>
#include <cstdint>

#include "zkmem/memory/model/config.h"

namespace zkmem {

template <class T>
struct SpaceFactsColumns {
  T even;   // 1: pointers are even (blocks of 2 or 4)
  T fours;  // 1: pointers are multiples of 4
  T num_cells;
  T is_ranged;   // 1: values are below 2^value_bits; 0: any field element
  T value_bits;  // 0 if not ranged

  // In the order of the space table's messages.
  std::array<T, 5> fields() const { return {even, fours, num_cells, is_ranged, value_bits}; }
};
using SpaceFacts = SpaceFactsColumns<uint32_t>;

SpaceFacts space_facts(const MemoryConfig& config, uint32_t space);

}  // namespace zkmem
