#include "zkmem/sdk/segment_cutter.h"

#include <map>

namespace zkmem {

SegmentCutter::SegmentCutter(const Context& context, KeyCache& keys, const Plan& plan,
                             const StatementInput& input, bool may_cut, std::vector<std::string>& notes)
    : context_(context),
      keys_(keys),
      statement_(plan.claim->statement()),
      config_(plan.claim->config),
      parameters_(input.parameters),
      may_cut_(may_cut),
      limit_(input.segment_accesses.value_or(kDefaultSegmentAccesses)),
      notes_(notes),
      cut_note_(notes) {}

Result<std::string> SegmentCutter::choose(const CutSurvey& survey) {
  // Of thousands of segments few differ in their heights.
  std::map<LogHeights, std::optional<SegmentCost>> known;
  const auto cost = [&](const LogHeights& heights) -> Result<std::optional<SegmentCost>> {
    const auto found = known.find(heights);
    if (found != known.end()) return found->second;
    ZKMEM_ASSIGN_OR_RETURN(const std::optional<SegmentCost> made, cost_of(heights));
    return known.emplace(heights, made).first->second;
  };
  ZKMEM_ASSIGN_OR_RETURN(CutChoice choice, choose_cut(survey, cost));
  schedule_ = std::move(choice.schedule);
  return std::move(choice.why);
}

Result<std::optional<SegmentCost>> SegmentCutter::cost_of(const LogHeights& heights) {
  ZKMEM_RETURN_IF_ERROR(context_.check_cancelled());
  SegmentShape shape{heights, 0, 0};
  ZKMEM_ASSIGN_OR_RETURN(const auto any_key, key(kAnyHeight));
  shape.trace_cells = cells_of_heights(any_key->inner, heights);
  ZKMEM_ASSIGN_OR_RETURN(const bool fits, fits_in_memory(shape));
  if (!fits) return std::optional<SegmentCost>();
  ZKMEM_ASSIGN_OR_RETURN(const auto of_height, key(shape.log_stacked_height));
  return std::optional(segment_cost(of_height->inner, shape));
}

Status SegmentCutter::cut(size_t index, RunLength at,
                          const std::function<Result<bool>(uint64_t limit)>& attempt) {
  index_ = index;
  for (;;) {
    ZKMEM_RETURN_IF_ERROR(context_.check_cancelled());
    ZKMEM_ASSIGN_OR_RETURN(const bool done, attempt(schedule_.limit(at, limit_)));
    if (done) return {};
    limit_ = smaller_;
    cut_note_.add(index, limit_, *refusal_);
  }
}

Result<bool> SegmentCutter::fits(SegmentShape& shape, uint64_t accesses) {
  const Status in_memory = fit(shape, TracesIn::kMemory);
  if (in_memory.ok()) return true;
  if (in_memory.error().kind != ErrorKind::kLimit) return in_memory.error();
  smaller_ = accesses / 2;
  if (can_cut(accesses)) {
    refusal_ = in_memory.error();
    return false;
  }
  ZKMEM_RETURN_IF_ERROR(fit(shape, TracesIn::kFile));
  if (!spill_noted_) notes_.push_back(spilling_note(index_, in_memory.error()));
  spill_noted_ = true;
  return true;
}

Result<bool> SegmentCutter::fits_in_memory(SegmentShape& shape) {
  const Status fits = fit(shape, TracesIn::kMemory);
  if (fits.ok()) return true;
  if (fits.error().kind != ErrorKind::kLimit) return fits.error();
  return false;
}

Status SegmentCutter::fit(SegmentShape& shape, TracesIn place) {
  return fit_segment(context_, parameters_, [this](uint32_t height) { return key(height); }, shape, place);
}

Result<std::shared_ptr<const VerifyingKey>> SegmentCutter::key(uint32_t log_stacked_height) {
  return keys_.key(statement_, config_, parameters_.family, log_stacked_height, parameters_.hash);
}

Result<uint64_t> SegmentCutter::bytes_of(const SegmentShape& shape) {
  ZKMEM_ASSIGN_OR_RETURN(const auto of_height, key(shape.log_stacked_height));
  return needed_bytes(*of_height, shape);
}

}  // namespace zkmem
