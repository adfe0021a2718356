// A Merkle opening as a file (docs/spec/opening.md). One encoding per opening; the reader allocates no more
// than the file's size and names the byte at fault.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/merkle/opening.h"

namespace zkmem {

std::vector<uint8_t> encode_opening(const MerkleDimensions& dimensions, const MerkleOpening& opening);

// Of the tree that the opening says it is made for.
Result<MerkleDimensions> opening_dimensions(std::span<const uint8_t> bytes);

// Refuses an opening made for a tree of other dimensions than the verifier's own.
Result<MerkleOpening> decode_opening(const MerkleDimensions& dimensions, std::span<const uint8_t> bytes);

}  // namespace zkmem
