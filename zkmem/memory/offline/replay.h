// The offline replay of one segment: from the memory before it and its accesses to each access's previous
// timestamp and values, the adapter records, and the touched memory with its final timestamps. One algorithm
// with parameters (profile, mode, blocks); logs of aligned blocks of 4 take a shorter way to the same result.
// Stretches of memory that no access connects are walked in parallel; the result does not depend on the
// number of threads. Semantics: memory.md, "Blocks and adapters"; golden/memory/check_semantics.py.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/offline/access_adapter_record.h"
#include "zkmem/memory/offline/touched_memory.h"

namespace zkmem {

// An access to memory (not to the immediate space). Its cells are [cells, cells + size) of the segment's
// pool.
struct ReplayAccess {
  uint32_t address_space = 0;
  uint32_t pointer = 0;
  uint32_t timestamp = 0;
  uint32_t cells = 0;
  uint8_t size = 0;
  bool is_write = false;
};

struct SegmentReplay {
  // By access.
  std::vector<uint32_t> previous_timestamps;
  std::vector<uint16_t> new_records;
  // By cell of the pool: what was there before (a read: what it returned).
  std::vector<uint32_t> previous_cells;

  AccessAdapterRecords records;
  size_t num_online_records = 0;  // the rest are finalisation's
  TouchedMemory touched;
};

// What finalisation takes of a replay: records and touched memory. The rest stays, by access.
SegmentReplay take_touched(SegmentReplay& replay);

// `cells` holds what writes write; timestamps ascend. Accesses obey the configuration's rules.
SegmentReplay replay_segment(const Context& context, const MemoryConfig& config, const CellImage& initial,
                             std::span<const ReplayAccess> accesses, std::span<const uint32_t> cells);

}  // namespace zkmem
