// Test support: what all tests share that attack a run in global memory, of three segments and its ends: the
// honest traces and their proof, and the verdict on the proof of a prover who does not look.
#pragma once

#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "zkmem/sdk/testing/dishonest_ledger.h"
#include "zkmem/sdk/testing/proven_log.h"

namespace zkmem::testing {

// `Attack` derives from it and has world_of(config), the honest traces; and verdict_of(proof), if its
// verifier has more than the configuration.
template <class Attack>
class LedgerAttack : public ::testing::Test {
 protected:
  static const MemoryConfig& config() {
    static const MemoryConfig tiny = tiny_config(MemoryProfile::kHybrid, BoundaryMode::kGlobal);
    return tiny;
  }
  static StatementWorld honest_world() { return Attack::world_of(config()); }
  static const ZkProof& honest_proof() {
    static const ZkProof proof = prove_ledger(honest_world());
    return proof;
  }

  static std::string verdict_of(const ZkProof& proof) { return verdict(proof, config()); }
  static std::string verdict_on(const DishonestLedger& dishonesty) {
    return Attack::verdict_of(prove_ledger(honest_world(), dishonesty));
  }
  // Tokens that are wrong from the beginning: committed, and in the challenge.
  static std::string verdict_on(const std::function<void(StatementWorld&)>& change) {
    return verdict_on(DishonestLedger{.before_commitment = change});
  }
  static std::string verdict_on_altered(const std::function<void(ZkProof&)>& alter) {
    ZkProof proof = honest_proof();
    alter(proof);
    return Attack::verdict_of(proof);
  }
};

}  // namespace zkmem::testing
