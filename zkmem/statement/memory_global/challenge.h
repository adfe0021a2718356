// The challenge of a run's ledger, from everything that puts or takes tokens. docs/spec/global-memory.md.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "zkmem/statement/memory/log_digest.h"
#include "zkmem/statement/memory_global/claim.h"
#include "zkmem/transcript/transcript.h"

namespace zkmem {

// Of one proof: the boundary chips in key order, then the ends; empty: the chip is absent.
using LedgerParts = std::vector<std::optional<LogPart>>;

// A transcript of the claim's suite that has observed the claim's configuration, parameters, keys and
// heights, and the parts, one list per proof.
Transcript ledger_transcript(const Claim& claim, std::span<const LedgerParts> parts);

// Bits of work behind them.
unsigned ledger_pow_bits(ParameterFamily family);

// The challenge, once the work is done there.
LedgerChallenge sample_ledger_challenge(Transcript& transcript);

// The same with a witness of the work; none: it is no such witness.
std::optional<LedgerChallenge> ledger_challenge(const Claim& claim, std::span<const LedgerParts> parts,
                                                uint32_t witness);

}  // namespace zkmem
