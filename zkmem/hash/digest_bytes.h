// Digests and commitments in byte formats: eight words, each a little-endian u32. Those of Poseidon2 are
// field elements and refused otherwise; those of BLAKE3 may be any words.
#pragma once

#include "zkmem/base/byte_cursor.h"
#include "zkmem/hash/commitment.h"
#include "zkmem/hash/hash_suite.h"

namespace zkmem {

inline constexpr size_t kDigestBytes = Commitment::kBytes;

Digest read_digest(ByteCursor& in, const char* what);
Commitment read_commitment(ByteCursor& in, HashSuite suite, const char* what);

void write_digest(ByteWriter& out, const Digest& digest);
void write_commitment(ByteWriter& out, const Commitment& commitment);

}  // namespace zkmem
