// The round constants as the vector kernels want them: Montgomery words minus p (wrapped), so that adding one
// to a reduced word gives a signed word in [-p, p) without a correction.
#pragma once

#include <cstdint>

#include "zkmem/field/babybear.h"
#include "zkmem/hash/poseidon2_constants.h"

namespace zkmem::poseidon2 {

struct RoundWords {
  uint32_t initial[4][16];
  uint32_t internal[13];
  uint32_t final[4][16];
};

inline constexpr RoundWords kRoundWords = [] {
  const auto shifted = [](uint32_t canonical) {
    return BabyBear::from_canonical(canonical).monty() - BabyBear::kModulus;
  };
  RoundWords words = {};
  for (int r = 0; r < 4; ++r) {
    for (int i = 0; i < 16; ++i) {
      words.initial[r][i] = shifted(kExternalInitial[r][i]);
      words.final[r][i] = shifted(kExternalFinal[r][i]);
    }
  }
  for (int r = 0; r < 13; ++r) words.internal[r] = shifted(kInternal[r]);
  return words;
}();

}  // namespace zkmem::poseidon2
