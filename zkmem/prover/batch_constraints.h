// The batched zerocheck with the logup input layer (swirl.md sections 9 and 19.5-19.7): all constraints of
// all traces hold, and the leaves' claims follow from the traces. The univariate round runs on base-field
// values over cosets of D, the later rounds on columns folded into the extension.
#pragma once

#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/protocol/proof.h"
#include "zkmem/protocol/system_params.h"
#include "zkmem/prover/prover_trace.h"
#include "zkmem/prover/self_check.h"
#include "zkmem/prover/work_memory.h"
#include "zkmem/transcript/transcript.h"

namespace zkmem {

// Returns the point r (r_0, then one coordinate per round). Fails with kRejected if some constraint does not
// hold. `xi` has l_skip + n_global coordinates.
Result<std::vector<Ext4>> prove_batch_constraints(const Workspace& context, Transcript& transcript,
                                                  const SystemParams& params,
                                                  std::span<const ProverTrace> traces,
                                                  std::span<const Ext4> xi, uint32_t n_logup,
                                                  const Ext4& beta, BatchConstraintProof& proof,
                                                  SelfCheck self_check = SelfCheck::kOn);

}  // namespace zkmem
