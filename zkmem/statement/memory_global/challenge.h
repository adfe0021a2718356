// The challenge of a run's ledger, from everything that puts or takes tokens. docs/spec/global-memory.md.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "zkmem/protocol/system_params.h"
#include "zkmem/statement/memory/log_digest.h"
#include "zkmem/statement/memory_global/claim.h"
#include "zkmem/transcript/transcript.h"

namespace zkmem {

// Whether a commitment alone fixes what it is to: its openings are decoded uniquely in the first round. Where
// lists are decoded there, a prover could choose the tokens of a list when the challenge is known.
bool fixes_tokens(const SystemParams& params);

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
