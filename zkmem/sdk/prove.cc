#include "zkmem/sdk/prove.h"

#include <fmt/format.h>

#include "zkmem/sdk/execution_prover.h"
#include "zkmem/sdk/execution_verifier.h"

namespace zkmem {

Result<SegmentReport> prove_segment(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                    const Plan& plan, size_t index) {
  if (index >= plan.segments.size()) {
    return bad_input(fmt::format("segment {} does not exist, the plan has {}", index, plan.segments.size()));
  }
  return prove_execution_segment(context, keys, folder, plan, index);
}

bool is_segment_proven(KeyCache& keys, const WorkFolder& folder, const Plan& plan, size_t index) {
  const auto proof = folder.finished_proof(index);
  if (!proof) return false;
  const auto key = keys.execution_key(plan.parameters, plan.segments[index].log_stacked_height);
  return key.ok() && verify_execution_segment(**key, *proof).ok();
}

Result<ProveReport> prove_segments(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                   const Plan& plan, const std::function<void(size_t, size_t)>& on_segment) {
  ProveReport report;
  for (size_t k = 0; k < plan.segments.size(); ++k) {
    if (on_segment) on_segment(k, plan.segments.size());
    report.segments.emplace_back();
    if (is_segment_proven(keys, folder, plan, k)) {
      ++report.resumed;
      continue;
    }
    Result<SegmentReport> done = prove_segment(context, keys, folder, plan, k);
    if (!done.ok() && done.error().kind == ErrorKind::kRejected) {
      ++report.retried;
      done = prove_segment(context, keys, folder, plan, k);
    }
    if (!done.ok()) return done.error().in(fmt::format("segment {} of {}", k, plan.segments.size()));
    report.segments.back() = *std::move(done);
  }
  return report;
}

Result<ZkProof> assemble(const Context& context, KeyCache& keys, const WorkFolder& folder, const Plan& plan) {
  return assemble_execution(context, keys, folder, plan);
}

}  // namespace zkmem
