// Poseidon2 over BabyBear, width 16, S-box x^7, 4 + 13 + 4 rounds: scalar reference (swirl.md section 3).
#pragma once

#include <array>
#include <cstddef>

#include "zkmem/field/babybear.h"

namespace zkmem {

inline constexpr size_t kPoseidon2Width = 16;
inline constexpr size_t kDigestWidth = 8;

using Poseidon2State = std::array<BabyBear, kPoseidon2Width>;
using Digest = std::array<BabyBear, kDigestWidth>;

void poseidon2_permute(Poseidon2State& state);

// The permutation of left || right, truncated to a digest.
Digest compress(const Digest& left, const Digest& right);

}  // namespace zkmem
