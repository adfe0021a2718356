// The vector kernels of hash/simd.h and hash/blake3_simd.h behind the interface of hash/hash_backend.h.
#pragma once

#include "zkmem/hash/hash_backend.h"

namespace zkmem {

const HashBackend& simd_hash_backend();

}  // namespace zkmem
