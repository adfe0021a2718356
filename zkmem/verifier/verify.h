// The verifier: any key, any proof, any bytes end in accept or in a Rejection. No threads, no exceptions, no
// global state; memory and time are bounded by the input's size. Needs C++ and the standard library only.
//
// What it rests on: the key is the statement's (compare its pre-hash or its bytes), and the caller gives the
// public values, the presence of optional AIRs and the cached commitments their meaning. A cached commitment
// means something only together with its AIR's height: cells of one height open as cells of another.
// Source: swirl.md sections 7 and 14; stark-backend verifier/mod.rs (2.0.1) for the order of checks.
#pragma once

#include <cstdint>
#include <span>

#include "zkmem/hash/hash_backend.h"
#include "zkmem/protocol/proof.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/transcript/transcript_log.h"
#include "zkmem/verifier/rejection.h"

namespace zkmem {

struct VerifyOptions {
  const HashBackend* hash = nullptr;  // for Merkle openings; none: scalar
  TranscriptLog* log = nullptr;       // records every word, also of a rejected proof
};

Verdict verify(const VerifyingKey& key, const Proof& proof, const VerifyOptions& options = {});

// Decodes the proof and verifies it: bytes that are no proof's encoding are rejected in phase kDecoding.
Verdict verify_bytes(const VerifyingKey& key, std::span<const uint8_t> proof_bytes,
                     const VerifyOptions& options = {});

}  // namespace zkmem
