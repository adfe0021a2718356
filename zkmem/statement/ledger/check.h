// What a verifier checks of a ledger, once each proof is verified by itself. docs/spec/global-memory.md,
// "What the verifier checks".
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/statement/claim.h"
#include "zkmem/statement/ledger/facts.h"

namespace zkmem {

// Before any proof is looked at: the parameters fix tokens, and segments are numbered within what their range
// checks of `range_bits` bits can tell apart.
Status check_ledger_shape(const Claim& claim, const LedgerClaim& ledger, unsigned range_bits);

// What proof k is of: a segment unless it closes the claim. Those that close it are parts of the ends;
// without any the last segment's has them. `segment`: which, if of one.
Status check_ends_place(const Claim& claim, size_t k, bool is_segment, bool has_ends, int64_t segment);

// One proof's chips are under the claimed challenge.
Status check_ledger_proof(const LedgerClaim& ledger, const LedgerFacts& facts);

// What proof k has of the ends is between roots as claimed: the first part starts from the initial root, the
// last one ends in the final one if there is one. None: it is between no roots.
Status check_ends_roots(const Claim& claim, size_t k, const LedgerClaim& ledger,
                        const std::optional<RootFacts>& proven);

// All together: the challenge is the hash of everything that puts or takes tokens, the parts of the ends
// follow each other by root and by address, and with what the verifier itself puts (of `image`, if the claim
// starts from one; of what is revealed beside a final root) and takes (the revealed tokens), all that is put
// is taken. `facts` of each proof, in order; null `image`: the verifier has none.
Status check_ledger(const Claim& claim, const LedgerClaim& ledger, std::span<const Commitment> about,
                    std::span<const LedgerFacts* const> facts, const CellImage* image);

// The sum of 1 / fingerprint over what the verifier puts, less what it takes; none: a fingerprint is 0, which
// chance brings about once in 2^90 runs.
std::optional<Ext4> verifiers_sum(const LedgerChallenge& challenge, std::span<const LedgerToken> put,
                                  std::span<const LedgerToken> taken);

// Tokens of a ledger: two for each row of its chips, and the verifier's.
uint64_t ledger_tokens(const LedgerClaim& ledger, std::span<const LedgerFacts* const> facts);
// Bits of a ledger: that sums of fingerprints cancel only where tokens do.
double ledger_bits(ParameterFamily family, uint64_t tokens);

}  // namespace zkmem
