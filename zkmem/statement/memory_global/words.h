// What the verified proof of a log in global memory shows, in words.
#pragma once

#include "zkmem/statement/verify.h"

namespace zkmem {

void describe_global_log(const VerifiedClaim& verified, VerificationReport& report);

}  // namespace zkmem
