#include "zkmem/sdk/report/other_cuts.h"

#include <utility>

#include "zkmem/sdk/proof_run.h"
#include "zkmem/sdk/report/planned_costs.h"
#include "zkmem/sdk/segment_fit.h"

namespace zkmem {
namespace {

Status plan_again(const Context& context, KeyCache& keys, StatementInput& input, OtherCut& cut) {
  std::vector<SegmentShape> shapes;
  input.on_shapes = [&](std::span<const SegmentShape> all) { shapes.assign(all.begin(), all.end()); };
  const auto given = std::exchange(input.segment_accesses, cut.segment_accesses);
  const WorkFolder folder = WorkFolder::in_memory();
  ProofRun run;
  const Result<Plan> plan = make_plan(context, keys, input, run, folder, std::nullopt);
  input.segment_accesses = given;
  input.on_shapes = nullptr;
  if (!plan.ok()) return plan.error();
  Profile profile;
  PlannedCosts costs(keys, *plan->claim, profile);
  for (size_t k = 0; k < shapes.size(); ++k)
    ZKMEM_RETURN_IF_ERROR(costs.add(k, shapes[k].heights, SegmentCosts()));
  cut.segments = profile.segments.size();
  for (const SegmentCosts& segment : profile.segments) {
    cut.cells += segment.cells;
    cut.nanoseconds += segment.nanoseconds.value_or(0);
    cut.proof_bytes += segment.proof_bytes;
  }
  return {};
}

}  // namespace

Result<std::vector<OtherCut>> try_other_cuts(const Context& context, const KeyCache::Keys& known,
                                             StatementInput& input, size_t segments, uint64_t accesses) {
  Context quiet = context;
  quiet.progress = nullptr;
  quiet.notes = nullptr;
  KeyCache keys;
  keys.add(known);
  std::vector<OtherCut> cuts;
  // A little more than half, since a segment ends before the access that would be too many.
  if (accesses / 2 >= kSmallestSegment) cuts.push_back({.segment_accesses = accesses / 2 + accesses / 64});
  if (segments > 1) cuts.push_back({.segment_accesses = 2 * accesses});
  for (OtherCut& cut : cuts) {
    const Status done = plan_again(quiet, keys, input, cut);
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    if (!done.ok()) cut.refusal = done.error().message;
  }
  return cuts;
}

}  // namespace zkmem
