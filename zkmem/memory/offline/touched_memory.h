// The memory that a segment touched, before and after it: by leaf, ascending in (address space, label). This
// is what the boundary chips, the Merkle tree and the hash lookups are made from.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace zkmem {

struct TouchedLeaf {
  uint32_t address_space = 0;
  uint32_t label = 0;         // pointer / 8
  uint8_t initial_block = 8;  // the leaf's cells start in blocks of this size …
  uint8_t final_block = 8;    // … and end in blocks of this one
  uint8_t touched = 0;        // bit i: an access touched cell i
  std::array<uint32_t, 8> initial{};
  std::array<uint32_t, 8> final{};
  std::array<uint32_t, 8> timestamps{};  // of final block i, i < 8 / final_block; 0 if never touched

  bool block_touched(uint32_t i) const {
    return ((touched >> (i * final_block)) & ((1u << final_block) - 1)) != 0;
  }
  friend bool operator==(const TouchedLeaf&, const TouchedLeaf&) = default;
};

using TouchedMemory = std::vector<TouchedLeaf>;

}  // namespace zkmem
