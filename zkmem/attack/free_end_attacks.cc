// Attacks on runs in global memory from a root to a free end, of which leaves are revealed. Real proofs of a
// prover who does not look. Each says what it breaks; lemmas are those of docs/spec/global-memory.md.
#include "zkmem/attack/ledger_suite.h"
#include "zkmem/attack/lists.h"
#include "zkmem/memory/chips/ledger/columns.h"
#include "zkmem/memory/testing/random_log.h"
#include "zkmem/primitives/poseidon2_air.h"

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
constexpr size_t kWrittenRow = 0;    // 2:0, revealed
constexpr size_t kScatteredRow = 1;  // 2:16, of which no segment touches the last four cells
constexpr size_t kUntouchedRow = 2;  // 2:32, revealed
constexpr const char* kUnbalanced = "the ledger does not balance";
constexpr const char* kEndsRejected = "segment 3 of 4: its proof is rejected";

class FreeEndAttack : public LedgerSuiteOf<&testing::root_to_free_world> {
 public:
  using LedgerSuiteOf::LedgerSuiteOf;

 protected:
  static BabyBear& free_end(StatementWorld& world) {
    return Forge(world, kEnds).public_values(kRootedEnds)[ledger_public::kFreeEnd];
  }
  const LedgerClaim& honest_claim() const {
    return claim_as<GlobalMemoryClaim>(*honest_proof().claim).ledger;
  }
};

ZKMEM_ATTACK(FreeEndAttack, TheHonestProofIsAccepted) {
  accepted(verdict(honest_proof(), config()));
  premise(honest_claim().starts_from_root() && !honest_claim().ends_in_root(), "from a root to a free end");
  premise(honest_claim().revealed.size() == 2u && honest_claim().revealed[0].values[0] == 5u,
          "two leaves are revealed");
}

// Lemma 12: a free end is no root, whatever is claimed of it; nor is a root an end of which nothing is
// claimed.
ZKMEM_ATTACK(FreeEndAttack, Attack14AFinalRootIsClaimedOfAFreeEnd) {
  const Digest start = honest_claim().initial_root;
  // The tree behind the run is the one before it, so that its root is in the proof twice.
  rejected(verdict_on(DishonestLedger{.claim = [&](LedgerClaim& claim) { claim.set_roots(start, start); }}),
           is("segment 3 of 4: its proof shows nothing of the end, of which a root is claimed"));
  const ZkProof rooted =
      prove_ledger(testing::rooted_world(config()), DishonestLedger{.claim = [](LedgerClaim& claim) {
                     claim.set_roots(claim.initial_root, std::nullopt);
                   }});
  rejected(verdict(rooted, config()), is("segment 3 of 4: its proof has a final root, which is not claimed"));
  rejected(verdict_on_altered([&](ZkProof& proof) { global_claim_of(proof).ledger.final_root = start; }),
           is("its memory ends in no root, but it names one"));
  rejected(verdict_on_altered(
               [](ZkProof& proof) { global_claim_of(proof).ledger.initial_root[3] += BabyBear::one(); }),
           has("the initial root claimed is"));
}

// Lemma 12: which of the two an end is, is in the proof.
ZKMEM_ATTACK(FreeEndAttack, Attack14TheProofSaysAnotherEnd) {
  rejected(verdict_on([](StatementWorld& world) { free_end(world) = BabyBear::zero(); }),
           starts(kEndsRejected), "a free end as a root");
  const ZkProof rooted = prove_ledger(
      testing::rooted_world(config()),
      DishonestLedger{.before_commitment = [](StatementWorld& world) { free_end(world) = BabyBear::one(); }});
  rejected(verdict(rooted, config()), starts(kEndsRejected), "a root as a free end");
}

// Lemma 12: it is free or not, and nothing else. Of leaves that nobody writes there is a valid proof for any
// number: here 2, which takes back the hash of the start.
ZKMEM_ATTACK(FreeEndAttack, Attack14AnEndThatIsFreeTwice) {
  const MemoryImage<BabyBear> image = testing::memory_of_image(config());
  auto memory = MemoryController<BabyBear>::create(config(), image).value();
  premise(memory.read({2, 20}, 4).ok(), "the log reads");
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
  accepted(verdict(prove_ledger(world()), config()), "an end that is free once");
  StatementWorld one_leaf = world();
  premise(Forge(one_leaf, 1).height(kRootedEnds) == 1u, "one leaf");
  rejected(verdict(prove_ledger(world(), DishonestLedger{.before_proofs = two}), config()),
           is("segment 1 of 2: its end is neither in a root nor free, but 2"));
}

// Lemma 4: the start is under its root, as between two roots.
ZKMEM_ATTACK(FreeEndAttack, Attack26ALeafThatIsNotUnderTheRoot) {
  rejected(verdict_on([](StatementWorld& world) {
             Forge ends(world, kEnds);
             for (const char* column : {"start__4", "final__4"})
               ends.set(kRootedEnds, kScatteredRow, column, 99);
             for (const size_t k : {0u, 2u}) {
               for (const char* column : {"initial__4", "final__4"})
                 Forge(world, k).set(kSegmentBoundary, 1, column, 99);
             }
           }),
           starts(kEndsRejected));
  rejected(verdict_on([](StatementWorld& world) {
             Forge(world, kEnds).set(kRootedEnds, kUntouchedRow, "start__0", uint64_t{8});
           }),
           starts(kEndsRejected), "of a leaf that no segment touches");
}

// Lemma 5: the end that nobody sees is still the one that the last segment left.
ZKMEM_ATTACK(FreeEndAttack, Attack39AnEndThatNobodyLeft) {
  rejected(verdict_on([](StatementWorld& world) {
             Forge(world, kEnds).set(kRootedEnds, kScatteredRow, "final__0", uint64_t{9});
           }),
           has(kUnbalanced), "other values");
  rejected(verdict_on([](StatementWorld& world) {
             Forge(world, kEnds).set(kRootedEnds, kScatteredRow, "last", uint64_t{1});
           }),
           has(kUnbalanced), "another segment's");
}

// Lemma 4: the verifier takes the last token of a revealed leaf, and its row none.
ZKMEM_ATTACK(FreeEndAttack, Attack14RevealedLeaves) {
  for (const size_t row : {kWrittenRow, kUntouchedRow}) {
    rejected(verdict_on([&](StatementWorld& world) {
               Forge(world, kEnds).set(kRootedEnds, row, "revealed", uint64_t{0});
             }),
             has(kUnbalanced), "an ordinary row besides");
  }
  rejected(verdict_on([](StatementWorld& world) {
             Forge(world, kEnds).set(kRootedEnds, kScatteredRow, "revealed", uint64_t{1});
           }),
           has(kUnbalanced), "a row that the claim does not reveal");
  rejected(verdict_on([](StatementWorld& world) {
             Forge(world, kEnds).set(kRootedEnds, kWrittenRow, "revealed", uint64_t{2});
           }),
           starts(kEndsRejected), "revealed twice");
  rejected(verdict_on(DishonestLedger{.claim = [](LedgerClaim& claim) { claim.revealed[0].values[0] = 6; }}),
           has(kUnbalanced), "other values");
  rejected(verdict_on(DishonestLedger{.claim =
                                          [](LedgerClaim& claim) {
                                            claim.revealed[0].values = {};
                                            claim.revealed[0].segment = 0;
                                          }}),
           has(kUnbalanced), "what it held before the run, which is under the root");
}

// Lemma 1: a free end has its chips, too.
ZKMEM_ATTACK(FreeEndAttack, Attack09EndsWithoutTheirChips) {
  const StatementWorld any = honest_world();
  for (const std::string& air :
       {std::string("MemoryMerkleAir"), any.checked[*any.airs.poseidon2].name, std::string(kRootedEnds)}) {
    rejected(verdict_on([&](StatementWorld& world) { Forge(world, kEnds).remove_air(air); }),
             starts("segment 3 of 4: "), "without " + air);
  }
}

}  // namespace

std::vector<Attack> free_end_attacks() { return file_list(); }

}  // namespace zkmem::attack
