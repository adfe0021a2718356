// Where a surveyed run is cut: the segments that together cost least by the model of segment_cost.h.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/sdk/cut_survey.h"
#include "zkmem/sdk/segment_cost.h"

namespace zkmem {

// Places where segments end, from the run's start; the last segment has no place, it ends with the run.
class CutSchedule {
 public:
  CutSchedule() = default;
  explicit CutSchedule(std::vector<RunLength> places) : places_(std::move(places)) {}

  // The most accesses, and instructions, of a segment that starts at `at`: to the next place, unless that is
  // so near that the segment before was meant to end there; never more than `most`.
  uint64_t limit(RunLength at, uint64_t most) const;
  const std::vector<RunLength>& places() const { return places_; }

 private:
  std::vector<RunLength> places_;
};

struct CutChoice {
  CutSchedule schedule;
  std::string why;  // one line, without an end
};

// What a segment of these heights would cost; none: it cannot be proven, or not within the budget.
using CostOfHeights = std::function<Result<std::optional<SegmentCost>>(const LogHeights&)>;

// Looks at every way to join neighbouring pieces. A piece that cannot be proven is a segment all the same:
// whoever cuts must make it smaller. If nothing is a twentieth cheaper than the longest segments, no place is
// chosen. Among equal cuts the one whose first segments are longest.
Result<CutChoice> choose_cut(const CutSurvey& survey, const CostOfHeights& cost);

}  // namespace zkmem
