#include "zkmem/rv32im/chips/segment_memory.h"

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <utility>

#include "zkmem/base/check.h"
#include "zkmem/memory/chips/ledger/columns.h"
#include "zkmem/memory/traces/finalized_memory.h"
#include "zkmem/memory/traces/ledger_trace.h"

namespace zkmem::rv32im {

Result<RootedSegmentMemory> rooted_segment_memory(const Context& context, const Poseidon2Batch& hash,
                                                  const MemoryConfig& config, const MerkleTree& start,
                                                  TouchedMemory touched, RangeCounts& counts) {
  SegmentReplay replay;
  replay.touched = std::move(touched);
  const FinalizedMemory finalized(config, start, std::move(replay));
  const std::span<const MemoryChip> chips = finalized.chips();
  ZKMEM_CHECK(chips.size() == 2 && chips[0].kind == MemoryChipKind::kPersistentBoundary &&
              chips[1].kind == MemoryChipKind::kMerkle);
  Trace boundary(chips[0].height, chips[0].width);
  Trace merkle(chips[1].height, chips[1].width);
  const std::array<TraceView, 2> views = {boundary.view(), merkle.view()};
  MerkleTree final_tree = finalized.fill(context, hash, views, counts);
  ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
  const std::array<ConstTraceView, 2> filled = {views[0], views[1]};
  Poseidon2Rows hashes = distinct_poseidon2_inputs(context, finalized.hash_lookups(context, filled));
  ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
  return RootedSegmentMemory{std::move(boundary), std::move(merkle), std::move(hashes),
                             std::move(final_tree)};
}

GlobalSegmentMemory global_segment_memory(const Context& context, const LeafMarks& marks,
                                          TouchedMemory touched) {
  GlobalSegmentMemory memory;
  memory.touched = std::move(touched);
  memory.from = marks.of(memory.touched);
  memory.rows = segment_boundary_rows(memory.touched, kSegmentBoundaryBlock);
  const size_t height = std::bit_ceil(std::max<size_t>(memory.rows.size(), 1));
  memory.tokens = Trace(height, kColumnCount<SegmentTokenColumns>);
  SegmentBoundaryFill{memory.touched, memory.from, memory.rows, kSegmentBoundaryBlock, 0}.fill_cached(
      context, memory.tokens.view());
  return memory;
}

}  // namespace zkmem::rv32im
