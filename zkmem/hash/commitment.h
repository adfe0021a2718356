// What a tree over rows hashes to: eight 32-bit words, whatever hash made them. Keys and proofs hold
// commitments; those of Poseidon2 are the canonical values of a digest's field elements, all below p.
#pragma once

#include <array>
#include <cstdint>

#include "zkmem/hash/poseidon2.h"

namespace zkmem {

struct Commitment {
  static constexpr size_t kWords = kDigestWidth;
  static constexpr size_t kBytes = 4 * kWords;

  std::array<uint32_t, kWords> words = {};

  friend bool operator==(const Commitment&, const Commitment&) = default;
};

Commitment to_commitment(const Digest& digest);

// All words are below p, so that there is a digest to go back to.
bool has_digest(const Commitment& commitment);
Digest to_digest(const Commitment& commitment);

}  // namespace zkmem
