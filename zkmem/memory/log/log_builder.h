// Builds an AccessLog from a file's operations and keeps it honest: each operation is checked as the
// controller would (space, permission, bounds, size, alignment, values, clock, capacity), so that whatever is
// built can be replayed. Errors are without the place in the file; the reader adds that.
#pragma once

#include <cstdint>
#include <span>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/online/access_log.h"

namespace zkmem {

class LogBuilder {
 public:
  LogBuilder(const MemoryConfig& config, uint32_t modulus)
      : config_(config), modulus_(modulus), log_(config) {}

  // For a read with values_known = false, `values` is ignored. Otherwise it must have access.size values.
  Status access(const Access& access, std::span<const uint32_t> values, bool values_known);
  Status inc(uint64_t amount);
  // The same without an entry of its own.
  Status skip(uint64_t ticks);
  void segment();

  size_t size() const { return log_.size(); }
  uint32_t clock() const { return log_.end_timestamp(); }
  AccessLog take() && { return std::move(log_); }

 private:
  Status check_ticks(uint64_t ticks) const;

  MemoryConfig config_;
  uint32_t modulus_;
  AccessLog log_;
  uint64_t accesses_ = 0;  // of the segment
};

}  // namespace zkmem
