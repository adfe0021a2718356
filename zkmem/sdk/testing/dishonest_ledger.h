// Test support: real proofs of a log in global memory by a prover who does not look, from traces that a test
// has changed. He commits, draws the challenge and sums up as an honest one would, unless told otherwise.
#pragma once

#include <functional>

#include "zkmem/memory/testing/forged_ledger.h"
#include "zkmem/sdk/testing/prover_setting.h"
#include "zkmem/statement/memory_global/claim.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem::testing {

// At each of these moments the traces may be changed.
struct DishonestLedger {
  // Tokens are summed up after it.
  std::function<void(StatementWorld& world)> before_commitment = {};
  // What is claimed of start and end, before the challenge is drawn.
  std::function<void(LedgerClaim& claim)> claim = {};
  // Tokens are summed up after it, but the challenge is that of the tokens before.
  std::function<void(StatementWorld& world)> before_sums = {};
  // Sums and public values as they are proven.
  std::function<void(StatementWorld& world)> before_proofs = {};
  // In the place of the one that was drawn.
  std::optional<LedgerChallenge> challenge = {};
  // Which of the world's segments, of which the last are the ends, each proof is of: none given, one each.
  std::vector<std::vector<size_t>> proofs = {};
};

// Of `world`'s segments and ends.
ZkProof prove_ledger(StatementWorld world, const DishonestLedger& dishonesty = {},
                     const ProverSetting& setting = {});

inline GlobalMemoryClaim& global_claim_of(ZkProof& proof) {
  return claim_as<GlobalMemoryClaim>(*proof.claim);
}

}  // namespace zkmem::testing
