// The proof file: what is claimed, and one SWIRL proof per segment. Nothing in it is trusted: verification
// derives keys and parameters itself and compares every word of the claim with what the proofs bind. One
// encoding per proof: anything non-canonical or trailing is refused. Bytes: docs/spec/zkproof.md.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/statement/claim.h"

namespace zkmem {

struct ZkProof {
  AnyClaim claim;
  std::vector<std::vector<uint8_t>> segment_proofs;  // canonical SWIRL proofs, one per segment of the claim
};

std::vector<uint8_t> encode_zkproof(const ZkProof& proof);

// Allocates no more than the input's size; the error names the byte offset. `own`: a statement that is not
// built in, for files with its tag.
Result<ZkProof> decode_zkproof(std::span<const uint8_t> bytes, const Statement* own = nullptr);

// Whether the bytes start like a proof file.
bool looks_like_zkproof(std::span<const uint8_t> bytes);

}  // namespace zkmem
