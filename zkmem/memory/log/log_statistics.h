// What a log contains, counted: for `zkmem log stat`.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "zkmem/memory/log/log_file.h"

namespace zkmem {

struct SpaceStatistics {
  uint64_t reads = 0;
  uint64_t writes = 0;
  uint64_t touched_blocks = 0;  // over the whole log
  uint64_t touched_pages = 0;
  std::map<uint32_t, uint64_t> by_size;  // accesses of each size
};

struct LogStatistics {
  uint64_t operations = 0;
  uint64_t accesses = 0;
  uint64_t skipped_ticks = 0;          // time that passed without an access
  std::vector<uint32_t> segment_ends;  // the clock at each segment's end
  std::map<uint32_t, SpaceStatistics> spaces;
  uint64_t initial_cells = 0;  // not zero

  uint64_t reads() const;
  uint64_t writes() const;
};

LogStatistics count_log(const LogFile& file);
std::string to_json(const LogStatistics& statistics, const MemoryConfig& config);
std::string to_text(const LogStatistics& statistics, const MemoryConfig& config);

}  // namespace zkmem
