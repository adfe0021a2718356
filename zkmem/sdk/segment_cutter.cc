#include "zkmem/sdk/segment_cutter.h"

namespace zkmem {

SegmentCutter::SegmentCutter(const Context& context, KeyCache& keys, const Plan& plan,
                             const StatementInput& input, bool may_cut, std::vector<std::string>& notes)
    : context_(context),
      keys_(keys),
      statement_(plan.claim->statement()),
      config_(plan.claim->config),
      parameters_(input.parameters),
      may_cut_(may_cut),
      limit_(input.segment_accesses),
      notes_(notes),
      cut_note_(notes) {}

Status SegmentCutter::cut(size_t index, const std::function<Result<bool>(uint64_t limit)>& attempt) {
  index_ = index;
  for (;;) {
    ZKMEM_RETURN_IF_ERROR(context_.check_cancelled());
    ZKMEM_ASSIGN_OR_RETURN(const bool done, attempt(limit_));
    if (done) return {};
    limit_ = smaller_;
    cut_note_.add(index, limit_, *refusal_);
  }
}

Result<bool> SegmentCutter::fits(SegmentShape& shape, uint64_t accesses) {
  const KeyOfHeight key_of = [this](uint32_t height) { return key(height); };
  const Status in_memory = fit_segment(context_, parameters_, key_of, shape, TracesIn::kMemory);
  if (in_memory.ok()) return true;
  if (in_memory.error().kind != ErrorKind::kLimit) return in_memory.error();
  smaller_ = accesses / 2;
  if (can_cut(accesses)) {
    refusal_ = in_memory.error();
    return false;
  }
  ZKMEM_RETURN_IF_ERROR(fit_segment(context_, parameters_, key_of, shape, TracesIn::kFile));
  if (!spill_noted_) notes_.push_back(spilling_note(index_, in_memory.error()));
  spill_noted_ = true;
  return true;
}

Result<std::shared_ptr<const VerifyingKey>> SegmentCutter::key(uint32_t log_stacked_height) {
  return keys_.key(statement_, config_, parameters_.family, log_stacked_height, parameters_.hash);
}

Result<uint64_t> SegmentCutter::bytes_of(const SegmentShape& shape) {
  ZKMEM_ASSIGN_OR_RETURN(const auto of_height, key(shape.log_stacked_height));
  return needed_bytes(*of_height, shape);
}

}  // namespace zkmem
