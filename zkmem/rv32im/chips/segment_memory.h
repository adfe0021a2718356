// The part of a segment's traces that its memory alone decides, whatever ran: boundary and tree between
// roots, or the tokens of global memory. Planning and proving make it alike.
#pragma once

#include <cstdint>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/field/matrix.h"
#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/tree.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/offline/touched_memory.h"
#include "zkmem/memory/traces/leaf_marks.h"
#include "zkmem/primitives/poseidon2_air.h"
#include "zkmem/primitives/range_counts.h"

namespace zkmem::rv32im {

struct RootedSegmentMemory {
  Trace boundary;
  Trace merkle;
  Poseidon2Rows hashes;  // distinct
  MerkleTree final_tree;
};

// `start` is the tree over the memory at the segment's start. Range checks are counted.
Result<RootedSegmentMemory> rooted_segment_memory(const Context& context, const Poseidon2Batch& hash,
                                                  const MemoryConfig& config, const MerkleTree& start,
                                                  TouchedMemory touched, RangeCounts& counts);

struct GlobalSegmentMemory {
  TouchedMemory touched;
  std::vector<uint32_t> from;  // by touched leaf: the last segment that touched it before, or 0
  std::vector<uint32_t> rows;  // of the boundary, places in `touched`
  Trace tokens;                // the boundary's cached part
};

// `marks` of the segments before.
GlobalSegmentMemory global_segment_memory(const Context& context, const LeafMarks& marks,
                                          TouchedMemory touched);

inline constexpr uint32_t kSegmentBoundaryBlock = 4;  // cells; all memory starts and ends in such blocks

}  // namespace zkmem::rv32im
