// Offline memory over a field F: replays one segment of an access log from an image, keeps every access's
// record by id, and finalises into what the memory chips' traces are made from. The phases consume each
// other: replay() -> records -> finalize() &&.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/offline/replay.h"
#include "zkmem/memory/online/access_log.h"

namespace zkmem {

// The position of an access among the segment's accesses (clock movements are none).
struct RecordId {
  size_t index = 0;
};

template <PrimeField31 F>
struct MemoryRecord {
  OpType op = OpType::kRead;
  uint32_t address_space = 0;
  uint32_t pointer = 0;
  uint32_t timestamp = 0;
  uint32_t prev_timestamp = 0;
  std::vector<F> data;       // read or written
  std::vector<F> prev_data;  // before a write; empty for a read
  uint32_t new_adapter_records = 0;
};

// The part that no field touches: cells are canonical integers.
class OfflineReplay {
 public:
  // The segment's entries [begin, end) of the log, `clock` before the first of them. Every access must be one
  // that the configuration permits, below the clock's limit; a read whose result the log gives must return
  // it.
  static Result<OfflineReplay> run(const Context& context, const MemoryConfig& config,
                                   const CellImage& initial, const AccessLog& log,
                                   const LogIndex::Segment& segment);

  size_t size() const { return steps_.size(); }
  uint32_t end_timestamp() const { return end_timestamp_; }

  struct View {
    Access access;
    uint32_t timestamp = 0;
    uint32_t prev_timestamp = 0;
    std::span<const uint32_t> values;       // read or written
    std::span<const uint32_t> prev_values;  // before the access
    uint32_t new_records = 0;
  };
  View at(RecordId id) const;
  const SegmentReplay& segment() const { return replay_; }
  SegmentReplay take_segment() && { return std::move(replay_); }
  // Only what finalisation needs: the touched memory and the records; the accesses stay readable here.
  SegmentReplay take_touched();

 private:
  struct Step {
    Access access;
    uint32_t timestamp = 0;
    uint32_t cells = 0;
    std::optional<uint32_t> replayed;  // its position in replay_; none for an immediate
  };

  std::vector<Step> steps_;
  std::vector<uint32_t> cells_;
  SegmentReplay replay_;
  uint32_t end_timestamp_ = 1;
};

template <PrimeField31 F>
class OfflineMemory {
 public:
  static Result<OfflineMemory> replay(const Context& context, const MemoryConfig& config,
                                      const MemoryImage<F>& initial, const AccessLog& log,
                                      const LogIndex::Segment& segment) {
    ZKMEM_ASSIGN_OR_RETURN(OfflineReplay replay, OfflineReplay::run(context, config, initial, log, segment));
    return OfflineMemory(config, std::move(replay));
  }

  size_t size() const { return replay_.size(); }
  uint32_t end_timestamp() const { return replay_.end_timestamp(); }
  const SegmentReplay& segment() const { return replay_.segment(); }

  MemoryRecord<F> record(RecordId id) const {
    const OfflineReplay::View view = replay_.at(id);
    MemoryRecord<F> record;
    record.op = view.access.op;
    record.address_space = view.access.address_space;
    record.pointer = view.access.pointer;
    record.timestamp = view.timestamp;
    record.prev_timestamp = view.prev_timestamp;
    for (const uint32_t value : view.values) record.data.push_back(F::from_canonical(value));
    if (view.access.op == OpType::kWrite) {
      for (const uint32_t value : view.prev_values) record.prev_data.push_back(F::from_canonical(value));
    }
    record.new_adapter_records = view.new_records;
    return record;
  }

  SegmentReplay take_segment() && { return std::move(replay_).take_segment(); }

 private:
  OfflineMemory(const MemoryConfig& config, OfflineReplay replay)
      : config_(config), replay_(std::move(replay)) {}

  MemoryConfig config_;
  OfflineReplay replay_;
};

}  // namespace zkmem
