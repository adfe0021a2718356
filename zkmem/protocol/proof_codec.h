// A proof as bytes (docs/spec/proof.md): the reference's codec, version 3, or version 4 for a suite whose
// proofs share paths. One encoding per proof: field elements are canonical, padding bits are zero, nothing
// trails. The decoder needs no key; every count is
// compared with the bytes that are left before anything is allocated, so memory and time are linear in the
// input.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/protocol/proof.h"

namespace zkmem {

uint32_t proof_codec_version(HashSuite suite);

Result<Proof> decode_proof(std::span<const uint8_t> bytes);

// The proof's counts must agree with each other (as in any decoded or proven one).
std::vector<uint8_t> encode_proof(const Proof& proof);

}  // namespace zkmem
