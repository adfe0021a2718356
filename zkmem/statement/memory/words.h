// What the verified proof of a log shows, in words, whatever ties its segments together.
#pragma once

#include "zkmem/statement/verify.h"

namespace zkmem {

void describe_log(const VerifiedClaim& verified, VerificationReport& report);

}  // namespace zkmem
