// All traces of one segment of the statement `memory`: replay, Merkle update, boundary, adapters, log, clock
// and lookup tables, each written once, into the buffer that is committed. The same at every thread count.
#pragma once

#include <optional>

#include "zkmem/air/proving_input.h"
#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/tree.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/offline/memory_segment.h"
#include "zkmem/memory/statement/memory_airs.h"
#include "zkmem/memory/traces/ledger_trace.h"
#include "zkmem/memory/traces/trace_buffer.h"

namespace zkmem {

struct SegmentTraces {
  SegmentReplay replay;
  std::optional<MerkleTree> final_tree;  // persistent mode

  // Views into `buffer`. Common mains lie in it by descending height, then AIR (the order of the stacked
  // commitment), then the log chips' cached mains, then the Poseidon2 chip, whose height is known last.
  const ProvingInput& input() const { return traces; }

  ProvingInput traces;
  TraceBuffer buffer;  // the next segment may use it again, once these traces are proven
};

// What stands before a segment, by the configuration's mode.
struct SegmentStart {
  const CellImage& initial;  // the memory that it starts from; of global memory, at least what it touches
  const MerkleTree* tree = nullptr;    // over it: persistent
  const LedgerLink* ledger = nullptr;  // global
};

// How much of the traces is made.
enum class SegmentFill {
  kAll,
  // What planning asks for: the heights, the memory afterwards and its tree, and what global memory commits
  // to before it proves. Other cells are indeterminate.
  kShape,
};

// A read whose claimed values are not what was there yields traces that do not check. `buffer` is where the
// cells go: an earlier segment's, or a new one.
Result<SegmentTraces> make_segment_traces(const Context& context, const Poseidon2Batch& hash,
                                          const MemoryAirs& airs, const MemorySegment& segment,
                                          const SegmentStart& start, TraceBuffer buffer = {},
                                          SegmentFill fill = SegmentFill::kAll);

// The image after the segment.
Status apply_segment(const SegmentReplay& replay, CellImage& image);

}  // namespace zkmem
