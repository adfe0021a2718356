#include "zkmem/attack/forged_log_suite.h"

#include <algorithm>

#include "zkmem/protocol/proof_codec.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/sdk/testing/unchecked_prover.h"
#include "zkmem/statement/memory/statement.h"
#include "zkmem/statement/verify.h"

namespace zkmem::attack {
namespace {

using testing::Forge;
using testing::StatementWorld;

// What the verifier says to a proof in which this is wrong (the checker's lines): the sum over all buses is
// looked at before any constraint.
Reason phase_for(const std::string& found) {
  if (found.find("required, but has no trace") != std::string::npos) return has("its proof is rejected");
  return has(found.find(" bus\n") != std::string::npos ? "its proof is rejected: logup"
                                                       : "its proof is rejected: batch");
}

}  // namespace

ZkProof prove_forged_log(const StatementWorld& world, const testing::ProverSetting& setting) {
  const Statement& statement = memory_statement();
  ZkProof made{statement.new_claim(), {}};
  auto& claim = claim_as<MemoryClaim>(*made.claim);
  claim.config = world.airs.config;
  claim.parameters = setting.parameters;
  std::vector<AnyFacts> facts;
  for (const testing::WorldSegment& segment : world.segments) {
    const ProvingInput input = segment.input();
    const uint32_t height = testing::stacked_height_of(statement, claim.config, claim.parameters, input);
    const auto key =
        testing::shared_keys().key(statement, claim.config, claim.parameters, height, claim.hash).value();
    const Proof proof = testing::prove_unchecked(setting.context, *key, input);
    LogSegment said;
    // A proof without what is required says nothing; it is rejected before anybody asks.
    if (check_proof_airs(claim, proof).ok()) {
      if (auto bound = statement.facts_of(claim.config, proof); bound.ok()) {
        facts.push_back(*std::move(bound));
        said = static_cast<const MemoryFacts&>(*facts.back()).segment;
      }
    }
    said.log_stacked_height = height;
    claim.segments.push_back(said);
    made.segment_proofs.push_back(encode_proof(proof));
  }
  claim.keys_digest = digest_of_keys(claim.hash, segment_keys(testing::shared_keys(), claim).value());
  if (facts.size() == world.segments.size()) statement.add_whole(claim, facts);
  return made;
}

std::string ForgedLogSuite::proven(const StatementWorld& world) const {
  return verdict(prove_forged_log(world, setting()), world.airs.config);
}

void ForgedLogSuite::rejected_by(Forge& forge, const StatementWorld& world, const Reason& reason,
                                 const std::string& what) const {
  const std::string found = forge.verdict();
  premise(reason.is_met_by(found), what + " (the checker finds: " + found + ")");
  std::string objects = found;
  std::ranges::replace(objects, '\n', ';');
  rejected(proven(world), phase_for(found), (what.empty() ? "" : what + ", ") + "against " + objects);
}

void ForgedLogSuite::holds(Forge& forge, const StatementWorld& world, const std::string& what) const {
  const std::string found = forge.verdict();
  premise(found.empty(), what + " (the checker finds: " + found + ")");
  accepted(proven(world), what);
}

}  // namespace zkmem::attack
