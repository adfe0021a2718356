// Proof of work: the smallest witness, searched with all lanes and threads (swirl.md section 19.10).
#pragma once

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/protocol/schedule.h"
#include "zkmem/transcript/transcript.h"

namespace zkmem {

// Finds the smallest witness that passes at this point of the transcript and observes it. The same for any
// number of threads. Zero bits: zero, and the transcript is untouched.
Result<BabyBear> grind(const Context& context, Transcript& transcript, const ProofOfWork& work);

}  // namespace zkmem
