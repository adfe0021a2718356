// The rounds of Poseidon2 on one state, once for all scalar users: the hash runs them, the periphery chip's
// trace also records what happens in them. Vector kernels: poseidon2-inl.h. Source: swirl.md section 3.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "zkmem/hash/poseidon2.h"
#include "zkmem/hash/poseidon2_constants.h"

namespace zkmem::poseidon2 {

template <size_t N>
constexpr std::array<BabyBear, N> field_words(const uint32_t (&canonical)[N]) {
  std::array<BabyBear, N> words;
  for (size_t i = 0; i < N; ++i) words[i] = BabyBear::from_canonical(canonical[i]);
  return words;
}
template <size_t N>
constexpr std::array<Poseidon2State, N> field_words(const uint32_t (&canonical)[N][16]) {
  std::array<Poseidon2State, N> rows;
  for (size_t i = 0; i < N; ++i) rows[i] = field_words(canonical[i]);
  return rows;
}
inline constexpr auto kInitialWords = field_words(kExternalInitial);
inline constexpr auto kFinalWords = field_words(kExternalFinal);
inline constexpr auto kInternalWords = field_words(kInternal);
inline constexpr auto kDiagonalWords = field_words(kInternalDiagonal);

// The 4x4 circulant (2 3 1 1) on each chunk, then each lane gains the sum of its congruence class mod 4.
inline void external_layer(Poseidon2State& s) {
  for (size_t i = 0; i < 16; i += 4) {
    const BabyBear t01 = s[i] + s[i + 1];
    const BabyBear t23 = s[i + 2] + s[i + 3];
    const BabyBear t = t01 + t23;
    const BabyBear a = t + s[i + 1];
    const BabyBear b = t + s[i + 3];
    s[i + 3] = b + s[i].doubled();
    s[i + 1] = a + s[i + 2].doubled();
    s[i] = a + t01;
    s[i + 2] = b + t23;
  }
  for (size_t k = 0; k < 4; ++k) {
    const BabyBear sum = s[k] + s[k + 4] + s[k + 8] + s[k + 12];
    for (size_t i = k; i < 16; i += 4) s[i] += sum;
  }
}

// One plus a diagonal.
inline void internal_layer(Poseidon2State& s) {
  BabyBear sum = s[0];
  for (size_t i = 1; i < 16; ++i) sum += s[i];
  for (size_t i = 0; i < 16; ++i) s[i] = sum + kDiagonalWords[i] * s[i];
}

// Permutes `s`. `observer` sees, in order, the cube inside every S-box (cube), the state after every external
// round (state) and the first word after every internal S-box (word).
template <class Observer>
void permute(Poseidon2State& s, Observer&& observer) {
  const auto sbox = [&observer](BabyBear x) {
    const BabyBear square = x.square();
    const BabyBear cube = square * x;
    observer.cube(cube);
    return square.square() * cube;
  };
  const auto external_rounds = [&](const std::array<Poseidon2State, 4>& rounds) {
    for (const Poseidon2State& constants : rounds) {
      for (size_t i = 0; i < 16; ++i) s[i] = sbox(s[i] + constants[i]);
      external_layer(s);
      observer.state(s);
    }
  };
  external_layer(s);
  external_rounds(kInitialWords);
  for (const BabyBear constant : kInternalWords) {
    s[0] = sbox(s[0] + constant);
    observer.word(s[0]);
    internal_layer(s);
  }
  external_rounds(kFinalWords);
}

}  // namespace zkmem::poseidon2
