// What the attacks share that forge the traces of a log: the checker's word on them, which names every
// constraint and bus that objects, and the verifier's on a proof of them by a prover who does not look.
#pragma once

#include <string>

#include "zkmem/attack/suite.h"
#include "zkmem/memory/testing/forge.h"

namespace zkmem::attack {

// Of all segments of memory that is persistent or volatile; it claims of them what their traces say.
ZkProof prove_forged_log(const testing::StatementWorld& world, const testing::ProverSetting& setting);

class ForgedLogSuite : public Suite {
 public:
  using Suite::Suite;

 protected:
  // The checker finds in the forged segment what is expected, a line each, and the verifier rejects the proof
  // in the phase that is there for it.
  void rejected_by(testing::Forge& forge, const testing::StatementWorld& world, const Reason& reason,
                   const std::string& what = {}) const;
  // Neither objects.
  void holds(testing::Forge& forge, const testing::StatementWorld& world, const std::string& what = {}) const;
  std::string proven(const testing::StatementWorld& world) const;
};

}  // namespace zkmem::attack
