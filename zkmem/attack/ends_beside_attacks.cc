// Attacks on ends that stand beside the last segment's chips, in one proof, and on where they stand. Real
// proofs of a prover who does not look. Each test says what it breaks; lemmas are those of
// docs/spec/global-memory.md.
#include "zkmem/attack/ledger_suite.h"
#include "zkmem/attack/lists.h"
#include "zkmem/memory/testing/forged_ledger.h"

namespace zkmem::attack {
namespace {

ZKMEM_ATTACKS_OF_THIS_FILE

using testing::DishonestLedger;
using testing::Forge;
using testing::kLedgerEnds;
using testing::kRootedEnds;
using testing::kSegmentBoundary;
using testing::StatementWorld;

using Proofs = std::vector<std::vector<size_t>>;
using Change = std::function<void(StatementWorld&)>;

constexpr size_t kEnds = 3;  // of the world's segments, behind the three
constexpr const char* kUnbalanced = "the ledger does not balance";
constexpr const char* kLastRejected = "segment 2 of 3: its proof is rejected";

const Proofs& beside() {
  static const Proofs proofs = {{0}, {1}, {2, kEnds}};
  return proofs;
}

class EndsBesideAttack : public LedgerSuiteOf<&testing::image_world> {
 public:
  using LedgerSuiteOf::LedgerSuiteOf;

 protected:
  static const CellImage& image() {
    static const CellImage memory = testing::memory_of_image(config());
    return memory;
  }
  std::string verdict_of(const ZkProof& proof) const override { return verdict(proof, config(), image()); }

  std::string on(const Change& change, const Proofs& proofs = beside()) const {
    return verdict_on(DishonestLedger{.before_commitment = change, .proofs = proofs});
  }
  std::string on_proofs(const Proofs& proofs) const {
    return on([](StatementWorld&) {}, proofs);
  }
};

ZKMEM_ATTACK(EndsBesideAttack, TheHonestProofsAreAccepted) {
  accepted(on_proofs(beside()));
  const auto of_world = [&](StatementWorld world) {
    return verdict(prove_ledger(std::move(world), DishonestLedger{.proofs = beside()}), config());
  };
  accepted(of_world(testing::ledger_world(config())));
  accepted(of_world(testing::rooted_world(config())));
}

// Lemma 1: ends stand in one place, the last proof.
ZKMEM_ATTACK(EndsBesideAttack, Attack09EndsInOtherPlaces) {
  rejected(on_proofs({{0}, {1, kEnds}, {2}}), is("segment 1 of 3: its proof has ends, and others follow"));
  rejected(on_proofs({{0, kEnds}, {1}, {2}, {kEnds}}),
           is("segment 0 of 4: its proof has ends, and others follow"));
  rejected(on_proofs({{0}, {1}, {2, kEnds}, {kEnds}}),
           is("segment 2 of 4: its proof has ends, and others follow"));
  rejected(on_proofs({{0}, {1}, {2}, {kEnds}, {kEnds}}),
           is("proof 4: its part of the ends begins with leaf 2:0, the part before goes on to 2:40"));
  rejected(on_proofs({{0}, {1}, {2}}), is("segment 2 of 3: its proof has no ends, and none follows"));
  // In another segment's place, and as another segment.
  rejected(on_proofs({{0}, {2, kEnds}, {1}}), starts("revealed leaf 2:0: there is no such segment"));
}

// Lemma 1: two kinds of ends, or ends between roots without any.
ZKMEM_ATTACK(EndsBesideAttack, Attack09EndsOfBothKinds) {
  const auto of_rooted = [&](const Change& change) {
    return verdict(prove_ledger(testing::rooted_world(config()),
                                DishonestLedger{.before_commitment = change, .proofs = beside()}),
                   config());
  };
  rejected(of_rooted([](StatementWorld& world) {
             const StatementWorld other = testing::ledger_world(config());
             world.segments[kEnds].per_air[*world.airs.ends] =
                 other.segments[kEnds].per_air[*world.airs.ends];
           }),
           is("segment 2 of 3: its proof has both a LedgerEndsAir and a RootedEndsAir"));
  rejected(of_rooted([](StatementWorld& world) { Forge(world, kEnds).remove_air("MemoryMerkleAir"); }),
           starts("segment 2 of 3: "));
  rejected(of_rooted([](StatementWorld& world) { Forge(world, kEnds).remove_air(kRootedEnds); }),
           starts("segment 2 of 3: "));
}

// Lemma 1: what a segment must have does not become less by its ends.
ZKMEM_ATTACK(EndsBesideAttack, Attack09ASegmentWithoutItsChips) {
  rejected(on([](StatementWorld& world) { Forge(world, 2).remove_air("ClockConnectorAir"); }),
           starts("segment 2 of 3: "));
  rejected(on([](StatementWorld& world) { Forge(world, 2).remove_air("SpaceTableAir"); }),
           starts("segment 2 of 3: "));
}

// Lemma 4.
ZKMEM_ATTACK(EndsBesideAttack, Attack26ALeafOfTheImageStartsFromZeroBesides) {
  rejected(on([](StatementWorld& world) { Forge(world, kEnds).set(kLedgerEnds, 1, "given", uint64_t{0}); }),
           has(kUnbalanced));
}
ZKMEM_ATTACK(EndsBesideAttack, Attack14ARevealedLeafHasAnOrdinaryRow) {
  rejected(
      on([](StatementWorld& world) { Forge(world, kEnds).set(kLedgerEnds, 0, "revealed", uint64_t{0}); }),
      has(kUnbalanced));
}
ZKMEM_ATTACK(EndsBesideAttack, Attack25RowsThatDoNotAscend) {
  rejected(on([](StatementWorld& world) {
             Forge ends(world, kEnds);
             ends.copy_row(kLedgerEnds, 1, 2);
           }),
           starts(kLastRejected));
}

// Lemma 6: the last segment takes from itself; what it takes was never put.
ZKMEM_ATTACK(EndsBesideAttack, Attack39TakesFromItselfOrSkipsAnUpdate) {
  rejected(on([](StatementWorld& world) { Forge(world, 2).set(kSegmentBoundary, 0, "from", uint64_t{3}); }),
           starts(kLastRejected));
  rejected(on([](StatementWorld& world) { Forge(world, 2).set(kSegmentBoundary, 0, "from", uint64_t{1}); }),
           has(kUnbalanced));
}

// The joint range table counts what both look up: a count that one of them lacks is missed.
ZKMEM_ATTACK(EndsBesideAttack, Attack07ARangeCheckThatTheTableDoesNotHave) {
  const auto with_count = [&](int64_t change) {
    return verdict_on(DishonestLedger{.before_proofs =
                                          [&](StatementWorld& world) {
                                            OwnedAirTraces& table = world.traces(kEnds, world.airs.range);
                                            table.common_main.at(1, 3) += BabyBear::from_i64(change);
                                          },
                                      .proofs = beside()});
  };
  accepted(with_count(0));
  rejected(with_count(-1), starts(kLastRejected));
  rejected(with_count(1), starts(kLastRejected));
}

// Lemma 2: tokens that are made when the challenge is known.
ZKMEM_ATTACK(EndsBesideAttack, Attack31EndsChangedBehindTheChallenge) {
  rejected(verdict_on(DishonestLedger{
               .before_sums = [](StatementWorld& world) { Forge(world, kEnds).clear_row(kLedgerEnds, 3); },
               .proofs = beside()}),
           has("the ledger's "));
}

}  // namespace

std::vector<Attack> ends_beside_attacks() { return file_list(); }

}  // namespace zkmem::attack
