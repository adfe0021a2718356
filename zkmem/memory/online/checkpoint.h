// A place to return to. The log is the undo journal: each entry carries the value and the time it replaced,
// so a checkpoint itself is only a mark in it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "zkmem/memory/online/access_log.h"

namespace zkmem {

enum class CheckpointId : uint64_t {};

struct Checkpoint {
  CheckpointId id{};
  AccessLog::Mark log;
  uint32_t clock = 1;
  uint32_t gap = 0;  // ticks since the last entry
  size_t segment_begin = 0;
  size_t inc_entries = 0;
  uint64_t cleared_accesses = 0;
  size_t touched = 0;         // pages of the segment
  size_t saved_segments = 0;  // segments that had ended under earlier checkpoints
};

}  // namespace zkmem
