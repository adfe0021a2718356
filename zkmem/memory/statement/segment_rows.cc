#include "zkmem/memory/statement/segment_rows.h"

#include <bit>
#include <utility>

#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/traces/block_time_trace.h"
#include "zkmem/memory/traces/finalized_memory.h"

namespace zkmem {
namespace {

size_t log2(uint32_t power_of_two) { return static_cast<size_t>(std::countr_zero(power_of_two)); }

}  // namespace

SegmentRows segment_rows(const Context& context, const MemoryAirs& airs, const MemorySegment& segment,
                         const CellImage& initial) {
  SegmentRows result;
  result.rows.resize(airs.entries.size());
  if (!segment.immediates.empty()) result.rows[*airs.logs[0]] += segment.immediates.size();
  for (const ReplayAccess& access : segment.accesses) ++result.rows[*airs.logs[log2(access.size)]];
  result.rows[airs.inc] = segment.steps.size();
  SegmentReplay replay = replay_segment(context, airs.config, initial, segment.accesses, segment.cells);
  FinalizedMemory memory(airs.config, MerkleTree(merkle_dimensions(airs.config)), take_touched(replay));
  for (const MemoryChip& chip : memory.chips()) {
    if (chip.kind == MemoryChipKind::kAccessAdapter)
      result.rows[*airs.adapters[log2(chip.block) - 1]] = chip.used_rows;
  }
  if (airs.block_times)
    result.rows[*airs.block_times] = merged_block_times(context, memory.adapters().records()).size();
  result.touched = std::move(memory).take_replay().touched;
  return result;
}

}  // namespace zkmem
