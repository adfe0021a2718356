// Forged traces of a program's segment (rv32im/testing/forgeries.h), in real proofs: of padding, rows, their
// order and claims about the run.
#include <cctype>
#include <utility>

#include "zkmem/attack/lists.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/sdk/testing/dishonest_prover.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/statement/execution/claim.h"
#include "zkmem/statement/execution/run_facts.h"
#include "zkmem/statement/execution/statement.h"
#include "zkmem/statement/verify.h"

namespace zkmem::attack {
namespace {

using rv32im::testing::Forgery;

constexpr const char* kSuite = "Forgery";

// "an access of no instruction": "Attack20AnAccessOfNoInstruction".
std::string name_of_attack(const Forgery& forgery) {
  std::string name = forgery.number < 10 ? "Attack0" : "Attack";
  name += std::to_string(forgery.number);
  bool begins_word = true;
  for (const char c : forgery.name) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalnum(letter) == 0) {
      begins_word = true;
      continue;
    }
    name += begins_word ? static_cast<char>(std::toupper(letter)) : c;
    begins_word = false;
  }
  return name;
}

std::string said(const Verdict& verdict) {
  return verdict.ok() ? std::string(kAccepted) : verdict.error().message();
}

// As the file of a run that is this segment, which claims what its proof binds.
ZkProof as_file(const testing::DishonestOutcome& outcome, ParameterFamily parameters) {
  const Statement& statement = execution_statement();
  ZkProof made{statement.new_claim(), {encode_proof(outcome.proof)}};
  auto& claim = claim_as<ExecutionClaim>(*made.claim);
  claim.config = statement.default_config();
  claim.parameters = parameters;
  ExecutionSegment said;
  if (check_proof_airs(claim, outcome.proof).ok()) {
    if (const auto bound = statement.facts_of(claim.config, outcome.proof); bound.ok()) {
      const auto& facts = static_cast<const ExecutionFacts&>(**bound);
      said = facts.segment;
      claim.program_commitment = facts.program_commitment;
      claim.exit_code = facts.exit_code;
    }
  }
  said.log_stacked_height = outcome.log_stacked_height;
  claim.segments.push_back(said);
  claim.keys_digest = digest_of_keys(claim.hash, segment_keys(testing::shared_keys(), claim).value());
  return made;
}

testing::DishonestOutcome proven(const rv32im::testing::Forger& forger, const Trials& trials) {
  testing::DishonestOutcome outcome = testing::prove_dishonestly(forger, trials.setting());
  if (trials.keeps_judged()) trials.judged({as_file(outcome, trials.setting().parameters)});
  return outcome;
}

// The sum over all buses is looked at before any constraint.
void run_forgery(const Forgery& forgery, Trials& trials) {
  const testing::DishonestOutcome outcome = proven(forgery.forge(), trials);
  trials.premise(!outcome.refusal.empty(), "a prover who looks refuses");
  std::string against;
  for (const std::string& one : forgery.refusal) against += (against.empty() ? "against " : "; ") + one;
  const VerifierCheck check =
      testing::breaks_a_bus(forgery) ? VerifierCheck::kRootNumerator : VerifierCheck::kBatchClaim;
  trials.rejected(said(outcome.verdict), has(name_of(check)), std::move(against));
}

}  // namespace

std::vector<Attack> forgery_attacks() {
  std::vector<Attack> list;
  list.push_back(
      {kSuite, "TheHonestTracesAreAccepted", "the honest traces are accepted", {}, [](Trials& trials) {
         const auto outcome = proven(rv32im::testing::honest_sample(), trials);
         trials.premise(outcome.refusal.empty(), outcome.refusal);
         trials.accepted(said(outcome.verdict));
       }});
  for (Forgery& forgery : rv32im::testing::forgeries()) {
    list.push_back(
        {kSuite, name_of_attack(forgery), forgery.name, {forgery.number}, [forgery](Trials& trials) {
           run_forgery(forgery, trials);
         }});
  }
  return list;
}

}  // namespace zkmem::attack
