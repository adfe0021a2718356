// What planning a run in global memory does with its ledger, whatever the segments are of.
// docs/spec/global-memory.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/field/matrix.h"
#include "zkmem/prover/work_memory.h"
#include "zkmem/sdk/plan.h"
#include "zkmem/sdk/segment_cutter.h"
#include "zkmem/statement/claim.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/ledger/challenge.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {

// kBadInput: commitments under these parameters do not fix tokens.
Status check_ledger_parameters(const ParameterChoice& parameters);

// kBadInput: several entries follow the plan's last segment, and not all say how many leaves of the ends are
// theirs.
Status check_planned_ends(const Plan& plan);

// Some of the leaves of a run's ends, which ascend.
struct LeafRange {
  size_t first = 0;
  size_t count = 0;
};

// Which of so many leaves are the part of proof `index`, one that has ends. kBadInput: the plan's parts are
// not of these leaves.
Result<LeafRange> planned_part(const Plan& plan, size_t index, size_t leaves);

// A ledger chip's cached part as a proof of the claim will have it at this stacked height. `memory`: to work
// in, kept from one to the next (work_memory.h); none: its own.
Result<LedgerPart> commit_ledger_part(const Context& context, const Claim& claim, uint32_t log_stacked_height,
                                      ConstTraceView cached, WorkMemory* memory = nullptr);

// Works, and draws the challenge into `ledger`, which is the claim's. Its keys' digest, of which a plan says
// nothing, is worked out; `about` and `parts` as for ledger_transcript().
Status draw_ledger_challenge(const Context& context, KeyCache& keys, const Claim& claim, LedgerClaim& ledger,
                             std::span<const Commitment> about, std::span<const LedgerParts> parts);

// Cuts so many leaves by address, at most `most` in a part, whose number is returned. `attempt` takes the
// part, or says that it must have fewer.
Result<size_t> cut_ends(size_t leaves, size_t most,
                        const std::function<Result<bool>(LeafRange part)>& attempt);
// What a plan notes about it.
std::string cut_ends_note(size_t leaves, size_t parts, const Error& reason);

// The ends beside the last segment's chips.
struct JoinedEnds {
  SegmentShape shape;  // of the proof that has both
  uint64_t cells = 0;  // of its traces
  uint64_t bytes = 0;  // needed to prove it
};
// What the joined proof does not exceed: the most that another proof of the run needs, unless it is the only
// one, and a stacked height that shall not change.
struct JoinLimits {
  uint64_t bytes = UINT64_MAX;
  uint32_t log_stacked_height = UINT32_MAX;
};
// None: the ends have a proof of their own. `range`: the AIR of the range table, which both shapes have.
Result<std::optional<JoinedEnds>> join_ends(SegmentCutter& cutter, const SegmentShape& segment,
                                            const SegmentShape& ends, size_t range, const JoinLimits& limits);

}  // namespace zkmem
