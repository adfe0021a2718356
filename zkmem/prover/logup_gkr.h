// LogUp as a fractional sumcheck: the tree of fractions over all interactions and its layer-by-layer proof
// (swirl.md sections 8 and 19.2-19.4). Leaves after the last interaction are all 0 / alpha: they are not
// stored, and every layer keeps only the prefix that depends on a trace.
#pragma once

#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/protocol/proof.h"
#include "zkmem/protocol/schedule.h"
#include "zkmem/protocol/trace_shape.h"
#include "zkmem/prover/prover_trace.h"
#include "zkmem/prover/self_check.h"
#include "zkmem/prover/work_memory.h"
#include "zkmem/transcript/transcript.h"

namespace zkmem {

// Returns the point xi (l_skip + n_logup coordinates; none without interactions). Fails with kRejected if the
// interactions do not balance.
Result<std::vector<Ext4>> prove_logup_gkr(const Workspace& context, Transcript& transcript,
                                          std::span<const ProverTrace> traces, const LogUpShape& shape,
                                          uint32_t l_skip, const LogUpChallenges& challenges, GkrProof& proof,
                                          SelfCheck self_check = SelfCheck::kOn);

}  // namespace zkmem
