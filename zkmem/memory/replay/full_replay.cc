#include "zkmem/memory/replay/full_replay.h"

#include <string>

#include "zkmem/base/check.h"
#include "zkmem/memory/log/replay.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/online/controller.h"

namespace zkmem {
namespace {

MemoryImage<BabyBear> typed_image(const MemoryConfig& config, const CellImage& cells) {
  MemoryImage<BabyBear> image(config);
  static_cast<CellImage&>(image) = cells;
  return image;
}

// The cells that a segment left different.
Status write_back(const TouchedMemory& touched, CellImage& image) {
  for (const TouchedLeaf& leaf : touched) {
    for (uint32_t i = 0; i < kLeafCells; ++i) {
      if (leaf.final[i] == leaf.initial[i]) continue;
      const auto set = image.set({leaf.address_space, leaf.label * kLeafCells + i}, leaf.final[i]);
      if (!set.ok()) return set.error().to_error();
    }
  }
  return {};
}

// Online memory's answers, as its own log has them, against offline memory's.
void check_agreement(const AccessLog& online, const LogIndex::Segment& range, const MemorySegment& segment,
                     const SegmentReplay& found) {
  size_t i = 0;
  for (AccessLog::Iterator at(&online, range.begin, 1); at.index() < range.end; ++at) {
    const AccessView view = *at;
    if (!view.is_access() || view.address_space == kImmediateSpace) continue;
    const ReplayAccess& access = segment.accesses.at(i);
    ZKMEM_CHECK(access.timestamp == view.timestamp);
    ZKMEM_CHECK(found.previous_timestamps[i] == view.prev_timestamp);
    for (uint32_t k = 0; k < view.size; ++k) {
      const uint32_t before = access.is_write ? view.prev_value(k) : view.value(k);
      ZKMEM_CHECK(found.previous_cells[access.cells + k] == before);
    }
    ++i;
  }
  ZKMEM_CHECK(i == segment.accesses.size());
}

}  // namespace

Result<FullReplay> replay_fully(const Context& context, const Poseidon2Batch& hash, const LogFile& file) {
  const MemoryConfig& config = file.config;
  const MemoryImage<BabyBear> initial = typed_image(config, file.initial);
  ZKMEM_ASSIGN_OR_RETURN(MemoryController<BabyBear> controller,
                         MemoryController<BabyBear>::create(config, initial));
  ZKMEM_ASSIGN_OR_RETURN(const ReplayOutcome outcome, replay_log(file, controller, context));
  if (outcome.mismatch) return rejected(outcome.mismatch->message(file));
  MerkleTree tree(merkle_dimensions(config));
  if (config.mode == BoundaryMode::kPersistent) {
    ZKMEM_ASSIGN_OR_RETURN(tree, tree_of_image(context, hash, config, initial));
  }
  FullReplay replayed{{}, file.initial};
  const AccessLog& log = controller.memory().log();
  const LogIndex index(log);
  for (MemorySegment& segment : memory_segments(log)) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    if (config.mode == BoundaryMode::kVolatile && !replayed.segments.empty()) {
      return bad_input("volatile memory starts from zero and cannot go on in another segment");
    }
    const CellImage before = replayed.final_image;
    SegmentReplay found = replay_segment(context, config, before, segment.accesses, segment.cells);
    check_agreement(log, index.segments()[segment.index], segment, found);
    FinalizedMemory memory(config, tree, take_touched(found));
    if (config.mode == BoundaryMode::kPersistent) tree = memory.final_tree(context, hash);
    ZKMEM_RETURN_IF_ERROR(write_back(memory.touched(), replayed.final_image));
    replayed.segments.push_back({before, std::move(segment), std::move(found), std::move(memory), tree});
  }
  ZKMEM_CHECK(replayed.final_image == controller.memory().image());
  return replayed;
}

MemoryTraces make_memory_traces(const Context& context, const Poseidon2Batch& hash,
                                const FinalizedMemory& memory, SpaceCheck space_check) {
  MemoryTraces made;
  std::vector<TraceView> views;
  std::vector<ConstTraceView> const_views;
  for (const MemoryChip& chip : memory.chips()) made.traces.emplace_back(chip.height, chip.width);
  for (Trace& trace : made.traces) {
    views.push_back(trace.view());
    const_views.push_back(trace.view());
  }
  RangeCounts counts(memory.config().range_max_bits);
  memory.fill(context, hash, views, counts, space_check);
  made.hash_lookups = memory.hash_lookups(context, const_views);
  made.range_counts.resize(counts.height());
  for (size_t row = 0; row < counts.height(); ++row) made.range_counts[row] = counts.count(row);
  return made;
}

}  // namespace zkmem
