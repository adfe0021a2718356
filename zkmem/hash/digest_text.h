// Digests as people write them: 64 hex digits, the 8 canonical words in order, each big-endian.
#pragma once

#include <string>
#include <string_view>

#include "zkmem/base/result.h"
#include "zkmem/hash/poseidon2.h"

namespace zkmem {

std::string digest_to_hex(const Digest& digest);
Result<Digest> digest_from_hex(std::string_view text);

}  // namespace zkmem
