// Attacks on ends that are cut by address into several proofs. Real proofs of a prover who does not look.
// Each test says what it breaks; lemmas are those of docs/spec/global-memory.md.
#include "zkmem/attack/ledger_suite.h"
#include "zkmem/attack/lists.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/testing/forged_ledger.h"

namespace zkmem::attack {
namespace {

ZKMEM_ATTACKS_OF_THIS_FILE

using testing::DishonestLedger;
using testing::Forge;
using testing::global_claim_of;
using testing::kLedgerEnds;
using testing::kRootedEnds;
using testing::StatementWorld;

using Proofs = std::vector<std::vector<size_t>>;
using Change = std::function<void(StatementWorld&)>;

constexpr const char* kUnbalanced = "the ledger does not balance";
constexpr const char* kMerkle = "MemoryMerkleAir";

// Of the world's segments: three, and the parts of the ends.
constexpr size_t kFirst = 3;   // leaves 2:0, which is revealed, and 2:16, of the image
constexpr size_t kSecond = 4;  // 2:32, of the image
constexpr size_t kThird = 5;   // 2:40, which is revealed

// The memory that the log of forged_ledger.h leaves.
CellImage memory_at_the_end(const CellImage& start) {
  CellImage end = start;
  for (uint32_t i = 0; i < 4; ++i) {
    ZKMEM_CHECK(end.set({2, i}, 5 + i).ok());
    ZKMEM_CHECK(end.set({2, 16 + i}, 1 + i).ok());
  }
  return end;
}

// What is shown of the places of one part is what its own public values say.
void say_places(StatementWorld& world, size_t part, const char* air, uint32_t first, uint32_t last) {
  std::vector<BabyBear>& values = Forge(world, part).public_values(air);
  values[ledger_public::kFirstPlace] = BabyBear::from_u64(first);
  values[ledger_public::kLastPlace] = BabyBear::from_u64(last);
}
uint32_t place_of(const StatementWorld& world, uint32_t space, uint32_t pointer) {
  return (space - 1) << world.airs.config.address_height() | pointer / kLeafCells;
}

StatementWorld world_in_parts(const MemoryConfig& config) {
  StatementWorld world = testing::image_world(config);
  world.segments.pop_back();
  const CellImage end = memory_at_the_end(testing::memory_of_image(config));
  const std::vector<std::vector<EndLeaf>> parts = {
      {{2, 0, 3, false, true}, {2, 2, 3, true}}, {{2, 4, 0, true}}, {{2, 5, 0, false, true}}};
  for (const auto& leaves : parts) world.segments.push_back(testing::ends_part(world, leaves, end));
  return world;
}

class PartsAttack : public LedgerSuiteOf<&world_in_parts> {
 public:
  using LedgerSuiteOf::LedgerSuiteOf;

 protected:
  static const CellImage& image() {
    static const CellImage memory = testing::memory_of_image(config());
    return memory;
  }
  std::string verdict_of(const ZkProof& proof) const override { return verdict(proof, config(), image()); }

  std::string on_proofs(const Proofs& proofs, const Change& change = {}) const {
    return verdict_on(DishonestLedger{.before_commitment = change, .proofs = proofs});
  }
};

ZKMEM_ATTACK(PartsAttack, TheHonestProofsAreAccepted) {
  premise(honest_world().check().empty(), "every constraint, bus and sum is right");
  accepted(verdict_of(honest_proof()));
  premise(honest_proof().claim->closing_proofs() == 3, "three parts");
}

// Lemma 13: parts in another order, or one of them twice, whatever is between.
ZKMEM_ATTACK(PartsAttack, Attack12PartsInAnotherOrderOrTwice) {
  rejected(on_proofs({{0}, {1}, {2}, {kSecond}, {kFirst}, {kThird}}),
           is("proof 4: its part of the ends begins with leaf 2:0, the part before goes on to 2:32"));
  rejected(on_proofs({{0}, {1}, {2}, {kFirst}, {kThird}, {kSecond}}),
           is("proof 5: its part of the ends begins with leaf 2:32, the part before goes on to 2:40"));
  rejected(on_proofs({{0}, {1}, {2}, {kFirst}, {kSecond}, {kSecond}, {kThird}}),
           is("proof 5: its part of the ends begins with leaf 2:32, the part before goes on to 2:32"));
  rejected(on_proofs({{0}, {1}, {2}, {kFirst}, {kSecond}, {kThird}, {kFirst}}),
           is("proof 6: its part of the ends begins with leaf 2:0, the part before goes on to 2:40"));
}

// Lemma 4: a part that is left out has leaves that nobody starts or ends.
ZKMEM_ATTACK(PartsAttack, Attack09APartLeftOut) {
  for (const size_t out : {kFirst, kSecond, kThird}) {
    Proofs proofs = {{0}, {1}, {2}};
    for (const size_t part : {kFirst, kSecond, kThird})
      if (part != out) proofs.push_back({part});
    rejected(on_proofs(proofs), has(kUnbalanced), "without proof " + std::to_string(out));
  }
  // In the file: its challenge is that of all parts.
  rejected(verdict_on_altered([](ZkProof& proof) {
             global_claim_of(proof).segments.pop_back();
             proof.segment_proofs.pop_back();
           }),
           has("the ledger's "));
}

// Lemma 4: a leaf between two parts, of which neither has a row: a touched one, and one of the image.
ZKMEM_ATTACK(PartsAttack, Attack09AGapThatHidesALeaf) {
  const Proofs all = {{0}, {1}, {2}, {kFirst}, {kSecond}, {kThird}};
  rejected(on_proofs(all, [](StatementWorld& world) { Forge(world, kFirst).clear_row(kLedgerEnds, 1); }),
           has(kUnbalanced));
  rejected(on_proofs(all,
                     [](StatementWorld& world) {
                       Forge(world, kSecond).clear_row(kLedgerEnds, 0);
                       say_places(world, kSecond, kLedgerEnds, place_of(world, 2, 32),
                                  place_of(world, 2, 32));
                     }),
           has(kUnbalanced));
}

// Lemma 13: a part without a row may say any places. They let no other go back.
ZKMEM_ATTACK(PartsAttack, Attack12AnEmptyPartThatLetsTheNextGoBack) {
  const auto with_empty = [&](size_t behind, uint32_t first, uint32_t last) {
    Proofs proofs = {{0}, {1}, {2}};
    for (size_t part = kFirst; part <= kThird; ++part) {
      proofs.push_back({part});
      if (part == behind) proofs.push_back({kThird + 1});
    }
    return verdict_on(DishonestLedger{
        .before_commitment =
            [](StatementWorld& world) { world.segments.push_back(testing::ends_part(world, {}, image())); },
        .before_proofs =
            [&](StatementWorld& world) { say_places(world, kThird + 1, kLedgerEnds, first, last); },
        .proofs = proofs});
  };
  const StatementWorld world = honest_world();
  const uint32_t between = place_of(world, 2, 24);
  accepted(with_empty(kFirst, between, between));
  rejected(with_empty(kFirst, between, 0),
           has("proof 4: its part of the ends goes from leaf 2:24 back to 1:0"));
  rejected(with_empty(kFirst, 0, 0),
           has("proof 4: its part of the ends begins with leaf 1:0, the part before goes on to 2:16"));
  rejected(with_empty(kFirst, between, place_of(world, 2, 32)),
           has("proof 5: its part of the ends begins with leaf 2:32, the part before goes on to 2:32"));
  rejected(with_empty(kThird, BabyBear::kModulus - 1, 0), has("back to 1:0"));
}

// Lemma 13: a leaf with a row in two parts has two lives. Segment 1 writes 2:16; segment 3 reads zeros there,
// from the second row's start. Every token is put and taken.
StatementWorld two_lives(const MemoryConfig& config) {
  StatementWorld world = testing::ledger_world(config);
  auto memory = MemoryController<BabyBear>::create(config).value();
  const std::vector<uint32_t> second = {5, 6, 7, 8};
  memory.cut_segment();
  ZKMEM_CHECK(memory.write({2, 0}, second).ok());
  memory.cut_segment();
  ZKMEM_CHECK(memory.read({2, 0}, 4).ok() && memory.read({2, 16}, 4).ok());
  const StatementWorld unwritten =
      testing::make_world(config, memory.memory().log(), CellImage(config, BabyBear::kModulus));
  // At the same clock as the honest third segment.
  world.segments[2] = unwritten.segments[2];
  world.segments.pop_back();
  CellImage end = memory_at_the_end(CellImage(config, BabyBear::kModulus));
  world.segments.push_back(testing::ends_part(world, std::vector<EndLeaf>{{2, 0, 3}, {2, 2, 1}}, end));
  for (uint32_t i = 0; i < 4; ++i) ZKMEM_CHECK(end.set({2, 16 + i}, 0).ok());
  world.segments.push_back(testing::ends_part(world, std::vector<EndLeaf>{{2, 2, 3}}, end));
  return world;
}

ZKMEM_ATTACK(PartsAttack, Attack12ALeafInTwoParts) {
  premise(two_lives(config()).check().empty(), "every constraint, bus and sum is right");
  rejected(verdict(prove_ledger(two_lives(config())), config()),
           is("proof 4: its part of the ends begins with leaf 2:16, the part before goes on to 2:16"));
  // It says another place than its row's, or the part before does.
  for (const auto& [part, place] : std::vector<std::pair<size_t, uint32_t>>{
           {4, place_of(honest_world(), 2, 24)}, {3, place_of(honest_world(), 2, 8)}}) {
    const auto lie = [&](StatementWorld& forged) {
      const uint32_t first = part == 4 ? place : place_of(forged, 2, 0);
      say_places(forged, part, kLedgerEnds, first, place);
    };
    rejected(verdict(prove_ledger(two_lives(config()), DishonestLedger{.before_proofs = lie}), config()),
             starts("segment " + std::to_string(part) + " of 5: its proof is rejected"));
  }
  // And an empty part between the two.
  StatementWorld with_empty = two_lives(config());
  with_empty.segments.push_back(testing::ends_part(with_empty, {}, CellImage(config(), BabyBear::kModulus)));
  rejected(verdict(prove_ledger(std::move(with_empty), {.proofs = {{0}, {1}, {2}, {3}, {5}, {4}}}), config()),
           starts("proof 4: its part of the ends begins with leaf 1:0"));
}

// Lemma 1: ends beside the last segment's chips, and apart.
ZKMEM_ATTACK(PartsAttack, Attack09EndsBesideAndApart) {
  rejected(on_proofs({{0}, {1}, {2, kFirst}, {kSecond}, {kThird}}),
           is("segment 2 of 5: its proof has ends, and others follow"));
  rejected(on_proofs({{0}, {1, kFirst}, {2}, {kSecond}, {kThird}}),
           is("segment 1 of 5: its proof has ends, and others follow"));
  rejected(on_proofs({{0}, {1}, {2, kFirst}}), has(kUnbalanced), "one part beside, the rest missing");
}

// Lemma 2: a part of another run, and one that is changed when the challenge is known.
ZKMEM_ATTACK(PartsAttack, Attack31And39APartOfAnotherRun) {
  const ZkProof other =
      prove_ledger(honest_world(), {.claim = [](LedgerClaim& claim) { claim.revealed.pop_back(); }});
  rejected(verdict_on_altered([&](ZkProof& proof) { proof.segment_proofs[4] = other.segment_proofs[4]; }),
           has("segment 4 of 6: its proof is under another challenge of the ledger"));
  rejected(verdict_on(DishonestLedger{
               .before_sums =
                   [](StatementWorld& world) { Forge(world, kThird).set(kLedgerEnds, 0, "final__7", 9); }}),
           has("the ledger's "));
  const Proofs all = {{0}, {1}, {2}, {kFirst}, {kSecond}, {kThird}};
  rejected(
      on_proofs(all, [](StatementWorld& world) { Forge(world, kSecond).set(kLedgerEnds, 0, "final__0", 8); }),
      has(kUnbalanced), "its tokens under the right challenge");
}

// Between roots: part 3 has leaf 2:0, part 4 leaf 2:16. Each part starts from where the one before has come,
// or all from the first root.
StatementWorld rooted_parts(const MemoryConfig& config, bool is_chained) {
  StatementWorld world = testing::rooted_world(config);
  world.segments.pop_back();
  const CellImage start = testing::memory_of_image(config);
  const CellImage end = memory_at_the_end(start);
  MerkleTree tree = tree_of_image(Context{}, simd_poseidon2_batch(), config, start).value();
  for (const EndLeaf& leaf : {EndLeaf{2, 0, 3}, EndLeaf{2, 2, 3}}) {
    MerkleTree from = tree;
    world.segments.push_back(testing::rooted_part(world, std::span(&leaf, 1), start, end, from));
    if (is_chained) tree = from;
  }
  return world;
}
StatementWorld chained_parts(const MemoryConfig& config) { return rooted_parts(config, true); }

class RootedPartsAttack : public LedgerSuiteOf<&chained_parts> {
 public:
  using LedgerSuiteOf::LedgerSuiteOf;
};

ZKMEM_ATTACK(RootedPartsAttack, TheHonestProofsAreAccepted) {
  premise(honest_world().check().empty(), "every constraint, bus and sum is right");
  accepted(verdict_of(honest_proof()));
  premise(
      claim_as<GlobalMemoryClaim>(*honest_proof().claim).ledger.final_root ==
          claim_as<GlobalMemoryClaim>(*prove_ledger(testing::rooted_world(config())).claim).ledger.final_root,
      "the final root is that of ends in one proof");
}

// Lemma 14: what the first part has changed is not in the last root. Every proof is valid, every token is put
// and taken.
ZKMEM_ATTACK(RootedPartsAttack, Attack26ARootChainThatDoesNotConnect) {
  premise(rooted_parts(config(), false).check().empty(), "every constraint, bus and sum is right");
  rejected(verdict(prove_ledger(rooted_parts(config(), false)), config()),
           starts("proof 4: its part of the ends starts from the root "));
}

// Lemmas 13 and 14: another order, one of them twice or left out.
ZKMEM_ATTACK(RootedPartsAttack, Attack09And12PartsInAnotherOrderTwiceOrLeftOut) {
  const auto on_proofs = [&](const Proofs& proofs) { return verdict_on(DishonestLedger{.proofs = proofs}); };
  rejected(on_proofs({{0}, {1}, {2}, {4}, {3}}),
           starts("proof 4: its part of the ends starts from the root "));
  rejected(on_proofs({{0}, {1}, {2}, {3}, {3}, {4}}),
           starts("proof 4: its part of the ends starts from the root "));
  rejected(on_proofs({{0}, {1}, {2}, {3}}), has(kUnbalanced));
  rejected(on_proofs({{0}, {1}, {2}, {4}}), has(kUnbalanced));
  rejected(on_proofs({{0}, {1}, {2, 3}, {4}}), is("segment 2 of 4: its proof has ends, and others follow"));
}

// Lemma 13: the leaf is opened in a second part, too, from what the first has left, and has a life of its own
// there: roots chain and all sums are right, but places do not ascend.
ZKMEM_ATTACK(RootedPartsAttack, Attack12ALeafInTwoParts) {
  StatementWorld world = honest_world();
  const CellImage start = testing::memory_of_image(config());
  const CellImage end = memory_at_the_end(start);
  MerkleTree tree = tree_of_image(Context{}, simd_poseidon2_batch(), config(), end).value();
  world.segments.push_back(testing::rooted_part(world, std::vector<EndLeaf>{{2, 2, 0}}, end, end, tree));
  premise(world.check().empty(), "a token of the start that is taken where it is put");
  rejected(verdict(prove_ledger(std::move(world)), config()),
           is("proof 5: its part of the ends begins with leaf 2:16, the part before goes on to 2:16"));
}

// Attack 14: the claimed roots are the first part's and the last one's.
ZKMEM_ATTACK(RootedPartsAttack, Attack14TheRootBetweenPartsIsClaimed) {
  const StatementWorld world = honest_world();
  const std::vector<BabyBear>& roots = world.segments[3].per_air[*world.airs.merkle]->public_values;
  Digest between;
  std::copy_n(roots.begin() + kDigestWidth, kDigestWidth, between.begin());
  rejected(verdict_on(DishonestLedger{.claim = [&](LedgerClaim& claim) { claim.initial_root = between; }}),
           starts("segment 3 of 5: the initial root claimed is "));
  rejected(verdict_on(DishonestLedger{.claim = [&](LedgerClaim& claim) { claim.final_root = between; }}),
           starts("segment 4 of 5: the final root claimed is "));
}

// Lemma 4: a leaf that a later part hashes is another under the final root than the revealed one.
ZKMEM_ATTACK(RootedPartsAttack, Attack14ARevealedLeafIsAnotherUnderTheFinalRoot) {
  const CellImage start = testing::memory_of_image(config());
  const auto verdict_with = [&](bool is_forged, bool takes_nothing) {
    StatementWorld world = testing::revealing_rooted_world(config());
    world.segments.pop_back();
    CellImage end = memory_at_the_end(start);
    MerkleTree tree = tree_of_image(Context{}, simd_poseidon2_batch(), config(), start).value();
    const std::vector<EndLeaf> first = {{2, 0, 3, false, true}, {2, 2, 3}};
    const std::vector<EndLeaf> second = {{2, 4, 0, false, true}};
    world.segments.push_back(testing::rooted_part(world, first, start, end, tree));
    if (is_forged) ZKMEM_CHECK(end.set({2, 39}, 99).ok());
    world.segments.push_back(testing::rooted_part(world, second, start, end, tree));
    if (takes_nothing) Forge(world, 4).set(kRootedEnds, 0, "revealed", uint64_t{1});
    return verdict(prove_ledger(std::move(world)), config());
  };
  accepted(verdict_with(false, false));
  rejected(verdict_with(true, false), has(kUnbalanced), "the row takes what it hashes");
  rejected(verdict_with(true, true), has(kUnbalanced), "the row takes nothing, and hashes what it likes");
}

// Lemma 12: a root is claimed of the end, and a part shows nothing of it; or none, and a part has one. All
// constraints and sums are right.
ZKMEM_ATTACK(RootedPartsAttack, Attack14PartsOfAFreeEndAndOfARoot) {
  const auto free_first = [&](bool first, bool second) {
    StatementWorld world = honest_world();
    const CellImage start = testing::memory_of_image(config());
    const CellImage end = memory_at_the_end(start);
    MerkleTree tree = tree_of_image(Context{}, simd_poseidon2_batch(), config(), start).value();
    world.segments[3] =
        testing::rooted_part(world, std::vector<EndLeaf>{{2, 0, 3}}, start, end, tree, !first);
    world.segments[4] =
        testing::rooted_part(world, std::vector<EndLeaf>{{2, 2, 3}}, start, end, tree, !second);
    premise(world.check().empty(), "every constraint, bus and sum is right");
    return verdict(prove_ledger(std::move(world)), config());
  };
  accepted(free_first(true, true));
  rejected(free_first(true, false),
           is("segment 3 of 5: its proof shows nothing of the end, of which a root is claimed"));
  rejected(free_first(false, true), is("segment 3 of 5: its proof has a final root, which is not claimed"));
}

// Lemmas 12 and 13: with a free end no root changes from part to part, and a leaf has one row all the same.
ZKMEM_ATTACK(RootedPartsAttack, Attack12ALeafInTwoPartsOfAFreeEnd) {
  StatementWorld world = honest_world();
  const CellImage start = testing::memory_of_image(config());
  const CellImage end = memory_at_the_end(start);
  MerkleTree tree = tree_of_image(Context{}, simd_poseidon2_batch(), config(), start).value();
  world.segments.resize(3);
  for (const EndLeaf& leaf : {EndLeaf{2, 0, 3}, EndLeaf{2, 2, 3}})
    world.segments.push_back(testing::rooted_part(world, std::span(&leaf, 1), start, end, tree, false));
  world.segments.push_back(
      testing::rooted_part(world, std::vector<EndLeaf>{{2, 2, 0}}, start, start, tree, false));
  premise(world.check().empty(), "a second token of the start, for whoever wants to read it");
  rejected(verdict(prove_ledger(std::move(world)), config()),
           is("proof 5: its part of the ends begins with leaf 2:16, the part before goes on to 2:16"));
}

// Lemma 1: every part is of the claimed kind, and has its roots.
ZKMEM_ATTACK(RootedPartsAttack, Attack09PartsOfBothKinds) {
  rejected(verdict_on([](StatementWorld& world) {
             const CellImage end = memory_at_the_end(testing::memory_of_image(config()));
             world.segments[4] = testing::ends_part(world, std::vector<EndLeaf>{{2, 2, 3}}, end);
           }),
           is("segment 4 of 5: its proof has no roots"));
  rejected(verdict_on([](StatementWorld& world) { Forge(world, 4).remove_air(kMerkle); }),
           starts("segment 4 of 5: "));
  rejected(verdict_on([](StatementWorld& world) { Forge(world, 4).remove_air(kRootedEnds); }),
           starts("segment 4 of 5: "));
}

}  // namespace

std::vector<Attack> parts_attacks() { return file_list(); }

}  // namespace zkmem::attack
