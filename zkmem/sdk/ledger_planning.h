// What planning a run in global memory does with its ledger, whatever the segments are of.
// docs/spec/global-memory.md.
#pragma once

#include <cstdint>
#include <span>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/field/matrix.h"
#include "zkmem/statement/claim.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/ledger/challenge.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {

// kBadInput: commitments under these parameters do not fix tokens.
Status check_ledger_parameters(const ParameterChoice& parameters);

// A ledger chip's cached part as a proof of the claim will have it at this stacked height.
Result<LedgerPart> commit_ledger_part(const Context& context, const Claim& claim, uint32_t log_stacked_height,
                                      ConstTraceView cached);

// Works, and draws the challenge into `ledger`, which is the claim's. Its keys' digest, of which a plan says
// nothing, is worked out; `about` and `parts` as for ledger_transcript().
Status draw_ledger_challenge(const Context& context, KeyCache& keys, const Claim& claim, LedgerClaim& ledger,
                             std::span<const Commitment> about, std::span<const LedgerParts> parts);

}  // namespace zkmem
