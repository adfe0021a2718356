// Attacks on programs on global memory whose start, or start and end, have roots, with real proofs by a
// dishonest prover, named after the catalogue (docs/attacks.md) and the lemma that they break
// (docs/spec/global-memory.md).
#include <functional>
#include <map>
#include <optional>
#include <tuple>

#include "zkmem/attack/lists.h"
#include "zkmem/attack/run_suite.h"
#include "zkmem/rv32im/chips/machine.h"

namespace zkmem::attack {
namespace {

ZKMEM_ATTACKS_OF_THIS_FILE

using rv32im::kAirEndsHash;
using rv32im::kAirEndsMerkle;
using rv32im::kAirLedgerEnds;
using rv32im::kAirRootedEnds;
using rv32im::kAirSegmentBoundary;
using rv32im::kAirStartImage;
using rv32im::testing::Forger;
using testing::accumulating_elf;
using testing::DishonestRun;
using testing::global_run_of;
using testing::kAccumulatedAt;

constexpr WantedRoots kNone = {};
constexpr WantedRoots kStart = {true, false};
constexpr WantedRoots kBoth = {false, true};
constexpr WantedRoots kKinds[] = {kStart, kBoth};
constexpr uint32_t kWord = 7;
constexpr const char* kUnbalanced = "the ledger does not balance";

const char* name_of(WantedRoots roots) { return roots.final ? "two roots" : "a root to a free end"; }
Forger& ends_of(DishonestRun& run) { return run.proofs[run.ends()]; }

class RootedRunAttack : public RunSuite {
 public:
  using RunSuite::RunSuite;

 protected:
  using Change = std::function<void(DishonestRun& run)>;

  DishonestRun honest_run(WantedRoots roots) const { return kept(roots).run; }
  const ZkProof& honest_proof(WantedRoots roots) const {
    Honest& honest = kept(roots);
    if (!honest.proof) honest.proof = proven(honest.input);
    return *honest.proof;
  }

  std::string verdict_on(WantedRoots roots, const Change& change) const {
    DishonestRun run = honest_run(roots);
    change(run);
    return verdict(run.prove(context()));
  }
  std::string verdict_on_altered(WantedRoots roots,
                                 const std::function<void(GlobalExecutionClaim&)>& alter) const {
    ZkProof proof = honest_proof(roots);
    alter(global_run_of(proof));
    return verdict(proof);
  }

 private:
  // What is made once for parameters, and kept.
  struct Honest {
    ExecutionInput input;
    DishonestRun run;
    std::optional<ZkProof> proof;
  };
  Honest& kept(WantedRoots roots) const {
    static std::map<std::tuple<ParameterFamily, bool, bool>, Honest> all;
    const std::tuple key(setting().parameters, roots.initial, roots.final);
    const auto found = all.find(key);
    if (found != all.end()) return found->second;
    ExecutionInput input = input_of(accumulating_elf(kWord), 150);
    input.roots = roots;
    return all.emplace(key, Honest{input, DishonestRun(input), {}}).first->second;
  }
};

ZKMEM_ATTACK(RootedRunAttack, TheHonestProofsAreAccepted) {
  for (const WantedRoots roots : kKinds) {
    accepted(verdict_on(roots, [](DishonestRun&) {}), name_of(roots));
    accepted(verdict(honest_proof(roots), accumulating_elf(kWord)), name_of(roots));
  }
}

// Lemma 12: the claimed roots are the proof's, and there are as many.
ZKMEM_ATTACK(RootedRunAttack, Attack14OtherRootsThanTheClaimed) {
  rejected(verdict_on_altered(kBoth, [](auto& claim) { claim.ledger.initial_root[0] += BabyBear::one(); }),
           has("the initial root claimed is"));
  rejected(verdict_on_altered(kBoth, [](auto& claim) { claim.ledger.final_root[7] += BabyBear::one(); }),
           has("the final root claimed is"));
  rejected(verdict_on(kStart,
                      [](DishonestRun& run) {
                        const Digest start = run.claim.ledger.initial_root;
                        run.claim.ledger.set_roots(start, start);
                      }),
           has("shows nothing of the end, of which a root is claimed"));
  rejected(verdict_on(kBoth,
                      [](DishonestRun& run) {
                        run.claim.ledger.set_roots(run.claim.ledger.initial_root, std::nullopt);
                      }),
           has("has a final root, which is not claimed"));
  rejected(verdict_on(kBoth,
                      [](DishonestRun& run) {
                        run.claim.ledger.set_start(run.claim.hash, {});
                        run.claim.ledger.initial_root = run.claim.ledger.final_root = {};
                      }),
           has("its proof has roots, which are not claimed"));
  DishonestRun from_image = honest_run(kNone);
  from_image.claim.ledger.set_roots(honest_proof(kBoth).claim->initial_root(), std::nullopt);
  ZkProof without = from_image.prove(context());
  global_run_of(without).start_image = {};
  rejected(verdict(without), has("its proof has no roots"));
}

// Lemma 12: which end it is, is in the proof.
ZKMEM_ATTACK(RootedRunAttack, Attack14TheProofSaysAnotherEnd) {
  for (const WantedRoots roots : kKinds) {
    rejected(verdict_on(roots,
                        [](DishonestRun& run) {
                          BabyBear& end =
                              ends_of(run).owned(kAirRootedEnds).public_values[ledger_public::kFreeEnd];
                          end = BabyBear::one() - end;
                        }),
             has("its proof is rejected"), name_of(roots));
  }
}

// Lemma 15: an image beside a root would be a second start.
ZKMEM_ATTACK(RootedRunAttack, Attack26ARootAndAnImage) {
  rejected(verdict_on_altered(kBoth, [](auto& claim) { claim.start_image.log_height = 1; }),
           has("starts from a root, and it names an image besides"));
  for (const size_t air : {size_t{kAirStartImage}, size_t{kAirLedgerEnds}}) {
    DishonestRun run = honest_run(kBoth);
    DishonestRun other = honest_run(kNone);
    ends_of(run).owned(air) = ends_of(other).owned(air);
    const ZkProof proof =
        run.prove(context(), {}, [](DishonestRun& proven) { proven.claim.start_image = {}; });
    rejected(verdict(proof), has("its proof has roots, and a "));
  }
}

// Lemma 15: the start is under the root; and it is the program's.
ZKMEM_ATTACK(RootedRunAttack, Attack26AnotherStart) {
  for (const WantedRoots roots : kKinds) {
    rejected(verdict(honest_proof(roots), accumulating_elf(kWord + 1)),
             has("the run starts on the memory with root"), name_of(roots));
    rejected(verdict_on(roots,
                        [](DishonestRun& run) {
                          const uint32_t leaf = kAccumulatedAt / 8;
                          const size_t row = row_of_leaf(ends_of(run), kAirRootedEnds, 2, leaf);
                          for (const char* column : {"start__1", "final__1"})
                            ends_of(run).set(kAirRootedEnds, row, column, 3);
                          for (size_t k = 0; k < run.ends(); ++k) {
                            const size_t touched = row_of_leaf(run.proofs[k], kAirSegmentBoundary, 2, leaf);
                            for (const char* column : {"initial__1", "final__1"})
                              run.proofs[k].set(kAirSegmentBoundary, touched, column, 3);
                          }
                        }),
             has("its proof is rejected"), name_of(roots));
  }
}

// Lemmas 6 and 10: the end is what the last segment has left, and the public values are from there.
ZKMEM_ATTACK(RootedRunAttack, Attack14AnEndThatNobodyLeft) {
  for (const WantedRoots roots : kKinds) {
    rejected(verdict_on(roots, [](DishonestRun& run) { ++run.claim.ledger.revealed[1].values[0]; }),
             has(kUnbalanced), name_of(roots));
    rejected(verdict_on(roots,
                        [&](DishonestRun& run) {
                          const size_t row = row_of_leaf(ends_of(run), kAirRootedEnds, 3, 1);
                          // Hashed and not taken, with a final root; taken twice, with a free end.
                          ends_of(run).set(kAirRootedEnds, row, "revealed", roots.final ? 1 : 0);
                        }),
             has(kUnbalanced), name_of(roots));
    rejected(verdict_on(roots,
                        [](DishonestRun& run) {
                          const size_t row =
                              row_of_leaf(ends_of(run), kAirRootedEnds, 2, kAccumulatedAt / 8 + 8);
                          ends_of(run).set(kAirRootedEnds, row, "final__0", 5);
                        }),
             has(roots.final ? "its proof is rejected" : kUnbalanced), name_of(roots));
  }
}

// Lemma 1: ends have their chips, and nothing of a segment.
ZKMEM_ATTACK(RootedRunAttack, Attack09EndsWithoutTheirChips) {
  for (const size_t air : {size_t{kAirEndsMerkle}, size_t{kAirEndsHash}}) {
    rejected(verdict_on(kBoth, [&](DishonestRun& run) { ends_of(run).remove(air); }), has(" of "));
  }
  rejected(verdict_on(kBoth, [](DishonestRun& run) { ends_of(run).remove(kAirRootedEnds); }), anything());
  rejected(verdict_on(kBoth,
                      [](DishonestRun& run) {
                        ends_of(run).owned(kAirSegmentBoundary) = run.proofs[0].owned(kAirSegmentBoundary);
                      }),
           has("its proof "));
}

}  // namespace

std::vector<Attack> rooted_run_attacks() { return file_list(); }

}  // namespace zkmem::attack
