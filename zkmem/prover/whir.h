// WHIR: all stacked columns' evaluations at one point, by folding their random combination (swirl.md sections
// 11 and 19.9). The columns are combined before anything is transformed.
#pragma once

#include <span>

#include "zkmem/base/result.h"
#include "zkmem/protocol/proof.h"
#include "zkmem/protocol/system_params.h"
#include "zkmem/prover/stacked_commitment.h"
#include "zkmem/prover/work_memory.h"
#include "zkmem/transcript/transcript.h"

namespace zkmem {

// `u` is the point of the stacked openings (u_0, then n_stack coordinates).
Status prove_whir(const Workspace& context, Transcript& transcript, const SystemParams& params,
                  std::span<const StackedCommitment> commitments, std::span<const Ext4> u, WhirProof& proof);

}  // namespace zkmem
