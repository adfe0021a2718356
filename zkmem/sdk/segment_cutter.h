// The loop by which every input is cut: an attempt at a segment, half as many accesses when it does not fit,
// and traces in a file when a smaller one would not need noticeably less. A schedule may say where segments
// end that fit.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/sdk/cut_choice.h"
#include "zkmem/sdk/cut_survey.h"
#include "zkmem/sdk/segment_cost.h"
#include "zkmem/sdk/segment_fit.h"
#include "zkmem/sdk/statement_input.h"

namespace zkmem {

class SegmentCutter {
 public:
  // For the plan's claim; `may_cut` is false if there can be one segment only.
  SegmentCutter(const Context& context, KeyCache& keys, const Plan& plan, const StatementInput& input,
                bool may_cut, std::vector<std::string>& notes);

  // The most accesses in any further segment; never grows.
  uint64_t limit() const { return limit_; }

  // Chooses where the surveyed run is cut, by cost; returns why so. Segments must fit all the same.
  Result<std::string> choose(const CutSurvey& survey);

  // Makes attempts at segment `index`, which starts `at` there, each with the limit it may use, until one
  // says that it fits. An error ends it: kLimit if nothing helps.
  Status cut(size_t index, RunLength at, const std::function<Result<bool>(uint64_t limit)>& attempt);

  // Whether an attempt of so many accesses may be followed by a smaller one.
  bool can_cut(uint64_t accesses) const { return may_cut_ && accesses / 2 >= kSmallestSegment; }

  // For an attempt of so many accesses: whether such a segment can be proven; fills in its stacked height.
  Result<bool> fits(SegmentShape& shape, uint64_t accesses);

  // Why fits() has last asked for a smaller attempt.
  const std::optional<Error>& refusal() const { return refusal_; }

  // Whether such a segment can be proven with its traces in memory, said without a note; fills in its stacked
  // height.
  Result<bool> fits_in_memory(SegmentShape& shape);

  // The key at a stacked height, and the bytes that proving the shape takes.
  Result<std::shared_ptr<const VerifyingKey>> key(uint32_t log_stacked_height);
  Result<uint64_t> bytes_of(const SegmentShape& shape);

 private:
  Status fit(SegmentShape& shape, TracesIn place);
  Result<std::optional<SegmentCost>> cost_of(const LogHeights& heights);

  const Context& context_;
  KeyCache& keys_;
  const Statement& statement_;
  MemoryConfig config_;
  ParameterChoice parameters_;
  bool may_cut_;
  uint64_t limit_;
  CutSchedule schedule_;
  std::vector<std::string>& notes_;
  CutNote cut_note_;
  bool spill_noted_ = false;  // once for all segments that get no smaller
  size_t index_ = 0;          // of the segment being cut
  uint64_t smaller_ = 0;      // the next attempt's limit
  std::optional<Error> refusal_;
};

}  // namespace zkmem
