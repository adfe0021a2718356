#include "zkmem/hash/poseidon2.h"

#include <algorithm>

#include "zkmem/hash/poseidon2_constants.h"

namespace zkmem {
namespace {

using F = BabyBear;

template <size_t N>
constexpr std::array<F, N> constants(const uint32_t (&canonical)[N]) {
  std::array<F, N> row;
  for (size_t i = 0; i < N; ++i) row[i] = F::from_canonical(canonical[i]);
  return row;
}
template <size_t N>
constexpr std::array<Poseidon2State, N> constants(const uint32_t (&canonical)[N][16]) {
  std::array<Poseidon2State, N> rows;
  for (size_t i = 0; i < N; ++i) rows[i] = constants(canonical[i]);
  return rows;
}
constexpr auto kInitial = constants(poseidon2::kExternalInitial);
constexpr auto kFinal = constants(poseidon2::kExternalFinal);
constexpr auto kInternal = constants(poseidon2::kInternal);
constexpr auto kDiagonal = constants(poseidon2::kInternalDiagonal);

F sbox(F x) {
  const F x2 = x.square();
  const F x3 = x2 * x;
  return x2.square() * x3;
}

// The 4x4 circulant (2 3 1 1) on each chunk, then each lane gains the sum of its congruence class mod 4.
void external_layer(Poseidon2State& s) {
  for (size_t i = 0; i < 16; i += 4) {
    const F t01 = s[i] + s[i + 1];
    const F t23 = s[i + 2] + s[i + 3];
    const F t = t01 + t23;
    const F a = t + s[i + 1];
    const F b = t + s[i + 3];
    s[i + 3] = b + s[i].doubled();
    s[i + 1] = a + s[i + 2].doubled();
    s[i] = a + t01;
    s[i + 2] = b + t23;
  }
  for (size_t k = 0; k < 4; ++k) {
    const F sum = s[k] + s[k + 4] + s[k + 8] + s[k + 12];
    for (size_t i = k; i < 16; i += 4) s[i] += sum;
  }
}

void external_rounds(Poseidon2State& s, const std::array<Poseidon2State, 4>& rounds) {
  for (const Poseidon2State& round : rounds) {
    for (size_t i = 0; i < 16; ++i) s[i] = sbox(s[i] + round[i]);
    external_layer(s);
  }
}

}  // namespace

void poseidon2_permute(Poseidon2State& state) {
  external_layer(state);
  external_rounds(state, kInitial);
  for (const F constant : kInternal) {
    state[0] = sbox(state[0] + constant);
    F sum = state[0];
    for (size_t i = 1; i < 16; ++i) sum += state[i];
    for (size_t i = 0; i < 16; ++i) state[i] = sum + kDiagonal[i] * state[i];
  }
  external_rounds(state, kFinal);
}

Digest compress(const Digest& left, const Digest& right) {
  Poseidon2State state;
  std::copy(left.begin(), left.end(), state.begin());
  std::copy(right.begin(), right.end(), state.begin() + kDigestWidth);
  poseidon2_permute(state);
  Digest digest;
  std::copy_n(state.begin(), kDigestWidth, digest.begin());
  return digest;
}

}  // namespace zkmem
