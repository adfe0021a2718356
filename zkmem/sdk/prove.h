// From an input to a proof: the steps of a plan in one go, resumable, each segment verified before it counts.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/sdk/segment_proving.h"
#include "zkmem/sdk/segment_report.h"
#include "zkmem/sdk/statement_input.h"
#include "zkmem/sdk/work_folder.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem {

struct ProveReport {
  std::vector<SegmentReport> segments;  // an empty report: the segment was already proven
  size_t resumed = 0;                   // segments that were found proven
  size_t retried = 0;                   // segments that needed a second attempt
};

// Proves segment `index` of a planned folder from the folder's files alone, or from the traces that the plan
// has kept; verifies the proof and writes it. Idempotent. `buffers` may be kept from segment to segment.
Result<SegmentReport> prove_segment(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                    const Plan& plan, size_t index, SegmentBuffers* buffers = nullptr);

// One of many: a second attempt is made if its proof is rejected, and an error names the segment.
Result<SegmentReport> prove_one_segment(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                        const Plan& plan, size_t index, SegmentBuffers* buffers);

// Room for the largest segment, to be kept from one to the next; null if the context's budget has no room for
// the most that traces and working memory may each become.
std::unique_ptr<SegmentBuffers> segment_buffers(const Context& context, const Plan& plan);

// What the folder's proof of segment `index` binds, if there is one, it verifies, and it is of the planned
// segment; else null.
AnyFacts proven_facts(KeyCache& keys, const WorkFolder& folder, const Plan& plan, size_t index);

// What prove_segments() tells while it works; each may be empty.
struct ProveEvents {
  std::function<void(size_t index, size_t count)> on_segment;  // before each segment
  // After each segment whose proof is verified, in order, found or made; its error ends the work.
  // `claim` is the plan's, with what the proofs up to this one bind.
  std::function<Status(size_t index, const Claim& claim)> on_proven;
};

// Proves every segment that is not proven yet. A segment that fails other than by its input is tried once
// more, alone; finished ones stay in the folder.
Result<ProveReport> prove_segments(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                   const Plan& plan, const ProveEvents& events);

// The proof file's content, from a folder whose segments are all proven: each proof is verified again, and
// the whole checked by the verifier's own rules.
Result<ZkProof> assemble(const Context& context, KeyCache& keys, const WorkFolder& folder, const Plan& plan);

// The folder's plan, if it is of this input; `has_state`: there is one to go on from.
Result<Plan> resumed_plan(const WorkFolder& folder, const StatementInput& input, bool has_state);

}  // namespace zkmem
