// Comparing what a proof file claims with what its proofs bind.
#pragma once

#include <cstdint>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/hash/commitment.h"

namespace zkmem {

// kRejected: "WHAT claimed is A, proven B".
Status check_same(const char* what, const Digest& claimed, const Digest& proven);
Status check_same(const char* what, const Commitment& claimed, const Commitment& proven);
Status check_same(const char* what, uint32_t claimed, uint32_t proven);

// The digest among public values, from word `first`.
Digest digest_at(const std::vector<BabyBear>& words, size_t first);

}  // namespace zkmem
