// One worker's share of a plan, among any number of workers that see the same folder: what a task of a
// cluster's job does (docs/cluster.md).
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/sdk/segment_report.h"
#include "zkmem/sdk/work_folder.h"
#include "zkmem/statement/keys.h"

namespace zkmem {

// Segments index, index + count, …; index < count. 0/1 is the whole plan.
struct Share {
  size_t index = 0;
  size_t count = 1;
};

// "2/8". kBadInput for anything else.
Result<Share> parse_share(const std::string& text);

struct ShareReport {
  std::vector<size_t> proven;           // now
  std::vector<size_t> found;            // proven before, and verified again
  std::vector<SegmentReport> segments;  // of `proven`
};

// Proves what of the share is not proven yet; of a plan that is growing what there is, and then what comes,
// until it is complete. Keys are derived, and memory taken, once for all of it. A segment is locked while it
// is proven; one that fails other than by its input is tried once more. One that another process is at work
// on is left out, and is an error when the others are proven: what is done again then finds it proven, or
// free. `on_segment` is called before each that is proven. kBadInput if planning ends without a plan: where
// there are no locks, a plan must be complete.
Result<ShareReport> prove_share(const Context& context, KeyCache& keys, const WorkFolder& folder, Plan plan,
                                const Share& share, const std::function<void(size_t index)>& on_segment);

}  // namespace zkmem
