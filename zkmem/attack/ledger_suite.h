// What all attacks share on a run in global memory of three segments and its ends: the honest traces and
// their proof, and the verdict on the proof of a prover who does not look.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "zkmem/attack/suite.h"
#include "zkmem/sdk/testing/dishonest_ledger.h"
#include "zkmem/sdk/testing/proven_log.h"

namespace zkmem::attack {

class LedgerSuite : public Suite {
 public:
  using Suite::Suite;

 protected:
  using StatementWorld = testing::StatementWorld;

  static const MemoryConfig& config() {
    static const MemoryConfig tiny = testing::tiny_config(MemoryProfile::kHybrid, BoundaryMode::kGlobal);
    return tiny;
  }
  // The honest traces, and what the suite's verifier says.
  virtual StatementWorld honest_world() const = 0;
  virtual std::string verdict_of(const ZkProof& proof) const { return verdict(proof, config()); }
  // Kept by suite: made once.
  virtual const ZkProof& honest_proof() const = 0;

  ZkProof prove_ledger(StatementWorld world, const testing::DishonestLedger& dishonesty = {}) const {
    return testing::prove_ledger(std::move(world), dishonesty, setting());
  }
  const ZkProof& kept(std::map<ParameterFamily, ZkProof>& proofs) const {
    const auto found = proofs.find(setting().parameters);
    if (found != proofs.end()) return found->second;
    return proofs.emplace(setting().parameters, prove_ledger(honest_world())).first->second;
  }

  std::string verdict_on(const testing::DishonestLedger& dishonesty) const {
    return verdict_of(prove_ledger(honest_world(), dishonesty));
  }
  // Tokens that are wrong from the beginning: committed, and in the challenge.
  std::string verdict_on(const std::function<void(StatementWorld&)>& change) const {
    return verdict_on(testing::DishonestLedger{.before_commitment = change});
  }
  std::string verdict_on_altered(const std::function<void(ZkProof&)>& alter) const {
    ZkProof proof = honest_proof();
    alter(proof);
    return verdict_of(proof);
  }
};

// The base of one file's suite: `World` makes the honest traces.
template <testing::StatementWorld (*World)(const MemoryConfig&)>
class LedgerSuiteOf : public LedgerSuite {
 public:
  using LedgerSuite::LedgerSuite;

 protected:
  StatementWorld honest_world() const override { return World(config()); }
  const ZkProof& honest_proof() const override {
    static std::map<ParameterFamily, ZkProof> proofs;
    return kept(proofs);
  }
};

}  // namespace zkmem::attack
