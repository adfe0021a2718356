// Verification of a statement of kind kMemory as a whole, for verify_zkproof(): its proofs, and what the
// caller has to compare them with.
#pragma once

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/sdk/verify.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem {

// Configuration, parameters and roots are checked already.
Result<VerificationReport> verify_log_statement(const Context& context, KeyCache& keys, const ZkProof& proof,
                                                const VerificationOptions& options);

}  // namespace zkmem
