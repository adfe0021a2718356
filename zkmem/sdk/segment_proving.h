// A segment's traces to its proof within the memory budget.
#pragma once

#include <functional>
#include <string>

#include "zkmem/air/proving_input.h"
#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/traces/trace_buffer.h"
#include "zkmem/protocol/proof.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/prover/spilled_traces.h"
#include "zkmem/prover/work_memory.h"

namespace zkmem {

// Memory that goes from segment to segment: pages once touched need not be had from the system again.
struct SegmentBuffers {
  explicit SegmentBuffers(uint64_t work_bytes) : work(work_bytes) {}

  TraceBuffer traces;
  WorkMemory work;
};

// What the process has besides what a segment is known to need: its code, keys, the program, input and
// output, 20 to 22 MiB measured, and now and then up to 11 more, when a thread that waits for others takes up
// a further task with working memory of its own.
inline constexpr uint64_t kProcessBytes = uint64_t{36} << 20;

// What a process takes that makes and proves the traces; held against a budget.
ProvingNeed process_need(const VerifyingKey& key, const ProvingInput& traces, unsigned threads);

// If the budget is too small for traces in memory, they wait in a file without a name in `folder`, which one
// note of the context says; `drop_traces` then frees the cells that `traces` views. `buffers` may be null.
// The proof is the same either way. kLimit, with the smallest budget that works, if the proof does not fit
// even so.
Result<Proof> prove_segment_traces(const Context& context, const VerifyingKey& key,
                                   const ProvingInput& traces, const std::function<void()>& drop_traces,
                                   const std::string& folder, SegmentBuffers* buffers);

// What an error says of a need that even traces in a file do not bring below the budget.
Error budget_too_small(uint64_t needed, uint64_t budget);

}  // namespace zkmem
