#include "zkmem/memory/offline/offline_memory.h"

#include <string>
#include <utility>

#include "zkmem/memory/model/access_rules.h"

namespace zkmem {
namespace {

Error mismatch(const Access& access, uint32_t timestamp, uint32_t cell, uint32_t given, uint32_t held) {
  return rejected("read of " + std::to_string(access.address_space) + ":" + std::to_string(access.pointer) +
                  "+" + std::to_string(access.size) + " at timestamp " + std::to_string(timestamp) +
                  " gives " + std::to_string(given) + " for cell " + std::to_string(access.pointer + cell) +
                  ", but memory holds " + std::to_string(held));
}

}  // namespace

Result<OfflineReplay> OfflineReplay::run(const Context& context, const MemoryConfig& config,
                                         const CellImage& initial, const AccessLog& log,
                                         const LogIndex::Segment& segment) {
  OfflineReplay result;
  std::vector<ReplayAccess> accesses;
  std::vector<bool> known;
  result.end_timestamp_ = segment.end_timestamp;
  auto at = AccessLog::Iterator(&log, segment.begin, 1);
  for (; at.index() < segment.end; ++at) {
    const AccessView view = *at;
    if (!view.is_access()) continue;
    const Access access = view.access();
    if (auto error = check_access(config, initial.modulus(), access)) {
      error->timestamp = view.timestamp;
      return error->to_error();
    }
    if (view.timestamp >= config.last_timestamp()) {
      return MemoryError{MemoryErrorKind::kTimestampOverflow, access, view.timestamp,
                         uint64_t{view.timestamp} + 1, uint64_t{1} << config.timestamp_max_bits}
          .to_error();
    }
    if (result.steps_.size() >= config.access_capacity) {
      return MemoryError{MemoryErrorKind::kCapacityReached, access, view.timestamp, result.steps_.size() + 1,
                         config.access_capacity}
          .to_error();
    }
    Step step{access, view.timestamp, static_cast<uint32_t>(result.cells_.size()), std::nullopt};
    for (uint32_t i = 0; i < access.size; ++i) result.cells_.push_back(view.values_known ? view.value(i) : 0);
    if (access.op == OpType::kWrite) {
      const std::span<const uint32_t> written = std::span(result.cells_).subspan(step.cells);
      if (auto error = check_values(config, initial.modulus(), access, written)) {
        error->timestamp = view.timestamp;
        return error->to_error();
      }
    }
    if (access.address_space != kImmediateSpace) {
      step.replayed = static_cast<uint32_t>(accesses.size());
      accesses.push_back({access.address_space, access.pointer, view.timestamp, step.cells,
                          static_cast<uint8_t>(access.size), access.op == OpType::kWrite});
      known.push_back(view.values_known);
    }
    result.steps_.push_back(step);
  }
  ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
  result.replay_ = replay_segment(context, config, initial, accesses, result.cells_);
  for (Step& step : result.steps_) {
    if (!step.replayed || step.access.op == OpType::kWrite) continue;
    for (uint32_t i = 0; i < step.access.size; ++i) {
      const uint32_t held = result.replay_.previous_cells[step.cells + i];
      uint32_t& given = result.cells_[step.cells + i];
      if (known[*step.replayed] && given != held)
        return mismatch(step.access, step.timestamp, i, given, held);
      given = held;
    }
  }
  return result;
}

OfflineReplay::View OfflineReplay::at(RecordId id) const {
  const Step& step = steps_[id.index];
  View view;
  view.access = step.access;
  view.timestamp = step.timestamp;
  view.values = std::span(cells_).subspan(step.cells, step.access.size);
  view.prev_values = view.values;
  if (step.replayed) {
    view.prev_timestamp = replay_.previous_timestamps[*step.replayed];
    view.prev_values = std::span(replay_.previous_cells).subspan(step.cells, step.access.size);
    view.new_records = replay_.new_records[*step.replayed];
  }
  return view;
}

SegmentReplay OfflineReplay::take_touched() {
  SegmentReplay taken;
  taken.records = std::exchange(replay_.records, {});
  taken.num_online_records = replay_.num_online_records;
  taken.touched = std::exchange(replay_.touched, {});
  return taken;
}

}  // namespace zkmem
