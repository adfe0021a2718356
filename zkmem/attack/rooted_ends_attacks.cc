// Attacks on runs in global memory between two roots. Real proofs of a prover who does not look. Each
// says what it breaks; lemmas are those of docs/spec/global-memory.md.
#include "zkmem/attack/ledger_suite.h"
#include "zkmem/attack/lists.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/merkle/tree.h"
#include "zkmem/memory/testing/forged_ledger.h"

namespace zkmem::attack {
namespace {

ZKMEM_ATTACKS_OF_THIS_FILE

using testing::DishonestLedger;
using testing::Forge;
using testing::global_claim_of;
using testing::kRootedEnds;
using testing::kSegmentBoundary;
using testing::StatementWorld;

constexpr size_t kEnds = 3;          // behind the three segments
constexpr size_t kScatteredRow = 1;  // 2:16, of which no segment touches the last four cells
constexpr const char* kMerkle = "MemoryMerkleAir";
constexpr const char* kUnbalanced = "the ledger does not balance";
constexpr const char* kEndsRejected = "segment 3 of 4: its proof is rejected";

class RootedEndsAttack : public LedgerSuiteOf<&testing::rooted_world> {
 public:
  using LedgerSuiteOf::LedgerSuiteOf;
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

ZKMEM_ATTACK(RootedEndsAttack, TheHonestProofIsAccepted) { accepted(verdict(honest_proof(), config())); }

// Lemma 4: tokens that balance, of values that are under neither root; with their own hashes, and with the
// right ones.
ZKMEM_ATTACK(RootedEndsAttack, Attack26And21ALeafThatIsNotUnderTheRoot) {
  rejected(verdict_on([](StatementWorld& world) { keep_other_cells(world); }), starts(kEndsRejected));
  rejected(verdict_on([](StatementWorld& world) {
             keep_other_cells(world);
             hash_leaf(world, "start");
             hash_leaf(world, "final");
           }),
           starts(kEndsRejected));
}

// Lemma 4: everything is hashed as it should be, but the segments are of another run.
ZKMEM_ATTACK(RootedEndsAttack, Attack26TheEndsOfAnotherRun) {
  MemoryImage<BabyBear> image = testing::memory_of_image(config());
  premise(image.set({2, 20}, 50).ok());
  const StatementWorld other = testing::rooted_world(config(), image);
  accepted(verdict(prove_ledger(testing::rooted_world(config(), image)), config()));
  rejected(verdict_on([&](StatementWorld& world) { world.segments[kEnds] = other.segments[kEnds]; }),
           has(kUnbalanced));
}

// Lemma 4: one row of each leaf, and a row of each.
ZKMEM_ATTACK(RootedEndsAttack, Attack12And09RowsOfALeaf) {
  rejected(verdict_on([](StatementWorld& world) {
             Forge ends(world, kEnds);
             ends.grow(kRootedEnds);
             ends.copy_row(kRootedEnds, kScatteredRow, 2);
           }),
           starts(kEndsRejected), "two rows");
  rejected(verdict_on([](StatementWorld& world) { Forge(world, kEnds).clear_row(kRootedEnds, 1); }),
           starts(kEndsRejected), "none");
  rejected(verdict_on([](StatementWorld& world) { Forge(world, kEnds).set(kRootedEnds, 1, "in_use", 2); }),
           starts(kEndsRejected));
  rejected(verdict_on([](StatementWorld& world) {
             Forge ends(world, kEnds);
             ends.grow(kRootedEnds);
             ends.copy_row(kRootedEnds, 0, 2);
             ends.copy_row(kRootedEnds, 1, 0);
             ends.copy_row(kRootedEnds, 2, 1);
             ends.clear_row(kRootedEnds, 2);
           }),
           starts(kEndsRejected), "rows that descend");
}

// Lemma 5: a leaf that ends as another segment's.
ZKMEM_ATTACK(RootedEndsAttack, Attack39AnotherLastSegment) {
  rejected(verdict_on([](StatementWorld& world) { Forge(world, kEnds).set(kRootedEnds, 1, "last", 1); }),
           has(kUnbalanced));
}

// Lemma 4: the final root holds in a revealed leaf what is revealed, touched by a segment or not. The forged
// memory is hashed anew, and the root is of it.
ZKMEM_ATTACK(RootedEndsAttack, Attack14And21ARevealedLeafIsAnotherUnderTheFinalRoot) {
  const CellImage start = testing::memory_of_image(config());
  const auto memory_with = [&](std::optional<Address> forged) {
    CellImage end = start;
    for (uint32_t i = 0; i < 4; ++i) {
      ZKMEM_CHECK(end.set({2, i}, 5 + i).ok());
      ZKMEM_CHECK(end.set({2, 16 + i}, 1 + i).ok());
    }
    if (forged) ZKMEM_CHECK(end.set(*forged, 99).ok());
    return end;
  };
  const auto verdict_with = [&](std::optional<Address> forged, bool takes_nothing) {
    StatementWorld world = testing::revealing_rooted_world(config());
    const std::vector<EndLeaf> leaves = {
        {2, 0, 3, false, true}, {2, 2, 3, false, false}, {2, 4, 0, false, true}};
    MerkleTree tree = tree_of_image(Context{}, simd_poseidon2_batch(), config(), start).value();
    world.segments[kEnds] = testing::rooted_part(world, leaves, start, memory_with(forged), tree);
    if (takes_nothing)
      for (const size_t row : {0u, 2u}) Forge(world, kEnds).set(kRootedEnds, row, "revealed", uint64_t{1});
    return verdict(prove_ledger(std::move(world)), config());
  };
  accepted(verdict_with(std::nullopt, false));
  for (const Address& forged : {Address{2, 0}, Address{2, 39}}) {
    rejected(verdict_with(forged, false), has(kUnbalanced), "the row takes what it hashes");
    rejected(verdict_with(forged, true), has(kUnbalanced), "the row takes nothing, and hashes what it likes");
  }
  rejected(verdict_with(std::nullopt, true), has(kUnbalanced), "right values that nobody takes");
}

// Lemma 4: what the verifier hands on is no segment's to take.
ZKMEM_ATTACK(RootedEndsAttack, Attack39ASegmentTakesWhatIsHandedOn) {
  StatementWorld world = testing::revealing_rooted_world(config());
  Forge(world, 2).set(kSegmentBoundary, 0, "from", uint64_t{kHandedOn});
  Forge(world, kEnds).set(kRootedEnds, 0, "last", uint64_t{2});
  rejected(verdict(prove_ledger(std::move(world)), config()),
           starts("segment 2 of 4: its proof is rejected"));
}

// Attack 14: the claimed roots are the proof's.
ZKMEM_ATTACK(RootedEndsAttack, Attack14OtherRootsThanTheClaimed) {
  const auto altered = [&](const std::function<void(LedgerClaim&)>& alter) {
    ZkProof proof = honest_proof();
    alter(global_claim_of(proof).ledger);
    return verdict(proof, config());
  };
  rejected(altered([](LedgerClaim& claim) { claim.initial_root[0] += BabyBear::one(); }),
           has("the initial root claimed is"));
  rejected(altered([](LedgerClaim& claim) { claim.final_root[7] += BabyBear::one(); }),
           has("the final root claimed is"));
  const auto no_roots = [](LedgerClaim& claim) {
    claim.set_start(HashSuite::kPoseidon2, {});
    claim.initial_root = claim.final_root = {};
  };
  rejected(verdict_on(DishonestLedger{.claim = no_roots}),
           has("segment 3 of 4: its proof has roots, which are not claimed"));
  rejected(altered([](LedgerClaim& claim) { claim.start = 0; }), has("its memory starts from no root, but"));
  rejected(verdict_on(DishonestLedger{
               .claim = [](LedgerClaim& claim) { claim.revealed.push_back({2, 0, {5, 6, 7, 8}, 3}); }}),
           has(kUnbalanced), "a leaf that is revealed besides");
  rejected(altered([](LedgerClaim& claim) { claim.image_leaves = 1; }),
           has("does not start from an image, but it names one"));
  // Ends without roots, of which roots are claimed.
  const LedgerClaim claimed = global_claim_of(const_cast<ZkProof&>(honest_proof())).ledger;
  const ZkProof without = prove_ledger(testing::ledger_world(config()), {.claim = [&](LedgerClaim& claim) {
                                         claim.set_roots(claimed.initial_root, claimed.final_root);
                                       }});
  rejected(verdict(without, config()), has("segment 3 of 4: its proof has no roots"));
}

// Lemma 1: the proof of the ends has all that it needs, and nothing else.
ZKMEM_ATTACK(RootedEndsAttack, Attack09EndsWithoutTheirChips) {
  const StatementWorld any = honest_world();
  const std::string hashes = any.checked[*any.airs.poseidon2].name;
  for (const std::string& air : {std::string(kMerkle), hashes}) {
    rejected(verdict_on([&](StatementWorld& world) { Forge(world, kEnds).remove_air(air); }),
             starts(kEndsRejected));
  }
  // The Merkle chip's rows that touch nothing are a valid proof of the same root before and after, but not of
  // ends.
  rejected(verdict_on([&](StatementWorld& world) { Forge(world, kEnds).remove_air(kRootedEnds); }),
           starts("segment 3 of 4: "));
  rejected(verdict_on([](StatementWorld& world) {
             const StatementWorld other = testing::ledger_world(config());
             world.segments[kEnds].per_air[*world.airs.ends] =
                 other.segments[kEnds].per_air[*world.airs.ends];
           }),
           has("its proof has both a LedgerEndsAir and a RootedEndsAir"));
}

// Lemma 4: the part's places are those of its first and last row.
ZKMEM_ATTACK(RootedEndsAttack, Attack14EndsThatSayOtherPlaces) {
  for (const size_t place : {ledger_public::kFirstPlace, ledger_public::kLastPlace}) {
    rejected(verdict_on(DishonestLedger{.before_proofs =
                                            [&](StatementWorld& world) {
                                              Forge(world, kEnds).public_values(kRootedEnds)[place] +=
                                                  BabyBear::one();
                                            }}),
             starts(kEndsRejected));
  }
}

}  // namespace

std::vector<Attack> rooted_ends_attacks() { return file_list(); }

}  // namespace zkmem::attack
