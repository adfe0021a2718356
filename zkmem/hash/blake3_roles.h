// The functions of the blake3 suite: BLAKE3's key derivation mode, with a context string for each thing that
// is hashed, so that no row is a node, no node a transcript, and none of them anything outside of this suite.
// docs/spec/hash-suites.md.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "zkmem/hash/blake3.h"

namespace zkmem {

enum class Blake3Role {
  kRow,          // of a committed matrix
  kNode,         // over two digests
  kTranscript,   // the next state and what is sampled from it
  kProofOfWork,  // a state and a witness
  kKey,          // a verifying key's content
  kKeyList,      // the pre-hashes that a proof file names
  kLogDigest,    // the commitments that are an access log
};
inline constexpr size_t kNumBlake3Roles = 7;

std::string_view blake3_context(Blake3Role role);
const Blake3Mode& blake3_mode(Blake3Role role);

// The first 32 bytes of output.
Blake3Words blake3_digest(Blake3Role role, std::span<const uint8_t> input);

}  // namespace zkmem
