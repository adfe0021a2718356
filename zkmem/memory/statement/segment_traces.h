// All traces of one segment of the statement `memory`: replay, Merkle update, boundary, adapters, log, clock
// and lookup tables. The same at every thread count.
#pragma once

#include <optional>
#include <vector>

#include "zkmem/air/proving_input.h"
#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/tree.h"
#include "zkmem/memory/online/memory_image.h"
#include "zkmem/memory/statement/memory_airs.h"
#include "zkmem/memory/statement/memory_segment.h"

namespace zkmem {

// Owns its cells. Absent chips have no trace.
struct SegmentTraces {
  std::vector<std::optional<OwnedAirTraces>> per_air;  // by place in MemoryAirs::entries
  SegmentReplay replay;
  std::optional<MerkleTree> final_tree;  // persistent mode

  ProvingInput input() const;
};

// `initial` is the memory that the segment starts from and `initial_tree` its tree (persistent mode only). A
// read whose claimed values are not what was there yields traces that do not check.
Result<SegmentTraces> make_segment_traces(const Context& context, const Poseidon2Batch& hash,
                                          const MemoryAirs& airs, const MemorySegment& segment,
                                          const CellImage& initial, const MerkleTree* initial_tree);

// The image after the segment.
Status apply_segment(const SegmentReplay& replay, CellImage& image);

}  // namespace zkmem
