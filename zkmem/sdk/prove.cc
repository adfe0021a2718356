#include "zkmem/sdk/prove.h"

#include <algorithm>

#include <fmt/format.h>

#include "zkmem/sdk/execution/prover.h"
#include "zkmem/sdk/memory/prover.h"
#include "zkmem/statement/execution/verifier.h"

namespace zkmem {

Result<SegmentReport> prove_segment(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                    const Plan& plan, size_t index, SegmentBuffers* buffers) {
  if (index >= plan.segments.size()) {
    return bad_input(fmt::format("segment {} does not exist, the plan has {}", index, plan.segments.size()));
  }
  return plan.kind == StatementKind::kExecution
             ? prove_execution_segment(context, keys, folder, plan, index, buffers)
             : prove_memory_segment(context, keys, folder, plan, index, buffers);
}

std::optional<SegmentClaim> proven_claim(KeyCache& keys, const WorkFolder& folder, const Plan& plan,
                                         size_t index) {
  const auto proof = folder.finished_proof(index);
  if (!proof) return std::nullopt;
  if (plan.kind == StatementKind::kMemory) {
    const auto claim = check_memory_segment(keys, plan, index, *proof);
    return claim.ok() ? std::optional(*claim) : std::nullopt;
  }
  const auto key = keys.execution_key(plan.parameters, plan.segments[index].log_stacked_height);
  if (!key.ok()) return std::nullopt;
  const auto facts = verify_execution_segment(**key, *proof);
  if (!facts.ok()) return std::nullopt;
  return facts->claim;
}

Result<ProveReport> prove_segments(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                   const Plan& plan, const ProveEvents& events) {
  ProveReport report;
  // Kept from segment to segment, unless the budget has no room for the most that each of both may become.
  uint64_t trace_bytes = 0;
  uint64_t work_bytes = 0;
  for (const PlannedSegment& segment : plan.segments) {
    const uint64_t traces = sizeof(BabyBear) * segment.cells;
    trace_bytes = std::max(trace_bytes, traces);
    work_bytes = std::max(work_bytes, segment.memory_bytes - std::min(traces, segment.memory_bytes));
  }
  std::optional<SegmentBuffers> buffers;
  if (context.memory_budget == 0 || trace_bytes + work_bytes <= context.memory_budget)
    buffers.emplace(work_bytes);
  SegmentBuffers* const shared = buffers ? &*buffers : nullptr;
  // Segments are alike: what one makes do with is said once.
  Context once = context;
  bool noted = false;
  once.notes = [&](std::string_view line) {
    if (!noted) context.note(line);
    noted = true;
  };
  for (size_t k = 0; k < plan.segments.size(); ++k) {
    if (events.on_segment) events.on_segment(k, plan.segments.size());
    report.segments.emplace_back();
    if (const auto claim = proven_claim(keys, folder, plan, k)) {
      ++report.resumed;
      report.segments.back().claim = *claim;
    } else {
      Result<SegmentReport> done = prove_segment(once, keys, folder, plan, k, shared);
      if (!done.ok() && done.error().kind == ErrorKind::kRejected) {
        ++report.retried;
        done = prove_segment(once, keys, folder, plan, k, shared);
      }
      if (!done.ok()) return done.error().in(fmt::format("segment {} of {}", k, plan.segments.size()));
      report.segments.back() = *std::move(done);
    }
    if (events.on_proven) ZKMEM_RETURN_IF_ERROR(events.on_proven(k, report.segments.back().claim));
  }
  return report;
}

Result<ZkProof> assemble(const Context& context, KeyCache& keys, const WorkFolder& folder, const Plan& plan) {
  return plan.kind == StatementKind::kExecution ? assemble_execution(context, keys, folder, plan)
                                                : assemble_memory(context, keys, folder, plan);
}

}  // namespace zkmem
