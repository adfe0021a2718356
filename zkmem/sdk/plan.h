// A plan: how a run or a log is cut into segments that can be proven anywhere, and everything of the
// statement that is known before proving. The file plan.json of a work folder; docs/spec/work-folder.md.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/statement/claim.h"

namespace zkmem {

struct PlannedSegment {
  uint64_t first = 0;         // in the statement's unit: instruction of the run, or access of the log
  uint64_t length = 0;        // likewise
  uint64_t access_limit = 0;  // the limit that the segment was cut with
  uint64_t memory_bytes = 0;  // needed to prove it
  uint64_t cells = 0;         // of its traces
  uint64_t leaves = 0;        // of a part of the ends in global memory, if there are several; else 0
  friend bool operator==(const PlannedSegment&, const PlannedSegment&) = default;
};

class LoadedSegment;

// A segment that stays at hand for what the same process does next: the only one, which planning has filled;
// or the one before, whose end is where the next one starts. No part of what a plan says: whoever reads a
// plan from a folder has none. Copies of a plan share it. Not thread-safe.
class KeptSegment {
 public:
  // Instead of what was kept.
  void keep(size_t index, std::shared_ptr<LoadedSegment> segment) const {
    *kept_ = {index, std::move(segment)};
  }
  // Which is kept no more then; null if it is not that segment.
  std::shared_ptr<LoadedSegment> take(size_t index) const {
    return kept_->index == index ? std::exchange(kept_->segment, nullptr) : nullptr;
  }
  friend bool operator==(const KeptSegment&, const KeptSegment&) { return true; }

 private:
  struct Kept {
    size_t index = 0;
    std::shared_ptr<LoadedSegment> segment;
  };
  std::shared_ptr<Kept> kept_ = std::make_shared<Kept>();
};

struct Plan {
  // Up to what only the proofs know; its segments are `segments`.
  AnyClaim claim;
  std::string input_checksum = {};  // over the program or log and the input items
  uint32_t inputs = 0;              // number of input items
  // Of the version in the persistent state that the work goes on from, 0 for an empty state; none: there is
  // no state.
  std::optional<uint64_t> state_version = {};
  bool over_memory = false;  // a program: its folder has memory that it is loaded over
  std::vector<PlannedSegment> segments = {};
  std::string cut = {};  // where the run is cut and why there, in a line; empty: nothing was chosen
  // Planning goes on: these are the segments so far, all of which can be proven, and more follow. Of a
  // program's, the stacked height may rise yet, and what is proven at another one does not count in the end.
  bool is_growing = false;
  KeptSegment kept = {};

  uint32_t height(size_t k) const { return claim->segment(k).log_stacked_height; }
  uint64_t length() const;
  // Another segment, at this stacked height.
  void add_segment(const PlannedSegment& segment, uint32_t log_stacked_height);
  friend bool operator==(const Plan&, const Plan&) = default;
};

std::string to_json(const Plan& plan);
// `own`: a statement that is not in the list of those built in, whose plans are read, too.
Result<Plan> parse_plan(std::string_view json, const Statement* own = nullptr);

}  // namespace zkmem
