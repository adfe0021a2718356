// The constants of BLAKE3, for the scalar reference and the vector kernels. Source: the BLAKE3 specification,
// section 2.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace zkmem::blake3_constants {

inline constexpr size_t kBlockWords = 16;
inline constexpr size_t kChunkBlocks = 16;
inline constexpr size_t kRounds = 7;

inline constexpr uint32_t kChunkStart = 1;
inline constexpr uint32_t kChunkEnd = 2;
inline constexpr uint32_t kParent = 4;
inline constexpr uint32_t kRoot = 8;
inline constexpr uint32_t kKeyedHash = 16;
inline constexpr uint32_t kDeriveKeyContext = 32;
inline constexpr uint32_t kDeriveKeyMaterial = 64;

inline constexpr std::array<uint32_t, 8> kIv = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

// kSchedule[r][i]: which word of the block round r takes i-th; each round permutes the one before.
inline constexpr auto kSchedule = [] {
  constexpr size_t kPermutation[16] = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};
  std::array<std::array<size_t, 16>, kRounds> schedule = {};
  for (size_t i = 0; i < 16; ++i) schedule[0][i] = i;
  for (size_t r = 1; r < kRounds; ++r) {
    for (size_t i = 0; i < 16; ++i) schedule[r][i] = schedule[r - 1][kPermutation[i]];
  }
  return schedule;
}();

// The four words that the i-th mixing of a round works on: columns, then diagonals.
inline constexpr size_t kMixing[8][4] = {{0, 4, 8, 12},  {1, 5, 9, 13},  {2, 6, 10, 14}, {3, 7, 11, 15},
                                         {0, 5, 10, 15}, {1, 6, 11, 12}, {2, 7, 8, 13},  {3, 4, 9, 14}};

}  // namespace zkmem::blake3_constants
