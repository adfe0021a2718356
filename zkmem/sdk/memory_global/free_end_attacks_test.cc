// Attacks on runs in global memory from a root to a free end, of which leaves are revealed. Real proofs of a
// prover who does not look. Each test says what it breaks; lemmas are those of docs/spec/global-memory.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/memory/chips/ledger/columns.h"
#include "zkmem/memory/testing/random_log.h"
#include "zkmem/primitives/poseidon2_air.h"
#include "zkmem/sdk/testing/ledger_attack.h"

namespace zkmem {
namespace {

using testing::DishonestLedger;
using testing::Forge;
using testing::global_claim_of;
using ::testing::HasSubstr;
using testing::kRootedEnds;
using testing::kSegmentBoundary;
using testing::prove_ledger;
using ::testing::StartsWith;
using testing::StatementWorld;
using testing::verdict;

constexpr size_t kEnds = 3;          // behind the three segments
constexpr size_t kWrittenRow = 0;    // 2:0, revealed
constexpr size_t kScatteredRow = 1;  // 2:16, of which no segment touches the last four cells
constexpr size_t kUntouchedRow = 2;  // 2:32, revealed
constexpr const char* kUnbalanced = "the ledger does not balance";
constexpr const char* kEndsRejected = "segment 3 of 4: its proof is rejected";

class FreeEndAttack : public testing::LedgerAttack<FreeEndAttack> {
 public:
  static StatementWorld world_of(const MemoryConfig& config) { return testing::root_to_free_world(config); }

 protected:
  static BabyBear& free_end(StatementWorld& world) {
    return Forge(world, kEnds).public_values(kRootedEnds)[ledger_public::kFreeEnd];
  }
  static const LedgerClaim& honest_claim() {
    return claim_as<GlobalMemoryClaim>(*honest_proof().claim).ledger;
  }
};

TEST_F(FreeEndAttack, TheHonestProofIsAccepted) {
  EXPECT_EQ(verdict(honest_proof(), config()), "accepted");
  EXPECT_TRUE(honest_claim().starts_from_root());
  EXPECT_FALSE(honest_claim().ends_in_root());
  ASSERT_EQ(honest_claim().revealed.size(), 2u);
  EXPECT_EQ(honest_claim().revealed[0].values[0], 5u);
}

// Lemma 12: a free end is no root, whatever is claimed of it; nor is a root an end of which nothing is
// claimed.
TEST_F(FreeEndAttack, Attack14AFinalRootIsClaimedOfAFreeEnd) {
  const Digest start = honest_claim().initial_root;
  // The tree behind the run is the one before it, so that its root is in the proof twice.
  EXPECT_EQ(verdict_on(DishonestLedger{.claim = [&](LedgerClaim& claim) { claim.set_roots(start, start); }}),
            "segment 3 of 4: its proof shows nothing of the end, of which a root is claimed");
  const ZkProof rooted =
      prove_ledger(testing::rooted_world(config()),
                   {.claim = [&](LedgerClaim& claim) { claim.set_roots(claim.initial_root, std::nullopt); }});
  EXPECT_EQ(verdict(rooted, config()), "segment 3 of 4: its proof has a final root, which is not claimed");
  EXPECT_EQ(verdict_on_altered([&](ZkProof& proof) { global_claim_of(proof).ledger.final_root = start; }),
            "its memory ends in no root, but it names one");
  EXPECT_THAT(verdict_on_altered(
                  [](ZkProof& proof) { global_claim_of(proof).ledger.initial_root[3] += BabyBear::one(); }),
              HasSubstr("the initial root claimed is"));
}

// Lemma 12: which of the two an end is, is in the proof.
TEST_F(FreeEndAttack, Attack14TheProofSaysAnotherEnd) {
  EXPECT_THAT(verdict_on([](StatementWorld& world) { free_end(world) = BabyBear::zero(); }),
              StartsWith(kEndsRejected));
  const ZkProof rooted =
      prove_ledger(testing::rooted_world(config()),
                   {.before_commitment = [](StatementWorld& world) { free_end(world) = BabyBear::one(); }});
  EXPECT_THAT(verdict(rooted, config()), StartsWith(kEndsRejected));
}

// Lemma 12: it is free or not, and nothing else. Of leaves that nobody writes there is a valid proof for any
// number: here 2, which takes back the hash of the start.
TEST_F(FreeEndAttack, Attack14AnEndThatIsFreeTwice) {
  const MemoryImage<BabyBear> image = testing::memory_of_image(config());
  auto memory = MemoryController<BabyBear>::create(config(), image).value();
  ASSERT_TRUE(memory.read({2, 20}, 4).ok());
  const auto two = [](StatementWorld& world) {
    Forge(world, 1).public_values(kRootedEnds)[ledger_public::kFreeEnd] = BabyBear::from_canonical(2);
    Trace& ends = world.segments[1].per_air[*world.airs.rooted_ends]->common_main;
    const size_t start = column_of(&RootedEndsColumns<BabyBear>::start_hash);
    const size_t final = column_of(&RootedEndsColumns<BabyBear>::final_hash);
    for (size_t i = 0; i < 8; ++i) ends.at(0, final + i) = ends.at(0, start + i);
    Trace& hashes = world.segments[1].per_air[*world.airs.poseidon2]->common_main;
    using Row = Poseidon2Row<Poseidon2Sbox::kExpression>::Columns<BabyBear>;
    const size_t inputs = column_of(&Row::inputs);
    for (size_t row = 0; row < hashes.height(); ++row) {
      if (hashes.at(row, inputs + 4) == BabyBear::from_canonical(40) &&
          hashes.at(row, inputs + 7) == BabyBear::from_canonical(43))
        hashes.at(row, hashes.width() - 1) -= BabyBear::one();
    }
  };
  const auto world = [&] {
    return testing::make_rooted_world(config(), memory.memory().log(), image, false);
  };
  EXPECT_EQ(verdict(prove_ledger(world()), config()), "accepted");
  EXPECT_EQ(verdict(prove_ledger(world(), {.before_proofs =
                                               [&](StatementWorld& changed) {
                                                 Forge ends(changed, 1);
                                                 ASSERT_EQ(ends.height(kRootedEnds), 1u);
                                                 two(changed);
                                               }}),
                    config()),
            "segment 1 of 2: its end is neither in a root nor free, but 2");
}

// Lemma 4: the start is under its root, as between two roots.
TEST_F(FreeEndAttack, Attack26ALeafThatIsNotUnderTheRoot) {
  EXPECT_THAT(verdict_on([](StatementWorld& world) {
                Forge ends(world, kEnds);
                for (const char* column : {"start__4", "final__4"})
                  ends.set(kRootedEnds, kScatteredRow, column, 99);
                for (const size_t k : {0u, 2u}) {
                  for (const char* column : {"initial__4", "final__4"})
                    Forge(world, k).set(kSegmentBoundary, 1, column, 99);
                }
              }),
              StartsWith(kEndsRejected));
  EXPECT_THAT(verdict_on([](StatementWorld& world) {
                Forge(world, kEnds).set(kRootedEnds, kUntouchedRow, "start__0", uint64_t{8});
              }),
              StartsWith(kEndsRejected));
}

// Lemma 5: the end that nobody sees is still the one that the last segment left.
TEST_F(FreeEndAttack, Attack39AnEndThatNobodyLeft) {
  EXPECT_THAT(verdict_on([](StatementWorld& world) {
                Forge(world, kEnds).set(kRootedEnds, kScatteredRow, "final__0", uint64_t{9});
              }),
              HasSubstr(kUnbalanced));
  EXPECT_THAT(verdict_on([](StatementWorld& world) {
                Forge(world, kEnds).set(kRootedEnds, kScatteredRow, "last", uint64_t{1});
              }),
              HasSubstr(kUnbalanced));
}

// Lemma 4: the verifier takes the last token of a revealed leaf, and its row none.
TEST_F(FreeEndAttack, Attack14RevealedLeaves) {
  for (const size_t row : {kWrittenRow, kUntouchedRow}) {
    EXPECT_THAT(verdict_on([&](StatementWorld& world) {
                  Forge(world, kEnds).set(kRootedEnds, row, "revealed", uint64_t{0});
                }),
                HasSubstr(kUnbalanced))
        << "an ordinary row besides";
  }
  EXPECT_THAT(verdict_on([](StatementWorld& world) {
                Forge(world, kEnds).set(kRootedEnds, kScatteredRow, "revealed", uint64_t{1});
              }),
              HasSubstr(kUnbalanced))
      << "a row that the claim does not reveal";
  EXPECT_THAT(verdict_on([](StatementWorld& world) {
                Forge(world, kEnds).set(kRootedEnds, kWrittenRow, "revealed", uint64_t{2});
              }),
              StartsWith(kEndsRejected));
  EXPECT_THAT(
      verdict_on(DishonestLedger{.claim = [](LedgerClaim& claim) { claim.revealed[0].values[0] = 6; }}),
      HasSubstr(kUnbalanced));
  // What it held before the run, which is under the root.
  EXPECT_THAT(verdict_on(DishonestLedger{.claim =
                                             [](LedgerClaim& claim) {
                                               claim.revealed[0].values = {};
                                               claim.revealed[0].segment = 0;
                                             }}),
              HasSubstr(kUnbalanced));
}

// Lemma 1: a free end has its chips, too.
TEST_F(FreeEndAttack, Attack09EndsWithoutTheirChips) {
  const StatementWorld any = honest_world();
  for (const std::string& air :
       {std::string("MemoryMerkleAir"), any.checked[*any.airs.poseidon2].name, std::string(kRootedEnds)}) {
    EXPECT_THAT(verdict_on([&](StatementWorld& world) { Forge(world, kEnds).remove_air(air); }),
                StartsWith("segment 3 of 4: "))
        << air;
  }
}

}  // namespace
}  // namespace zkmem
