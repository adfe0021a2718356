// The leaves of the fraction tree: numerators in the base field, denominators in the extension (swirl.md
// section 8.4).
#pragma once

#include <span>

#include "zkmem/prover/ext_array.h"
#include "zkmem/prover/logup_gkr.h"
#include "zkmem/prover/work_memory.h"

namespace zkmem {

// Fills the blocks of all interactions of one trace.
void fill_logup_leaves(const Workspace& context, const ProverTrace& trace, const LogUpChallenges& challenges,
                       std::span<BabyBear> numerators, ExtSpan denominators);

}  // namespace zkmem
