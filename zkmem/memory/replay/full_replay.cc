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
void check_agreement(const AccessLog& online, const LogIndex::Segment& segment,
                     const OfflineReplay& offline) {
  size_t i = 0;
  for (AccessLog::Iterator at(&online, segment.begin, 1); at.index() < segment.end; ++at) {
    const AccessView view = *at;
    if (!view.is_access()) continue;
    const OfflineReplay::View found = offline.at({i++});
    ZKMEM_CHECK(found.timestamp == view.timestamp && found.prev_timestamp == view.prev_timestamp);
    for (uint32_t k = 0; k < view.size; ++k) ZKMEM_CHECK(found.values[k] == view.value(k));
  }
  ZKMEM_CHECK(i == offline.size());
}

}  // namespace

Result<ReplayedLog> replay_fully(const Context& context, const Poseidon2Batch& hash, const LogFile& file) {
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
  ReplayedLog replayed{{}, file.initial};
  const AccessLog& log = controller.memory().log();
  const LogIndex index(log);
  for (const LogIndex::Segment& segment : index.segments()) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    if (config.mode == BoundaryMode::kVolatile && !replayed.segments.empty()) {
      return bad_input("volatile memory starts from zero and cannot go on in another segment");
    }
    const CellImage before = replayed.final_image;
    ZKMEM_ASSIGN_OR_RETURN(OfflineReplay offline, OfflineReplay::run(context, config, before, log, segment));
    check_agreement(log, segment, offline);
    FinalizedMemory memory(config, tree, offline.take_touched());
    if (config.mode == BoundaryMode::kPersistent) tree = memory.final_tree(context, hash);
    ZKMEM_RETURN_IF_ERROR(write_back(memory.touched(), replayed.final_image));
    replayed.segments.push_back({segment.end_timestamp, before, std::move(offline), std::move(memory), tree});
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
