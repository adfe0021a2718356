// Attacks on runs in global memory between two roots. Real proofs of a prover who does not look. Each test
// says what it breaks; lemmas are those of docs/spec/global-memory.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/memory/merkle/tree.h"
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

constexpr size_t kEnds = 3;          // behind the three segments
constexpr size_t kScatteredRow = 1;  // 2:16, of which no segment touches the last four cells
constexpr const char* kMerkle = "MemoryMerkleAir";
constexpr const char* kUnbalanced = "the ledger does not balance";
constexpr const char* kEndsRejected = "segment 3 of 4: its proof is rejected";

class RootedEndsAttack : public testing::LedgerAttack<RootedEndsAttack> {
 public:
  static StatementWorld world_of(const MemoryConfig& config) { return testing::rooted_world(config); }
};

// A cell of the leaf before or after, everywhere where the run says it.
void set_cell(StatementWorld& world, const std::string& column, size_t cell, uint32_t value) {
  const std::string number = "__" + std::to_string(cell);
  Forge(world, kEnds).set(kRootedEnds, kScatteredRow, column + number, value);
}
void hash_leaf(StatementWorld& world, const std::string& column) {
  Forge ends(world, kEnds);
  Digest cells;
  for (size_t i = 0; i < cells.size(); ++i)
    cells[i] = ends.get(kRootedEnds, kScatteredRow, column + "__" + std::to_string(i));
  const Digest hash = leaf_hash(cells);
  for (size_t i = 0; i < hash.size(); ++i)
    ends.set(kRootedEnds, kScatteredRow, column + "_hash__" + std::to_string(i), hash[i]);
}
// The cells that no segment touches start and end as 99 in all tokens.
void keep_other_cells(StatementWorld& world) {
  for (size_t cell = 4; cell < 8; ++cell) {
    for (const char* column : {"start", "final"}) set_cell(world, column, cell, 99);
    for (const size_t k : {0u, 2u}) {
      for (const char* column : {"initial", "final"})
        Forge(world, k).set(kSegmentBoundary, 1, column + ("__" + std::to_string(cell)), 99);
    }
  }
}

TEST_F(RootedEndsAttack, TheHonestProofIsAccepted) {
  EXPECT_EQ(verdict(honest_proof(), config()), "accepted");
}

// Lemma 4: tokens that balance, of values that are under neither root; with their own hashes, and with the
// right ones.
TEST_F(RootedEndsAttack, Attack26And21ALeafThatIsNotUnderTheRoot) {
  EXPECT_THAT(verdict_on([](StatementWorld& world) { keep_other_cells(world); }), StartsWith(kEndsRejected));
  EXPECT_THAT(verdict_on([](StatementWorld& world) {
                keep_other_cells(world);
                hash_leaf(world, "start");
                hash_leaf(world, "final");
              }),
              StartsWith(kEndsRejected));
}

// Lemma 4: everything is hashed as it should be, but the segments are of another run.
TEST_F(RootedEndsAttack, Attack26TheEndsOfAnotherRun) {
  MemoryImage<BabyBear> image = testing::memory_of_image(config());
  ASSERT_TRUE(image.set({2, 20}, 50).ok());
  const StatementWorld other = testing::rooted_world(config(), image);
  EXPECT_EQ(verdict(prove_ledger(testing::rooted_world(config(), image)), config()), "accepted");
  EXPECT_THAT(verdict_on([&](StatementWorld& world) { world.segments[kEnds] = other.segments[kEnds]; }),
              HasSubstr(kUnbalanced));
}

// Lemma 4: one row of each leaf, and a row of each.
TEST_F(RootedEndsAttack, Attack12And09RowsOfALeaf) {
  EXPECT_THAT(verdict_on([](StatementWorld& world) {
                Forge ends(world, kEnds);
                ends.grow(kRootedEnds);
                ends.copy_row(kRootedEnds, kScatteredRow, 2);
              }),
              StartsWith(kEndsRejected))
      << "two rows";
  EXPECT_THAT(verdict_on([](StatementWorld& world) { Forge(world, kEnds).clear_row(kRootedEnds, 1); }),
              StartsWith(kEndsRejected))
      << "none";
  EXPECT_THAT(verdict_on([](StatementWorld& world) { Forge(world, kEnds).set(kRootedEnds, 1, "in_use", 2); }),
              StartsWith(kEndsRejected));
  EXPECT_THAT(verdict_on([](StatementWorld& world) {
                Forge ends(world, kEnds);
                ends.grow(kRootedEnds);
                ends.copy_row(kRootedEnds, 0, 2);
                ends.copy_row(kRootedEnds, 1, 0);
                ends.copy_row(kRootedEnds, 2, 1);
                ends.clear_row(kRootedEnds, 2);
              }),
              StartsWith(kEndsRejected))
      << "rows that descend";
}

// Lemma 5: a leaf that ends as another segment's.
TEST_F(RootedEndsAttack, Attack39AnotherLastSegment) {
  EXPECT_THAT(verdict_on([](StatementWorld& world) { Forge(world, kEnds).set(kRootedEnds, 1, "last", 1); }),
              HasSubstr(kUnbalanced));
}

// Attack 14: the claimed roots are the proof's.
TEST_F(RootedEndsAttack, Attack14OtherRootsThanTheClaimed) {
  const auto altered = [](const std::function<void(LedgerClaim&)>& alter) {
    ZkProof proof = honest_proof();
    alter(global_claim_of(proof).ledger);
    return verdict(proof, config());
  };
  EXPECT_THAT(altered([](LedgerClaim& claim) { claim.initial_root[0] += BabyBear::one(); }),
              HasSubstr("the initial root claimed is"));
  EXPECT_THAT(altered([](LedgerClaim& claim) { claim.final_root[7] += BabyBear::one(); }),
              HasSubstr("the final root claimed is"));
  const auto no_roots = [](LedgerClaim& claim) {
    claim.set_start(HashSuite::kPoseidon2, {});
    claim.initial_root = claim.final_root = {};
  };
  EXPECT_THAT(verdict_on(DishonestLedger{.claim = no_roots}),
              HasSubstr("segment 3 of 4: its proof has roots, which are not claimed"));
  EXPECT_THAT(altered([](LedgerClaim& claim) { claim.start = 0; }),
              HasSubstr("its memory starts from no root, but"));
  EXPECT_THAT(verdict_on(DishonestLedger{
                  .claim = [](LedgerClaim& claim) { claim.revealed.push_back({2, 0, {5, 6, 7, 8}, 3}); }}),
              HasSubstr(kUnbalanced))
      << "a leaf that is revealed besides";
  EXPECT_THAT(altered([](LedgerClaim& claim) { claim.image_leaves = 1; }),
              HasSubstr("does not start from an image, but it names one"));
  // Ends without roots, of which roots are claimed.
  const LedgerClaim claimed = global_claim_of(const_cast<ZkProof&>(honest_proof())).ledger;
  const ZkProof without = prove_ledger(testing::ledger_world(config()), {.claim = [&](LedgerClaim& claim) {
                                         claim.set_roots(claimed.initial_root, claimed.final_root);
                                       }});
  EXPECT_THAT(verdict(without, config()), HasSubstr("segment 3 of 4: its proof has no roots"));
}

// Lemma 1: the proof of the ends has all that it needs, and nothing else.
TEST_F(RootedEndsAttack, Attack09EndsWithoutTheirChips) {
  const StatementWorld any = honest_world();
  const std::string hashes = any.checked[*any.airs.poseidon2].name;
  for (const std::string& air : {std::string(kMerkle), hashes}) {
    EXPECT_THAT(verdict_on([&](StatementWorld& world) { Forge(world, kEnds).remove_air(air); }),
                StartsWith(kEndsRejected))
        << air;
  }
  // The Merkle chip's rows that touch nothing are a valid proof of the same root before and after, but not of
  // ends.
  EXPECT_THAT(verdict_on([&](StatementWorld& world) { Forge(world, kEnds).remove_air(kRootedEnds); }),
              StartsWith("segment 3 of 4: "));
  EXPECT_THAT(verdict_on([](StatementWorld& world) {
                const StatementWorld other = testing::ledger_world(config());
                world.segments[kEnds].per_air[*world.airs.ends] =
                    other.segments[kEnds].per_air[*world.airs.ends];
              }),
              HasSubstr("its proof has both a LedgerEndsAir and a RootedEndsAir"));
}

// Lemma 4: the part's places are those of its first and last row.
TEST_F(RootedEndsAttack, Attack14EndsThatSayOtherPlaces) {
  for (const size_t place : {ledger_public::kFirstPlace, ledger_public::kLastPlace}) {
    EXPECT_THAT(verdict_on(DishonestLedger{.before_proofs =
                                               [&](StatementWorld& world) {
                                                 Forge(world, kEnds).public_values(kRootedEnds)[place] +=
                                                     BabyBear::one();
                                               }}),
                StartsWith(kEndsRejected));
  }
}

}  // namespace
}  // namespace zkmem
