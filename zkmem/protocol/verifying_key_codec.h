// The verifying key as bytes: the reference's postcard encoding (docs/spec/verifying-key.md). One encoding
// per key: non-minimal integers, values out of range and trailing bytes are refused. Nothing is allocated
// from a length that the remaining bytes cannot fill.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/protocol/verifying_key.h"

namespace zkmem {

// Also checks that the key is well formed (verifying_key_check.h) and that its pre-hash is the hash of its
// content.
Result<VerifyingKey> decode_verifying_key(std::span<const uint8_t> bytes);

// From the bytes without the pre-hash, which is computed.
Result<VerifyingKey> decode_verifying_key_content(std::span<const uint8_t> content_bytes);

// Every commitment, the pre-hash among them, is one of the key's suite (is_commitment_of), as in any
// generated or decoded key.
std::vector<uint8_t> encode_verifying_key(const VerifyingKey& key);
std::vector<uint8_t> encode_verifying_key_content(const VerifyingKeyContent& content);

// poseidon2: over the bytes u32le(3) | u64le(length) | content, one byte per field element. blake3: over the
// content, which begins with a header that names the suite.
Commitment verifying_key_pre_hash(const VerifyingKeyContent& content);
Commitment verifying_key_content_hash(HashSuite suite, std::span<const uint8_t> content_bytes);

}  // namespace zkmem
