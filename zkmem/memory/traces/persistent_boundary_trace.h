// The traces of the persistent boundary chips: one chip a block size, each with the rows of the leaves that
// start (direction 1) or end (-1) in blocks of that size, ascending by leaf, the initial row before the final
// one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/field/matrix.h"
#include "zkmem/hash/poseidon2.h"
#include "zkmem/memory/offline/touched_memory.h"

namespace zkmem {

// Rows of the chip for blocks of `block` cells (1, 2, 4 or 8).
size_t persistent_boundary_rows(const TouchedMemory& touched, uint32_t block);

// Fills the used rows of the chip; `trace` has persistent_boundary_width(block) columns and is zero
// beyond. initial_hashes[i] and final_hashes[i] are touched[i]'s leaf hashes.
void fill_persistent_boundary(const Context& context, const TouchedMemory& touched, uint32_t block,
                              std::span<const Digest> initial_hashes, std::span<const Digest> final_hashes,
                              TraceView trace);

}  // namespace zkmem
