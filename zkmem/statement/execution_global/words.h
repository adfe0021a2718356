// What the verified proof of a run on global memory shows, in words.
#pragma once

#include "zkmem/statement/verify.h"

namespace zkmem {

void describe_global_run(const VerifiedClaim& verified, VerificationReport& report);

}  // namespace zkmem
