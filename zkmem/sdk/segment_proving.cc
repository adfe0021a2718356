#include "zkmem/sdk/segment_proving.h"

#include <fmt/format.h>

#include "zkmem/prover/prove.h"
#include "zkmem/prover/spilled_traces.h"

namespace zkmem {

Error budget_too_small(uint64_t needed, uint64_t budget) {
  return limit_reached(
      fmt::format("proving it needs {} bytes even with its traces in a file, the budget is {}; the smallest "
                  "budget that works is {}",
                  needed, budget, needed));
}

ProvingNeed process_need(const VerifyingKey& key, const ProvingInput& traces, unsigned threads) {
  const ProvingNeed need = proving_need(key, traces, threads);
  return {kProcessBytes + need.resident, kProcessBytes + need.spilled};
}

Result<Proof> prove_segment_traces(const Context& context, const VerifyingKey& key,
                                   const ProvingInput& traces, const std::function<void()>& drop_traces,
                                   const std::string& folder, SegmentBuffers* buffers) {
  ProveOptions options;
  if (buffers != nullptr) options.memory = &buffers->work;
  if (context.memory_budget == 0) return prove(context, key, traces, options);
  const ProvingNeed need = process_need(key, traces, context.threads);
  if (need.resident <= context.memory_budget) return prove(context, key, traces, options);
  if (need.spilled > context.memory_budget) return budget_too_small(need.spilled, context.memory_budget);
  context.note(fmt::format("proving needs {} MiB, the budget is {} MiB: the traces wait in a file in {}",
                           need.resident >> 20, context.memory_budget >> 20, folder));
  ZKMEM_ASSIGN_OR_RETURN(const SpilledTraces spilled, SpilledTraces::write(context, folder, traces));
  drop_traces();
  options.traces_idle = spilled.release_pages();
  return prove(context, key, spilled.input(), options);
}

}  // namespace zkmem
