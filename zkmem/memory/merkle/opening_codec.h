// Merkle openings as files (docs/spec/opening.md): version 1 of one range, version 2 of several. One encoding
// per opening; the readers allocate no more than the file's size and name the byte at fault.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/merkle/opening.h"
#include "zkmem/memory/merkle/shared_opening.h"

namespace zkmem {

std::vector<uint8_t> encode_opening(const MerkleDimensions& dimensions, const MerkleOpening& opening);

std::vector<uint8_t> encode_shared_opening(const MerkleDimensions& dimensions, const SharedOpening& opening);

// Of the tree that the opening says it is made for.
Result<MerkleDimensions> opening_dimensions(std::span<const uint8_t> bytes);

// Refuses an opening made for a tree of other dimensions than the verifier's own.
Result<MerkleOpening> decode_opening(const MerkleDimensions& dimensions, std::span<const uint8_t> bytes);

// Whether these bytes begin as those of several ranges do.
bool is_shared_opening(std::span<const uint8_t> bytes);
Result<SharedOpening> decode_shared_opening(const MerkleDimensions& dimensions,
                                            std::span<const uint8_t> bytes);

}  // namespace zkmem
