// What planning wants of a segment's traces, without the traces: their heights and cells, the memory that it
// touched, and the tree or the tokens that it leaves. From the counts and the marked memory of a machine that
// has just stopped, at a fraction of what the record costs; or from traces that are planned anyway. Equal
// either way.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/field/matrix.h"
#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/tree.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/offline/touched_memory.h"
#include "zkmem/memory/online/address_map.h"
#include "zkmem/memory/traces/leaf_marks.h"
#include "zkmem/rv32im/chips/machine_definition.h"
#include "zkmem/rv32im/chips/segment_traces.h"
#include "zkmem/vm/program.h"
#include "zkmem/vm/segment_counts.h"

namespace zkmem::rv32im {

// Rows before padding of what ran, by AIR. kBadInput for an opcode of no chip.
Result<std::vector<uint64_t>> counted_rows(const Program& program, const SegmentCounts& counts,
                                           const MachineDefinition& machine);

class SegmentOutline {
 public:
  // Between roots; `start` is the tree over the memory at the segment's start, `memory` the marked memory at
  // its end. The machine's rows must be counted (MachineDefinition::rows_are_counted).
  static Result<SegmentOutline> count(const Context& context, const Poseidon2Batch& hash,
                                      const MemoryConfig& config, const Program& program,
                                      const SegmentCounts& counts, const AddressMap& memory,
                                      const MerkleTree& start, const MachineDefinition& machine);
  // On global memory; `marks` of the segments before.
  static Result<SegmentOutline> count(const Context& context, const Program& program,
                                      const SegmentCounts& counts, const AddressMap& memory,
                                      const LeafMarks& marks, const MachineDefinition& machine);
  // Of a segment's traces that are not filled yet.
  static SegmentOutline of(SegmentTraces traces);

  // As of SegmentTraces.
  const std::vector<size_t>& heights() const { return heights_; }
  size_t cells() const { return cells_; }
  const MerkleTree& final_tree() const { return *final_tree_; }
  const TouchedMemory& touched() const { return touched_; }
  ConstTraceView tokens() const { return tokens_.view(); }
  Trace take_tokens() { return std::move(tokens_); }

 private:
  std::vector<size_t> heights_;  // by AIR; 0: absent
  size_t cells_ = 0;
  std::optional<MerkleTree> final_tree_;
  TouchedMemory touched_;
  Trace tokens_;
};

}  // namespace zkmem::rv32im
