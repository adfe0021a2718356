// Whether a proven run came to what its verifier asks for: exit code and public values.
#pragma once

#include "zkmem/statement/execution/claim.h"
#include "zkmem/statement/verify.h"

namespace zkmem {

// Of a claim whose proofs are verified.
Status check_run_outcome(const ExecutionClaim& claim, const VerificationOptions& options);

}  // namespace zkmem
