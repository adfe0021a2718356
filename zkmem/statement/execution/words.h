// What the verified proof of a run shows, in words.
#pragma once

#include "zkmem/statement/verify.h"

namespace zkmem {

void describe_run(const VerifiedClaim& verified, VerificationReport& report);

}  // namespace zkmem
