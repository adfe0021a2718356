// All traces of one segment of a program's execution: what its proof is made of. From the record and the
// recorded memory of a machine that has just stopped, in parallel, column by column; the same at every thread
// count.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "zkmem/air/proving_input.h"
#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/tree.h"
#include "zkmem/memory/offline/touched_memory.h"
#include "zkmem/memory/online/memory.h"
#include "zkmem/memory/traces/ledger_trace.h"
#include "zkmem/memory/traces/trace_buffer.h"
#include "zkmem/primitives/poseidon2_air.h"
#include "zkmem/primitives/range_counts.h"
#include "zkmem/rv32im/chips/instruction_traces.h"
#include "zkmem/rv32im/chips/machine_definition.h"
#include "zkmem/vm/execution_record.h"
#include "zkmem/vm/program.h"

namespace zkmem::rv32im {

class SegmentTraces {
 public:
  // Everything but the cells: which AIRs are present and how high they are, the memory after the segment and
  // its tree. `table` is program_table(program); `memory` is the recorded memory at the segment's end, before
  // it is cut; `start` is the tree over the memory at its start. All arguments but `start` must stay until
  // fill() is done; program, table and machine as long as the traces.
  static Result<SegmentTraces> plan(const Context& context, const Poseidon2Batch& hash,
                                    const Program& program, const Trace& table, const ExecutionRecord& record,
                                    MemoryCore& memory, const MerkleTree& start,
                                    const MachineDefinition& machine = MachineDefinition::rv32im());

  // The same of a machine on global memory: segment `number`, from 1. `ledger` says which leaves the segments
  // before touched, and the challenge; planning without one is for the cached part.
  static Result<SegmentTraces> plan(const Context& context, const Program& program, const Trace& table,
                                    const ExecutionRecord& record, MemoryCore& memory,
                                    const LedgerLink& ledger, uint32_t number,
                                    const MachineDefinition& machine);

  // A power of two; 0: the AIR is absent.
  size_t height(size_t air) const { return heights_[air]; }
  const std::vector<size_t>& heights() const { return heights_; }
  // Common main cells of all AIRs: what fill() writes, and on global memory the boundary's cached ones.
  size_t cells() const { return cells_; }
  // The tree over the memory after the segment: the next one's start. Not on global memory.
  const MerkleTree& final_tree() const { return *final_tree_; }
  // On global memory: the boundary's cached part, and the leaves that are its rows.
  ConstTraceView tokens() const { return tokens_.view(); }
  const TouchedMemory& touched() const { return touched_; }
  // The same, from traces that nobody will fill.
  std::optional<MerkleTree> take_final_tree() { return std::move(final_tree_); }
  Trace take_tokens() { return std::move(tokens_); }
  TouchedMemory take_touched() { return std::move(touched_); }

  // Fills all traces, once, into `buffer`: an earlier segment's, whose pages are touched already, or a new
  // one. With `times`, what each chip takes is added there; boundary and Merkle rows were made by plan().
  Status fill(const Context& context, ChipTimes* times = nullptr, TraceBuffer buffer = {});

  // Views into this object, public values included. All common mains lie in one buffer in trace order (height
  // descending, then AIR ascending), column after column: the order of the stacked commitment.
  ProvingInput input() const;
  // For the next segment, once these traces are proven; views are void then.
  TraceBuffer take_buffer();
  // Which rows belong to which instruction, for reports.
  const InstructionTraces& instructions() const { return instructions_; }

 private:
  SegmentTraces(InstructionTraces instructions, const Trace& table, const MachineDefinition& machine)
      : memory_(machine.memory()),
        instructions_(std::move(instructions)),
        table_(&table),
        range_counts_(kRangeMaxBits) {}
  void lay_out(const MachineDefinition& machine);
  void take_views(const Context& context);
  MachineMemory memory_;
  InstructionTraces instructions_;
  const Trace* table_;
  std::optional<MerkleTree> final_tree_;
  TouchedMemory touched_;  // global memory
  Trace tokens_;           // likewise
  Trace boundary_;         // filled by plan(), moved into the buffer by fill()
  Trace merkle_;
  Poseidon2Rows poseidon2_rows_;
  RangeCounts range_counts_;
  // By AIR.
  std::vector<size_t> heights_;
  std::vector<size_t> widths_;
  std::vector<size_t> order_;  // of the AIRs in the buffer
  size_t cells_ = 0;
  TraceBuffer buffer_;
  std::vector<TraceView> views_;  // by AIR, into buffer_; none before fill()
  std::vector<BabyBear> connector_values_;
  std::vector<BabyBear> merkle_values_;
  std::vector<BabyBear> boundary_values_;  // global memory
};

}  // namespace zkmem::rv32im
