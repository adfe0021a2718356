// Digests and commitments as people write them: 64 hex digits, the 8 words in order, each big-endian; a
// digest's words are canonical.
#pragma once

#include <string>
#include <string_view>

#include "zkmem/base/result.h"
#include "zkmem/hash/commitment.h"

namespace zkmem {

std::string digest_to_hex(const Digest& digest);
Result<Digest> digest_from_hex(std::string_view text);
std::string commitment_to_hex(const Commitment& commitment);
Result<Commitment> commitment_from_hex(std::string_view text);

}  // namespace zkmem
