// How bitcode packs a column, for its reader and its writer. docs/spec/openvm-files.md.
#pragma once

#include <array>
#include <cstdint>
#include <limits>

namespace zkmem::bitcode {

inline constexpr uint64_t kLongLength = 255;  // lengths from here on stand in a column of their own
inline constexpr uint64_t kNeverPacked = 2;   // so few bytes stand as they are

// How many bytes' worth of values one byte holds, by the number that stands in front of a column of bytes:
// values below 256, 16, 6, 4, 3 and 2.
struct Packing {
  uint16_t states;
  uint8_t per_byte;
};
inline constexpr std::array<Packing, 6> kPackings = {{{256, 1}, {16, 2}, {6, 3}, {4, 4}, {3, 5}, {2, 8}}};

// Of the integers of so many bytes.
constexpr uint64_t mask_of(unsigned width) {
  return width == 8 ? std::numeric_limits<uint64_t>::max() : (uint64_t{1} << (8 * width)) - 1;
}

}  // namespace zkmem::bitcode
