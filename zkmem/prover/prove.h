// The SWIRL prover: a proof for any key and traces, byte for byte the reference's (with the smallest
// proof-of-work witnesses), at any thread count and on any instruction set. No global state; the context
// carries threads, progress, cancel and the memory budget. Flow: swirl.md section 7.
#pragma once

#include <cstdint>
#include <functional>

#include "zkmem/air/proving_input.h"
#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/protocol/proof.h"
#include "zkmem/protocol/stacked_layout.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/transcript/transcript_log.h"

namespace zkmem {

class ProverBackend;
class WorkMemory;

struct ProveOptions {
  TranscriptLog* log = nullptr;            // records the transcript
  const ProverBackend* backend = nullptr;  // none: the CPU (backend.h)
  WorkMemory* memory = nullptr;            // kept from proof to proof (work_memory.h); none: this proof's own
  // Called whenever the traces are not read for a while (spilled_traces.h).
  std::function<void()> traces_idle = nullptr;
};

// Errors: kBadInput if the traces do not fit the key; kRejected if they break a constraint or a bus (found
// cheaply, so that the checker need only run to explain); kLimit if the budget does not suffice; kCancelled.
Result<Proof> prove(const Context& context, const VerifyingKey& key, const ProvingInput& input,
                    const ProveOptions& options = {});

// The commitment of one matrix alone: of a preprocessed trace, or of a cached main. `memory` as in
// ProveOptions. Errors as prove()'s.
Result<Commitment> commit_trace(const Context& context, const SystemParams& params, ConstTraceView trace,
                                WorkMemory* memory = nullptr);

// Bytes that proving traces of these heights takes at most, beside the traces themselves. The key and the
// input are valid (check_verifying_key, prove); no cell is looked at. `threads` as in Context.
uint64_t proving_memory(const VerifyingKey& key, const ProvingInput& input, unsigned threads = 0);

// The same for the commitment of one layout's matrices.
uint64_t committing_memory(const SystemParams& params, const StackedLayout& layout, unsigned threads = 0);

}  // namespace zkmem
