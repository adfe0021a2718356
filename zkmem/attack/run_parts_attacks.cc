// Attacks on programs on global memory whose ends are cut by address into several proofs, with real proofs by
// a dishonest prover, named after the catalogue (docs/attacks.md) and the lemma that they break
// (docs/spec/global-memory.md).
#include <functional>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "zkmem/attack/lists.h"
#include "zkmem/attack/run_suite.h"
#include "zkmem/base/check.h"
#include "zkmem/rv32im/chips/machine.h"

namespace zkmem::attack {
namespace {

ZKMEM_ATTACKS_OF_THIS_FILE

using rv32im::kAirLedgerEnds;
using rv32im::kAirRootedEnds;
using rv32im::kAirSegmentBoundary;
using rv32im::kAirStartImage;
using rv32im::testing::Forger;
using testing::accumulating_elf;
using testing::DishonestRun;

constexpr WantedRoots kNone = {};
constexpr WantedRoots kStart = {true, false};
constexpr WantedRoots kBoth = {false, true};
constexpr uint32_t kWord = 7;
constexpr const char* kUnbalanced = "the ledger does not balance";

// The first part's proof.
size_t first_part(const DishonestRun& run) { return run.claim.first_of_ends(); }

void swap(DishonestRun& run, size_t a, size_t b) {
  std::swap(run.proofs[a], run.proofs[b]);
  std::swap(run.claim.segments[a], run.claim.segments[b]);
}
void erase(DishonestRun& run, size_t k) {
  run.proofs.erase(run.proofs.begin() + static_cast<std::ptrdiff_t>(k));
  run.claim.segments.erase(run.claim.segments.begin() + static_cast<std::ptrdiff_t>(k));
}
void repeat(DishonestRun& run, size_t k) {
  run.proofs.insert(run.proofs.begin() + static_cast<std::ptrdiff_t>(k), run.proofs[k]);
  run.claim.segments.insert(run.claim.segments.begin() + static_cast<std::ptrdiff_t>(k),
                            run.claim.segments[k]);
}
size_t last_row(Forger& part) {
  size_t row = 0;
  while (row + 1 < part.height(kAirLedgerEnds) && part.value(kAirLedgerEnds, row + 1, "in_use") == 1) ++row;
  return row;
}
int64_t place_of(Forger& part, size_t row) {
  const int64_t space = part.value(kAirLedgerEnds, row, "address_space");
  return ((space - 1) << rv32im::kMachineLedgerBits.address_height) +
         part.value(kAirLedgerEnds, row, "leaf_label");
}
void say_place(Forger& part, size_t which, int64_t place) {
  part.owned(kAirLedgerEnds).public_values[which] = BabyBear::from_i64(place);
}

class PartsSuite : public RunSuite {
 public:
  using RunSuite::RunSuite;

 protected:
  ExecutionInput in_parts(WantedRoots roots, uint64_t segment_accesses = 150) const {
    ExecutionInput input = input_of(accumulating_elf(kWord), segment_accesses);
    input.roots = roots;
    input.part_leaves = 3;
    return input;
  }
  DishonestRun honest_run(WantedRoots roots) const {
    static std::map<std::tuple<ParameterFamily, bool, bool>, DishonestRun> all;
    const std::tuple key(setting().parameters, roots.initial, roots.final);
    const auto found = all.find(key);
    if (found != all.end()) return found->second;
    return all.emplace(key, DishonestRun(in_parts(roots))).first->second;
  }
  std::string verdict_on(WantedRoots roots, const std::function<void(DishonestRun& run)>& change) const {
    DishonestRun run = honest_run(roots);
    change(run);
    return verdict(run.prove(context()), accumulating_elf(kWord));
  }
};

class RunPartsAttack : public PartsSuite {
 public:
  using PartsSuite::PartsSuite;

 protected:
  std::string verdict_on(const std::function<void(DishonestRun& run)>& change) const {
    return PartsSuite::verdict_on(kNone, change);
  }
};

ZKMEM_ATTACK(RunPartsAttack, TheHonestProofsAreAccepted) {
  premise(honest_run(kNone).claim.closing_proofs() >= 3, "three parts");
  accepted(verdict_on([](DishonestRun&) {}));
}

// Lemma 13: another order, or a part twice.
ZKMEM_ATTACK(RunPartsAttack, Attack12PartsInAnotherOrderOrTwice) {
  rejected(verdict_on([](DishonestRun& run) { swap(run, first_part(run) + 1, first_part(run) + 2); }),
           has("its part of the ends begins with leaf"));
  rejected(verdict_on([](DishonestRun& run) { swap(run, first_part(run), first_part(run) + 1); }),
           has("the proof of the ends has no StartImageAir"));
  rejected(verdict_on([](DishonestRun& run) {
             swap(run, first_part(run), first_part(run) + 1);
             run.proofs[first_part(run)].owned(kAirStartImage) =
                 run.proofs[first_part(run) + 1].owned(kAirStartImage);
             run.proofs[first_part(run) + 1].remove(kAirStartImage);
           }),
           has("its part of the ends begins with leaf"),
           "the image in the first proof of the ends all the same");
  rejected(verdict_on([](DishonestRun& run) { repeat(run, first_part(run) + 1); }),
           has("its part of the ends begins with leaf"));
}

// Lemma 4: a part, or a leaf between two, that is left out.
ZKMEM_ATTACK(RunPartsAttack, Attack09PartsAndLeavesLeftOut) {
  rejected(verdict_on([](DishonestRun& run) { erase(run, run.ends()); }), has(kUnbalanced));
  rejected(verdict_on([](DishonestRun& run) { erase(run, first_part(run) + 1); }), has(kUnbalanced));
  rejected(verdict_on([](DishonestRun& run) { erase(run, first_part(run)); }),
           has("the proof of the ends has no StartImageAir"));
  rejected(verdict_on([](DishonestRun& run) {
             auto& part = run.proofs[first_part(run) + 1];
             const size_t row = last_row(part);
             ZKMEM_CHECK(row > 0);
             part.clear_row(kAirLedgerEnds, row);
             part.set(kAirLedgerEnds, row - 1, "step_high", 0);
             say_place(part, ledger_public::kLastPlace, place_of(part, row - 1));
           }),
           has(kUnbalanced));
}

// Lemma 13: a leaf with a row in two parts, whose places say so or lie.
ZKMEM_ATTACK(RunPartsAttack, Attack12ALeafInTwoParts) {
  const auto twice = [&](DishonestRun& run, bool is_told) {
    auto& before = run.proofs[first_part(run)];
    auto& part = run.proofs[first_part(run) + 1];
    const size_t row = last_row(before);
    const int64_t place = place_of(before, row);
    for (const char* column : {"address_space", "leaf_label", "label_high"})
      part.set(kAirLedgerEnds, 0, column, before.value(kAirLedgerEnds, row, column));
    part.set(kAirLedgerEnds, 0, "step_high", (place_of(part, 1) - place - 1) >> rv32im::kRangeMaxBits);
    if (is_told) say_place(part, ledger_public::kFirstPlace, place);
  };
  rejected(verdict_on([&](DishonestRun& run) { twice(run, false); }), has("its proof is rejected"));
  rejected(verdict_on([&](DishonestRun& run) { twice(run, true); }),
           has("its part of the ends begins with leaf"));
}

// Lemma 9: the memory that the run starts on is in one part, the first.
ZKMEM_ATTACK(RunPartsAttack, Attack26AStartImageInAnotherPart) {
  rejected(verdict_on([](DishonestRun& run) {
             run.proofs[first_part(run) + 1].owned(kAirStartImage) =
                 run.proofs[first_part(run)].owned(kAirStartImage);
           }),
           has("its part of the ends has a StartImageAir, and is not the first"));
  rejected(verdict_on([](DishonestRun& run) {
             run.proofs[first_part(run) + 1].owned(kAirStartImage) =
                 run.proofs[first_part(run)].owned(kAirStartImage);
             run.proofs[first_part(run)].remove(kAirStartImage);
           }),
           has("the proof of the ends has no StartImageAir"));
}

// Lemma 1: ends beside the last segment's chips, and apart.
ZKMEM_ATTACK(RunPartsAttack, Attack09EndsBesideAndApart) {
  rejected(verdict_on([](DishonestRun& run) {
             for (const size_t air : {size_t{kAirLedgerEnds}, size_t{kAirStartImage}})
               run.proofs[first_part(run) - 1].owned(air) = run.proofs[first_part(run)].owned(air);
             erase(run, first_part(run));
           }),
           has("its proof has ends, and others follow"));
  rejected(verdict_on([](DishonestRun& run) {
             run.proofs[first_part(run) + 1].owned(kAirSegmentBoundary) =
                 run.proofs[0].owned(kAirSegmentBoundary);
           }),
           has("its proof is rejected"), "a segment's chip beside a part, whose bus nobody else is on");
}

// Lemma 11: a part of another run is under another challenge.
ZKMEM_ATTACK(RunPartsAttack, Attack16APartOfAnotherRun) {
  const ZkProof from = proven(in_parts(kNone, 200));
  ZkProof proof = proven(in_parts(kNone));
  proof.segment_proofs.back() = from.segment_proofs.back();
  rejected(verdict(proof), has("under another challenge of the ledger"));
}

class RootedRunPartsAttack : public PartsSuite {
 public:
  using PartsSuite::PartsSuite;
};

ZKMEM_ATTACK(RootedRunPartsAttack, TheHonestProofsAreAccepted) {
  for (const WantedRoots roots : {kStart, kBoth}) {
    premise(honest_run(roots).claim.closing_proofs() >= 3, "three parts");
    accepted(verdict_on(roots, [](DishonestRun&) {}));
  }
}

// Lemma 14: the root that a part goes to is the one that the next starts from.
ZKMEM_ATTACK(RootedRunPartsAttack, Attack26ARootChainThatDoesNotConnect) {
  const auto without_the_second = [](DishonestRun& run) { erase(run, first_part(run) + 1); };
  rejected(verdict_on(kBoth, without_the_second), has("its part of the ends starts from the root "));
  rejected(verdict_on(kStart, without_the_second), has(kUnbalanced), "of a free end all start from one");
}

// Lemmas 13 and 14: parts in another order.
ZKMEM_ATTACK(RootedRunPartsAttack, Attack12PartsInAnotherOrder) {
  const auto swapped = [](DishonestRun& run) { swap(run, first_part(run), first_part(run) + 1); };
  rejected(verdict_on(kBoth, swapped), has("the initial root claimed is"));
  rejected(verdict_on(kStart, swapped), has("its part of the ends begins with leaf"));
}

// Lemma 14: the roots claimed are of the first part's start and of the last one's end.
ZKMEM_ATTACK(RootedRunPartsAttack, Attack14ARootBetweenPartsIsClaimed) {
  rejected(verdict_on(kBoth,
                      [](DishonestRun& run) {
                        while (run.ends() > first_part(run)) erase(run, run.ends());
                      }),
           has("the final root claimed is"));
  rejected(verdict_on(kBoth, [](DishonestRun& run) { erase(run, first_part(run)); }),
           has("the initial root claimed is"));
}

// Lemma 15: a part has all that hashes, and no other kind of ends.
ZKMEM_ATTACK(RootedRunPartsAttack, Attack09APartWithoutItsChips) {
  rejected(verdict_on(kBoth, [](DishonestRun& run) { run.proofs[run.ends()].remove(kAirRootedEnds); }),
           anything());
  rejected(verdict_on(kBoth,
                      [&](DishonestRun& run) {
                        DishonestRun other = honest_run(kNone);
                        run.proofs[run.ends()] = other.proofs[other.ends()];
                      }),
           has("its proof has no roots"));
}

}  // namespace

std::vector<Attack> run_parts_attacks() { return file_list(); }

}  // namespace zkmem::attack
