// The challenge of a run's ledger, from everything that puts or takes tokens. docs/spec/global-memory.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "zkmem/protocol/system_params.h"
#include "zkmem/statement/claim.h"
#include "zkmem/statement/ledger/claim.h"
#include "zkmem/transcript/transcript.h"

namespace zkmem {

// Whether a commitment alone fixes what it is to: its openings are decoded uniquely in the first round. Where
// lists are decoded there, a prover could choose the tokens of a list when the challenge is known.
bool fixes_tokens(const SystemParams& params);

// A ledger chip's cached part in a proof.
struct LedgerPart {
  uint32_t log_height = 0;
  Commitment commitment;
  friend bool operator==(const LedgerPart&, const LedgerPart&) = default;
};
// Of one proof: the key's ledger chips in key order; empty: the chip is absent.
using LedgerParts = std::vector<std::optional<LedgerPart>>;

// A transcript of the claim's suite that has observed the claim's configuration, parameters, keys and
// heights, what the segments are of (`about`: commitments of the claim's suite, as many in every claim of a
// statement), the tokens of the verifier, and the parts, one list per proof.
Transcript ledger_transcript(const Claim& claim, const LedgerClaim& ledger, std::span<const Commitment> about,
                             std::span<const LedgerParts> parts);

// Bits of work behind them.
unsigned ledger_pow_bits(ParameterFamily family);

// The challenge, once the work is done there.
LedgerChallenge sample_ledger_challenge(Transcript& transcript);

// The same with the ledger's witness of the work; none: it is no such witness.
std::optional<LedgerChallenge> ledger_challenge(const Claim& claim, const LedgerClaim& ledger,
                                                std::span<const Commitment> about,
                                                std::span<const LedgerParts> parts);

}  // namespace zkmem
