// The traces of the volatile boundary chips: one row a touched cell (openvm-v1) or block (hybrid), ascending
// by (space, pointer). Initial values are zero. As the constraints compare each row with the next, wrapping
// around at the end, the last row always carries the limbs of a comparison of equals.
#pragma once

#include <cstddef>
#include <cstdint>

#include "zkmem/base/context.h"
#include "zkmem/field/matrix.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/offline/touched_memory.h"
#include "zkmem/primitives/range_counts.h"

namespace zkmem {

// How the address space of a row is range-checked: OpenVM v1.7 checks the space itself with one bit more than
// the tree's height; our circuits check space - 1, so that a row can never speak of space 0.
enum class SpaceCheck : uint8_t { kMinusOne, kOpenVmV1 };

// Rows of the chip for blocks of `block` cells.
size_t volatile_boundary_rows(const TouchedMemory& touched, uint32_t block);

// openvm-v1, VolatileBoundaryColumns: fills the used rows and the last row of `trace`, which is zero
// beyond; range checks are counted.
void fill_volatile_boundary(const Context& context, const MemoryConfig& config, const TouchedMemory& touched,
                            SpaceCheck space_check, RangeCounts& counts, TraceView trace);

// hybrid, blocks of `block` cells (1, 2 or 4): block_volatile_boundary_width(block) columns.
void fill_block_volatile_boundary(const Context& context, const MemoryConfig& config,
                                  const TouchedMemory& touched, uint32_t block, RangeCounts& counts,
                                  TraceView trace);

}  // namespace zkmem
