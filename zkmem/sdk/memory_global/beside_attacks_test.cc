// Attacks on ends that stand beside the last segment's chips, in one proof, and on where they stand. Real
// proofs of a prover who does not look. Each test says what it breaks; lemmas are those of
// docs/spec/global-memory.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/memory/testing/forged_ledger.h"
#include "zkmem/sdk/testing/ledger_attack.h"

namespace zkmem {
namespace {

using testing::DishonestLedger;
using testing::Forge;
using testing::global_claim_of;
using ::testing::HasSubstr;
using testing::kLedgerEnds;
using testing::kRootedEnds;
using testing::kSegmentBoundary;
using testing::prove_ledger;
using ::testing::StartsWith;
using testing::StatementWorld;
using testing::verdict;

using Proofs = std::vector<std::vector<size_t>>;
using Change = std::function<void(StatementWorld&)>;

constexpr size_t kEnds = 3;  // of the world's segments, behind the three
constexpr const char* kUnbalanced = "the ledger does not balance";
constexpr const char* kLastRejected = "segment 2 of 3: its proof is rejected";

const Proofs& beside() {
  static const Proofs proofs = {{0}, {1}, {2, kEnds}};
  return proofs;
}

class EndsBesideAttack : public testing::LedgerAttack<EndsBesideAttack> {
 public:
  static StatementWorld world_of(const MemoryConfig& config) { return testing::image_world(config); }
  static const CellImage& image() {
    static const CellImage memory = testing::memory_of_image(config());
    return memory;
  }
  static std::string verdict_of(const ZkProof& proof) { return verdict(proof, config(), image()); }

 protected:
  static std::string on(const Change& change, const Proofs& proofs = beside()) {
    return verdict_on(DishonestLedger{.before_commitment = change, .proofs = proofs});
  }
  static std::string on_proofs(const Proofs& proofs) {
    return on([](StatementWorld&) {}, proofs);
  }
};

TEST_F(EndsBesideAttack, TheHonestProofsAreAccepted) {
  EXPECT_EQ(on_proofs(beside()), "accepted");
  const auto of_world = [](StatementWorld world) {
    return verdict(prove_ledger(std::move(world), DishonestLedger{.proofs = beside()}), config());
  };
  EXPECT_EQ(of_world(testing::ledger_world(config())), "accepted");
  EXPECT_EQ(of_world(testing::rooted_world(config())), "accepted");
}

// Lemma 1: ends stand in one place, the last proof.
TEST_F(EndsBesideAttack, Attack09EndsInOtherPlaces) {
  EXPECT_EQ(on_proofs({{0}, {1, kEnds}, {2}}), "segment 1 of 3: its proof has ends, and others follow");
  EXPECT_EQ(on_proofs({{0, kEnds}, {1}, {2}, {kEnds}}),
            "segment 0 of 4: its proof has ends, and others follow");
  EXPECT_EQ(on_proofs({{0}, {1}, {2, kEnds}, {kEnds}}),
            "segment 2 of 4: its proof has ends, and others follow");
  EXPECT_EQ(on_proofs({{0}, {1}, {2}, {kEnds}, {kEnds}}),
            "2 proofs follow that of its last segment, which is segment 2; one can, of the ends");
  EXPECT_EQ(on_proofs({{0}, {1}, {2}}), "segment 2 of 3: its proof has no ends, and none follows");
  // In another segment's place, and as another segment.
  EXPECT_THAT(on_proofs({{0}, {2, kEnds}, {1}}), StartsWith("revealed leaf 2:0: there is no such segment"));
}

// Lemma 1: two kinds of ends, or ends between roots without any.
TEST_F(EndsBesideAttack, Attack09EndsOfBothKinds) {
  const auto of_rooted = [](const Change& change) {
    return verdict(prove_ledger(testing::rooted_world(config()),
                                DishonestLedger{.before_commitment = change, .proofs = beside()}),
                   config());
  };
  EXPECT_EQ(of_rooted([](StatementWorld& world) {
              const StatementWorld other = testing::ledger_world(config());
              world.segments[kEnds].per_air[*world.airs.ends] =
                  other.segments[kEnds].per_air[*world.airs.ends];
            }),
            "segment 2 of 3: its proof has both a LedgerEndsAir and a RootedEndsAir");
  EXPECT_THAT(of_rooted([](StatementWorld& world) { Forge(world, kEnds).remove_air("MemoryMerkleAir"); }),
              StartsWith("segment 2 of 3: "));
  EXPECT_THAT(of_rooted([](StatementWorld& world) { Forge(world, kEnds).remove_air(kRootedEnds); }),
              StartsWith("segment 2 of 3: "));
}

// Lemma 1: what a segment must have does not become less by its ends.
TEST_F(EndsBesideAttack, Attack09ASegmentWithoutItsChips) {
  EXPECT_THAT(on([](StatementWorld& world) { Forge(world, 2).remove_air("ClockConnectorAir"); }),
              StartsWith("segment 2 of 3: "));
  EXPECT_THAT(on([](StatementWorld& world) { Forge(world, 2).remove_air("SpaceTableAir"); }),
              StartsWith("segment 2 of 3: "));
}

// Lemma 4.
TEST_F(EndsBesideAttack, Attack26ALeafOfTheImageStartsFromZeroBesides) {
  EXPECT_THAT(
      on([](StatementWorld& world) { Forge(world, kEnds).set(kLedgerEnds, 1, "given", uint64_t{0}); }),
      HasSubstr(kUnbalanced));
}
TEST_F(EndsBesideAttack, Attack14ARevealedLeafHasAnOrdinaryRow) {
  EXPECT_THAT(
      on([](StatementWorld& world) { Forge(world, kEnds).set(kLedgerEnds, 0, "revealed", uint64_t{0}); }),
      HasSubstr(kUnbalanced));
}
TEST_F(EndsBesideAttack, Attack25RowsThatDoNotAscend) {
  EXPECT_THAT(on([](StatementWorld& world) {
                Forge ends(world, kEnds);
                ends.copy_row(kLedgerEnds, 1, 2);
              }),
              StartsWith(kLastRejected));
}

// Lemma 6: the last segment takes from itself; what it takes was never put.
TEST_F(EndsBesideAttack, Attack39TakesFromItselfOrSkipsAnUpdate) {
  EXPECT_THAT(
      on([](StatementWorld& world) { Forge(world, 2).set(kSegmentBoundary, 0, "from", uint64_t{3}); }),
      StartsWith(kLastRejected));
  EXPECT_THAT(
      on([](StatementWorld& world) { Forge(world, 2).set(kSegmentBoundary, 0, "from", uint64_t{1}); }),
      HasSubstr(kUnbalanced));
}

// The joint range table counts what both look up: a count that one of them lacks is missed.
TEST_F(EndsBesideAttack, Attack07ARangeCheckThatTheTableDoesNotHave) {
  const auto with_count = [](int64_t change) {
    return verdict_on(DishonestLedger{.before_proofs =
                                          [&](StatementWorld& world) {
                                            OwnedAirTraces& table = world.traces(kEnds, world.airs.range);
                                            table.common_main.at(1, 3) += BabyBear::from_i64(change);
                                          },
                                      .proofs = beside()});
  };
  EXPECT_EQ(with_count(0), "accepted");
  EXPECT_THAT(with_count(-1), StartsWith(kLastRejected));
  EXPECT_THAT(with_count(1), StartsWith(kLastRejected));
}

// Lemma 2: tokens that are made when the challenge is known.
TEST_F(EndsBesideAttack, Attack31EndsChangedBehindTheChallenge) {
  EXPECT_THAT(verdict_on(DishonestLedger{
                  .before_sums = [](StatementWorld& world) { Forge(world, kEnds).clear_row(kLedgerEnds, 3); },
                  .proofs = beside()}),
              HasSubstr("the ledger's "));
}

}  // namespace
}  // namespace zkmem
