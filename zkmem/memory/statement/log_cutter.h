// Takes an access log apart into segments, one at a time, so that each can be made as small as it must be to
// be proven; and again at the very clocks where a proof says it was cut. A copy is a cheap bookmark: cut from
// the copy, and forget it if the piece does not do.
#pragma once

#include <cstdint>
#include <optional>

#include "zkmem/memory/model/config.h"
#include "zkmem/memory/online/access_log.h"

namespace zkmem {

class LogCutter {
 public:
  // The log stays the caller's and must not change.
  LogCutter(const MemoryConfig& config, const AccessLog& log);

  // Nothing is left. A log without any operation is one empty segment.
  bool done() const;

  // The next segment: at most `accesses` accesses (at least 1), fewer where the log itself ends a segment.
  // Time that passes before the access after a cut belongs to the segment before it (as in cut_log()).
  AccessLog next(uint64_t accesses);

  // The next segment, which must end at this clock; empty if the log cannot be cut there. The cutter is then
  // of no further use.
  std::optional<AccessLog> next_until(uint32_t end_timestamp);

  // Entries of the log gone by, for progress.
  size_t position() const { return at_.index(); }

 private:
  bool is_clock_left() const;

  const MemoryConfig* config_;
  const AccessLog* log_;
  AccessLog::Iterator at_;
  bool has_waited_ = false;  // the ticks before the entry at at_ are gone by
  bool has_begun_ = false;
};

}  // namespace zkmem
