// Cuts an access log into segments that can be proven: by accesses, by the heights that the parameters allow,
// and by the memory budget.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/offline/memory_segment.h"
#include "zkmem/memory/statement/ends_traces.h"
#include "zkmem/memory/statement/segment_traces.h"
#include "zkmem/sdk/memory/input.h"
#include "zkmem/sdk/memory/replayed_log.h"
#include "zkmem/sdk/plan.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/memory/claim.h"

namespace zkmem {

// A segment, planned. Everything here lives as long as the call it is given to; the cells may be taken.
struct PlannedLogSegment {
  const PlannedSegment& plan;
  const LogSegment& claim;
  const AccessLog& log;  // this segment's operations; reads have their values
  const MemorySegment& segment;
  const CellImage& before;  // the memory that the segment before started from (the first one: zeros)
  const CellImage& start;
  SegmentTraces&
      traces;  // filled if it is the only one, or else its shape; global memory: under no challenge
  const LeafMarks& marks;  // global memory: of the segments before
};

// The ends of a run in global memory, or a part of them, planned; lives likewise.
struct PlannedEndsPart {
  const PlannedSegment* plan;  // of its own proof; null: all of them stand beside the last segment's chips
  uint32_t log_stacked_height;
  const BufferedTraces& traces;  // under no challenge
};

// All parts together.
struct PlannedLogEnds {
  std::span<const EndLeaf> leaves;
  std::span<const LedgerToken> revealed;  // the last tokens of the leaves to be revealed
  const CellImage& end;
  std::optional<Digest> initial_root;
  std::optional<Digest> final_root;
};

// What global memory's ends are made of besides what segments touch, and who takes them.
struct LogEnds {
  std::span<const LedgerToken> given;                       // the tokens that the verifier puts
  std::span<const Address> revealed;                        // leaves, ascending
  bool starts_from_root = false;                            // then with none given
  bool ends_in_root = false;                                // then it starts from one, too
  std::function<Status(const PlannedEndsPart&)> take_part;  // for each, ascending by address
  std::function<Status(const PlannedLogEnds&)> take;        // then
};

// Calls `take` for each segment in order, and adds a line to `notes` for each way in which the plan makes do
// with less; in global memory then for its ends, unless null. `plan` says the configuration and parameters.
// Global memory is cut by cost where the input has no number of accesses; `cut` then says where and why.
// Returns the memory after the last segment.
Result<CellImage> plan_log(const Context& context, KeyCache& keys, const Plan& plan, const MemoryInput& input,
                           const ReplayedLog& log, std::vector<std::string>& notes,
                           const std::function<Status(const PlannedLogSegment&)>& take,
                           const LogEnds* ends = nullptr, std::string* cut = nullptr);

}  // namespace zkmem
