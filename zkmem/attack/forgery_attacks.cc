// Forged traces of a program's segment (rv32im/testing/forgeries.h), in real proofs: of padding, rows, their
// order and claims about the run.
#include <cctype>
#include <utility>

#include "zkmem/attack/lists.h"
#include "zkmem/sdk/testing/dishonest_prover.h"

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

// The sum over all buses is looked at before any constraint.
void run_forgery(const Forgery& forgery, Trials& trials) {
  const testing::DishonestOutcome outcome = testing::prove_dishonestly(forgery.forge(), trials.setting());
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
         const auto outcome = testing::prove_dishonestly(rv32im::testing::honest_sample(), trials.setting());
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
