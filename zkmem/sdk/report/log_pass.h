// What each entry of a log touches, in segments that end after so many accesses each (of the plan), or where
// the log's own do.
#pragma once

#include <cstdint>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/online/access_log.h"
#include "zkmem/sdk/plan.h"
#include "zkmem/sdk/report/profile.h"
#include "zkmem/sdk/report/touched_pages.h"

namespace zkmem {

uint64_t accesses_in(const AccessLog& log);

class LogPass {
 public:
  // `accesses`: of the whole log.
  LogPass(const MemoryConfig& config, uint64_t accesses);

  // `planned`: null for the log's own segments.
  Status run(const Context& context, const AccessLog& log, const std::vector<PlannedSegment>* planned);

  const std::vector<Costs>& segments() const { return segments_; }
  // Totals, spaces, pages, map and sharing.
  void put_into(Profile& profile) const;

 private:
  void add(const AccessView& view);
  void add_memory(const AccessView& view);
  void end_segment();

  TouchedPages pages_;
  std::vector<uint64_t> crossing_;  // accesses by space
  Costs current_;
  Costs totals_;
  std::vector<Costs> segments_;
};

}  // namespace zkmem
