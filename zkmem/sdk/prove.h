// From an input to a proof: the steps of a plan in one go, resumable, each segment verified before it counts.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/sdk/keys.h"
#include "zkmem/sdk/segment_report.h"
#include "zkmem/sdk/work_folder.h"

namespace zkmem {

struct ProveReport {
  std::vector<SegmentReport> segments;  // an empty report: the segment was already proven
  size_t resumed = 0;                   // segments that were found proven
  size_t retried = 0;                   // segments that needed a second attempt
};

// Proves segment `index` of a planned folder, whatever the statement's kind; idempotent.
Result<SegmentReport> prove_segment(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                    const Plan& plan, size_t index);

// Whether the folder holds a proof of segment `index` that verifies.
bool is_segment_proven(KeyCache& keys, const WorkFolder& folder, const Plan& plan, size_t index);

// Proves every segment that is not proven yet. `on_segment(index, count)` is called before each. A segment
// that fails other than by its input is tried once more, alone; finished ones stay in the folder.
Result<ProveReport> prove_segments(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                   const Plan& plan,
                                   const std::function<void(size_t index, size_t count)>& on_segment);

// The proof file's content, from a folder whose segments are all proven.
Result<ZkProof> assemble(const Context& context, KeyCache& keys, const WorkFolder& folder, const Plan& plan);

}  // namespace zkmem
