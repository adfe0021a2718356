// Hashing of fixed-width rows and of lists of digests (swirl.md section 3).
#pragma once

#include <span>

#include "zkmem/hash/poseidon2.h"

namespace zkmem {

// Overwrite-mode sponge without padding or length separation: safe only where the width is fixed. Empty
// input: zeros.
Digest hash_slice(std::span<const BabyBear> row);

// Compresses adjacent pairs until one digest remains; the count must be a power of two.
Digest tree_compress(std::span<const Digest> digests);

}  // namespace zkmem
