// Attacks on where a run in global memory starts and ends: on an image that the verifier has, and with leaves
// that the proof reveals. Real proofs of a prover who does not look. Each test says what it breaks; lemmas
// are those of docs/spec/global-memory.md.
#include "zkmem/attack/ledger_suite.h"
#include "zkmem/attack/lists.h"
#include "zkmem/base/check.h"
#include "zkmem/memory/chips/ledger/image_tokens.h"
#include "zkmem/statement/ledger/check.h"

namespace zkmem::attack {
namespace {

ZKMEM_ATTACKS_OF_THIS_FILE

using testing::DishonestLedger;
using testing::Forge;
using testing::global_claim_of;
using testing::kLedgerEnds;
using testing::kSegmentBoundary;
using testing::StatementWorld;

constexpr size_t kEnds = 3;  // behind the three segments
// Rows of the ends.
constexpr size_t kRevealedRow = 0;           // 2:0
constexpr size_t kGivenRow = 1;              // 2:16, which segments 1 and 3 touch
constexpr size_t kUntouchedGivenRow = 2;     // 2:32
constexpr size_t kUntouchedRevealedRow = 3;  // 2:40
constexpr const char* kUnbalanced = "the ledger does not balance";
constexpr const char* kEndsRejected = "segment 3 of 4: its proof is rejected";

class LedgerEndsAttack : public LedgerSuiteOf<&testing::image_world> {
 public:
  using LedgerSuiteOf::LedgerSuiteOf;

 protected:
  static const CellImage& image() {
    static const CellImage memory = testing::memory_of_image(config());
    return memory;
  }
  std::string verdict_of(const ZkProof& proof) const override { return verdict(proof, config(), image()); }
};

// What the row's token adds to the sums of the rows below it, and to the whole.
void add_to_sums(StatementWorld& world, size_t row, const Ext4& term) {
  Forge ends(world, kEnds);
  for (size_t i = 0; i < Ext4::kDegree; ++i) {
    const std::string column = "running_sum__" + std::to_string(i);
    for (size_t below = row + 1; below < ends.height(kLedgerEnds); ++below)
      ends.set(kLedgerEnds, below, column, ends.get(kLedgerEnds, below, column) + term[i]);
    ends.public_values(kLedgerEnds)[ledger_public::kSum + i] += term[i];
  }
}
LedgerChallenge challenge_of(StatementWorld& world) {
  LedgerChallenge challenge;
  Ext4 ignored;
  ZKMEM_CHECK(read_ledger_public_values(Forge(world, kEnds).public_values(kLedgerEnds), challenge, ignored));
  return challenge;
}

ZKMEM_ATTACK(LedgerEndsAttack, TheHonestProofIsAccepted) {
  accepted(verdict(honest_proof(), config(), image()));
}

// Lemma 4: the leaf has the token of the image and one of zeros, from which the segments go on.
ZKMEM_ATTACK(LedgerEndsAttack, Attack26ALeafOfTheImageStartedFromZero) {
  const auto from_zero = [](StatementWorld& world) {
    Forge(world, kEnds).set(kLedgerEnds, kGivenRow, "given", uint64_t{0});
    for (uint32_t i = 4; i < 8; ++i) {
      const std::string number = "__" + std::to_string(i);
      for (const size_t k : {0u, 2u}) {
        Forge(world, k).set(kSegmentBoundary, 1, "initial" + number, uint64_t{0});
        Forge(world, k).set(kSegmentBoundary, 1, "final" + number, uint64_t{0});
      }
      Forge(world, kEnds).set(kLedgerEnds, kGivenRow, "final" + number, uint64_t{0});
    }
  };
  rejected(verdict_on(from_zero), has(kUnbalanced));
}

// Lemma 3: a row that is given puts nothing, one that is revealed takes nothing, and padding does neither.
ZKMEM_ATTACK(LedgerEndsAttack, Attack05RowsThatDoMoreThanTheirFlagsSay) {
  rejected(verdict_on(DishonestLedger{.before_proofs =
                                          [](StatementWorld& world) {
                                            const TokenFingerprint fingerprint(challenge_of(world));
                                            add_to_sums(world, kGivenRow,
                                                        fingerprint({2, 2, {}, 0}).inverse());
                                          }}),
           starts(kEndsRejected), "a given row that also puts");
  rejected(verdict_on(DishonestLedger{.before_proofs =
                                          [](StatementWorld& world) {
                                            const TokenFingerprint fingerprint(challenge_of(world));
                                            const Ext4 taken = fingerprint({2, 0, {5, 6, 7, 8}, 3}).inverse();
                                            add_to_sums(world, kRevealedRow, Ext4::zero() - taken);
                                          }}),
           starts(kEndsRejected), "a revealed row that also takes");
  for (const char* flag : {"given", "revealed"}) {
    rejected(verdict_on([&](StatementWorld& world) {
               Forge ends(world, kEnds);
               ends.grow(kLedgerEnds);
               ends.set(kLedgerEnds, kUntouchedRevealedRow + 1, flag, 1);
             }),
             starts(kEndsRejected));
    rejected(verdict_on([&](StatementWorld& world) { Forge(world, kEnds).set(kLedgerEnds, 0, flag, 2); }),
             starts(kEndsRejected));
  }
}

// Lemma 4: the verifier takes the leaf's last token, and its row another one, or the same.
ZKMEM_ATTACK(LedgerEndsAttack, Attack12ARevealedLeafWithAnOrdinaryRow) {
  for (const size_t row : {kRevealedRow, kUntouchedRevealedRow}) {
    rejected(verdict_on([&](StatementWorld& world) {
               Forge(world, kEnds).set(kLedgerEnds, row, "revealed", uint64_t{0});
             }),
             has(kUnbalanced));
  }
}

// Lemma 4: revealed without a row: nobody has put what the verifier takes.
ZKMEM_ATTACK(LedgerEndsAttack, Attack09ARevealedLeafWithoutARow) {
  rejected(verdict_on([](StatementWorld& world) {
             Forge(world, kEnds).clear_row(kLedgerEnds, kUntouchedRevealedRow);
           }),
           has(kUnbalanced));
}

// Lemma 4: a leaf of the image that is revealed, too, could have an ordinary row, which starts a second life
// of it from zeros and ends that. All sums are right.
ZKMEM_ATTACK(LedgerEndsAttack, Attack12ALeafOfTheImageThatIsRevealed) {
  StatementWorld world = honest_world();
  world.revealed.insert(world.revealed.begin() + 1, {2, 2, {1, 2, 3, 4, 40, 41, 42, 43}, 3});
  Forge ends(world, kEnds);
  for (uint32_t i = 0; i < 8; ++i)
    ends.set(kLedgerEnds, kGivenRow, "final__" + std::to_string(i), uint64_t{0});
  for (const char* column : {"given", "last"}) ends.set(kLedgerEnds, kGivenRow, column, uint64_t{0});
  rejected(verdict(prove_ledger(std::move(world)), config(), image()),
           has("leaf 2:16 is revealed, and not zero at the start"));
}

// Lemma 5: other values than were left, another segment, another leaf.
ZKMEM_ATTACK(LedgerEndsAttack, Attack14OtherEndsThanTheRevealedOnes) {
  const std::vector<std::function<void(LedgerToken&)>> changes = {
      [](LedgerToken& token) { token.values[2] = 9; }, [](LedgerToken& token) { token.segment = 2; },
      [](LedgerToken& token) { token.segment = 1; }, [](LedgerToken& token) { token.leaf_label = 1; }};
  for (const auto& change : changes) {
    rejected(verdict_on([&](StatementWorld& world) { change(world.revealed[0]); }), has(kUnbalanced));
    // In the file of an honest proof: the challenge is of what was claimed.
    ZkProof proof = honest_proof();
    change(global_claim_of(proof).ledger.revealed[0]);
    rejected(verdict(proof, config(), image()),
             any(has("the ledger's challenge claimed is"), has("is none of its work")));
  }
  rejected(verdict_on([](StatementWorld& world) { world.revealed.pop_back(); }), has(kUnbalanced));
}

// The claim of revealed leaves has one form.
ZKMEM_ATTACK(LedgerEndsAttack, Attack33RevealedLeavesAscendAndAreLeaves) {
  const auto altered = [&](const std::function<void(LedgerClaim&)>& alter) {
    ZkProof proof = honest_proof();
    alter(global_claim_of(proof).ledger);
    return verdict(proof, config(), image());
  };
  rejected(altered([](LedgerClaim& claim) { claim.revealed.push_back(claim.revealed[0]); }),
           has("revealed leaf 2:0: it does not ascend"));
  rejected(altered([](LedgerClaim& claim) { claim.revealed[1].leaf_label = 64; }),
           has("revealed leaf 2:512: there is no such leaf"));
  rejected(altered([](LedgerClaim& claim) { claim.revealed[1].address_space = 9; }),
           has("revealed leaf 9:40: there is no such leaf"));
  rejected(altered([](LedgerClaim& claim) { claim.revealed[0].segment = 2 + BabyBear::kModulus; }),
           has("revealed leaf 2:0: there is no such segment"));
  rejected(altered([](LedgerClaim& claim) { claim.start = 7; }),
           has("its memory starts in a way 7 that there is not"));
}

// Lemma 4: every leaf of the verifier's image has one row.
ZKMEM_ATTACK(LedgerEndsAttack, Attack09ALeafOfTheImageLeftOutOrTwice) {
  const auto without_row = [](StatementWorld& world) {
    Forge ends(world, kEnds);
    ends.copy_row(kLedgerEnds, kUntouchedRevealedRow, kUntouchedGivenRow);
    ends.clear_row(kLedgerEnds, kUntouchedRevealedRow);
  };
  rejected(verdict_on(without_row), has(kUnbalanced));
  // The prover's image has no such leaf, either: it is not the verifier's.
  rejected(verdict_on([&](StatementWorld& world) {
             without_row(world);
             world.given.pop_back();
           }),
           has("the proof starts on other memory than the one given: 1 leaves"));
  // The right name for it.
  rejected(verdict_on(DishonestLedger{.before_commitment = without_row,
                                      .claim =
                                          [](LedgerClaim& claim) {
                                            claim.set_start(HashSuite::kPoseidon2, image_tokens(image()));
                                          }}),
           has(kUnbalanced));
  rejected(verdict_on([](StatementWorld& world) {
             Forge ends(world, kEnds);
             ends.grow(kLedgerEnds);
             ends.copy_row(kLedgerEnds, kUntouchedRevealedRow, kUntouchedRevealedRow + 1);
             ends.copy_row(kLedgerEnds, kUntouchedGivenRow, kUntouchedRevealedRow);
           }),
           starts(kEndsRejected), "twice");
  // Given twice by a row that is in use once: the verifier's token is one.
  rejected(verdict_on([](StatementWorld& world) {
             Forge(world, kEnds).set(kLedgerEnds, kUntouchedRevealedRow, "given", 1);
           }),
           has(kUnbalanced), "a given row of no leaf of the image");
}

// Attack 26: the verifier's memory is what counts, not the file's word.
ZKMEM_ATTACK(LedgerEndsAttack, Attack26OtherMemoryThanTheVerifiers) {
  CellImage other = image();
  premise(other.set({2, 20}, 41).ok());
  rejected(verdict(honest_proof(), config(), other),
           has("the proof starts on other memory than the one given"));
  rejected(verdict(honest_proof(), config()), has("which a verifier must have"));
  const auto zeros = [](LedgerClaim& claim) { claim.set_start(HashSuite::kPoseidon2, {}); };
  rejected(verdict_on(DishonestLedger{.claim = zeros}), has(kUnbalanced));
  const auto named_zeros = [](LedgerClaim& claim) { claim.start = 0; };
  rejected(verdict_on(DishonestLedger{.claim = named_zeros}),
           has("does not start from an image, but it names one"));
}

// Lemma 4: the part's places are those of its first and last row.
ZKMEM_ATTACK(LedgerEndsAttack, Attack14EndsThatSayOtherPlaces) {
  for (const size_t place : {ledger_public::kFirstPlace, ledger_public::kLastPlace}) {
    for (const BabyBear by : {BabyBear::one(), -BabyBear::one()}) {
      for (const bool is_padded : {false, true}) {
        DishonestLedger dishonesty;
        dishonesty.before_commitment = [&](StatementWorld& world) {
          if (is_padded) Forge(world, kEnds).grow(kLedgerEnds);
        };
        dishonesty.before_proofs = [&](StatementWorld& world) {
          Forge(world, kEnds).public_values(kLedgerEnds)[place] += by;
        };
        rejected(verdict_on(dishonesty), starts(kEndsRejected));
      }
    }
  }
}

}  // namespace

std::vector<Attack> ledger_ends_attacks() { return file_list(); }

}  // namespace zkmem::attack
