// From claims about every trace column, and its rotation, to one evaluation per stacked column (swirl.md
// sections 10 and 19.8). Slices of the same height are added up before anything else: while a height's
// variables are bound, all its slices behave as one table; only when they are used up do slices matter one by
// one.
#pragma once

#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/protocol/proof.h"
#include "zkmem/protocol/system_params.h"
#include "zkmem/prover/stacked_commitment.h"
#include "zkmem/prover/work_memory.h"
#include "zkmem/transcript/transcript.h"

namespace zkmem {

// One commitment with what its slices' claims are about.
struct ReductionInput {
  const StackedCommitment* commitment = nullptr;
  std::vector<bool> need_rot;  // per matrix of the layout
};

// `r` is the point of the column openings. Returns u (u_0, then n_stack coordinates).
Result<std::vector<Ext4>> prove_stacked_reduction(const Workspace& context, Transcript& transcript,
                                                  const SystemParams& params,
                                                  std::span<const ReductionInput> inputs,
                                                  std::span<const Ext4> r, StackingProof& proof);

}  // namespace zkmem
