// From an input to a proof: the steps of a plan in one go, resumable, each segment verified before it counts.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/sdk/segment_proving.h"
#include "zkmem/sdk/segment_report.h"
#include "zkmem/sdk/work_folder.h"
#include "zkmem/statement/keys.h"

namespace zkmem {

struct ProveReport {
  std::vector<SegmentReport> segments;  // an empty report: the segment was already proven
  size_t resumed = 0;                   // segments that were found proven
  size_t retried = 0;                   // segments that needed a second attempt
};

// Proves segment `index` of a planned folder, whatever the statement's kind; idempotent. `buffers` may be
// kept from segment to segment.
Result<SegmentReport> prove_segment(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                    const Plan& plan, size_t index, SegmentBuffers* buffers = nullptr);

// What the folder's proof of segment `index` binds, if there is one and it verifies.
std::optional<SegmentClaim> proven_claim(KeyCache& keys, const WorkFolder& folder, const Plan& plan,
                                         size_t index);

// What prove_segments() tells while it works; each may be empty.
struct ProveEvents {
  std::function<void(size_t index, size_t count)> on_segment;  // before each segment
  // After each segment whose proof is verified, in order, found or made; its error ends the work.
  std::function<Status(size_t index, const SegmentClaim& claim)> on_proven;
};

// Proves every segment that is not proven yet. A segment that fails other than by its input is tried once
// more, alone; finished ones stay in the folder.
Result<ProveReport> prove_segments(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                   const Plan& plan, const ProveEvents& events);

// The proof file's content, from a folder whose segments are all proven.
Result<ZkProof> assemble(const Context& context, KeyCache& keys, const WorkFolder& folder, const Plan& plan);

}  // namespace zkmem
