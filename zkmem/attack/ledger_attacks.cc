// Attacks on what ties segments of global memory together, on real proofs: of a prover who does not look, and
// of honest ones that are put together as they do not belong. Each test says what it breaks; lemmas are those
// of docs/spec/global-memory.md.
#include "zkmem/attack/ledger_suite.h"
#include "zkmem/attack/lists.h"
#include "zkmem/memory/statement/memory_airs.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/prover/prove.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/memory/log_facts.h"
#include "zkmem/statement/memory_global/statement.h"

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
constexpr const char* kUnbalanced = "the ledger does not balance";

class GlobalMemoryAttack : public LedgerSuiteOf<&testing::ledger_world> {
 public:
  using LedgerSuiteOf::LedgerSuiteOf;
};

void set_values(Forge& forge, const char* air, size_t row, const std::string& column, uint32_t first) {
  for (uint32_t i = 0; i < 4; ++i) forge.set(air, row, column + "__" + std::to_string(i), first + i);
}

// A second row of leaf 2:0 in segment 1, which starts and ends with what the segment leaves, at time 0: the
// segment's own buses do not see it.
void add_idle_row(StatementWorld& world, uint64_t from) {
  Forge forge(world, 0);
  forge.grow(kSegmentBoundary);
  forge.copy_row(kSegmentBoundary, 0, 2);
  set_values(forge, kSegmentBoundary, 2, "initial", 1);
  for (const char* time : {"timestamps__0", "timestamps__1"})
    forge.set(kSegmentBoundary, 2, time, uint64_t{0});
  forge.set(kSegmentBoundary, 2, "from", from);
}

ZKMEM_ATTACK(GlobalMemoryAttack, TheHonestProofIsAccepted) { accepted(verdict(honest_proof(), config())); }

// Lemma 5: more is put than is taken.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack12ATokenPutTwice) {
  rejected(verdict_on([](StatementWorld& world) { add_idle_row(world, 0); }), has(kUnbalanced));
}

// Lemma 6: the sums are those of one row, but a segment takes from itself.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack12TwoRowsOfALeafInASegment) {
  rejected(verdict_on([](StatementWorld& world) { add_idle_row(world, 1); }),
           all(starts("segment 0 of 4: its proof is rejected"), has("logup")));
}

// Lemma 6: time does not go backwards between segments.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack39TakesFromItselfOrALaterSegment) {
  for (const uint64_t from : {2U, 3U}) {
    rejected(
        verdict_on([&](StatementWorld& world) { Forge(world, 1).set(kSegmentBoundary, 0, "from", from); }),
        starts("segment 1 of 4: its proof is rejected"));
  }
}

// Lemma 5: segment 3 reads what segment 1 left, as if segment 2 had not been.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack39SkipsAnUpdate) {
  rejected(verdict_on([](StatementWorld& world) {
             Forge third(world, 2);
             for (const char* column : {"initial", "final"})
               set_values(third, kSegmentBoundary, 0, column, 1);
             for (const char* column : {"values", "prev_data"})
               set_values(third, "AccessLogAir_4", 0, column, 1);
             third.set(kSegmentBoundary, 0, "from", 1);
           }),
           has(kUnbalanced));
}

// Lemma 5: a read of something that was never written, nor zero.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack26AFirstReadOfNoZeros) {
  rejected(verdict_on([](StatementWorld& world) {
             Forge first(world, 0);
             set_values(first, kSegmentBoundary, 1, "initial", 7);
             set_values(first, "AccessLogAir_4", 1, "prev_data", 7);
           }),
           has(kUnbalanced));
}

// Lemma 8: a run without its second segment, everything else made to fit. What the third reads of it is
// missing.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack39LeavesASegmentOut) {
  StatementWorld world = honest_world();
  world.segments.erase(world.segments.begin() + 1);
  Forge last(world, 1);
  last.public_values("ClockConnectorAir")[0] = BabyBear::one();
  last.public_values(kSegmentBoundary)[ledger_public::kSegment] = BabyBear::from_canonical(2);
  last.set(kSegmentBoundary, 0, "from", 1);
  Forge ends(world, 2);
  for (size_t row = 0; row < 2; ++row) ends.set(kLedgerEnds, row, "last", 2);
  rejected(verdict(prove_ledger(std::move(world)), config()), has(kUnbalanced));
}

// Lemma 8: a segment's tokens are its own.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack39TokensOfAnotherSegment) {
  rejected(verdict_on([](StatementWorld& world) {
             Forge(world, 1).public_values(kSegmentBoundary)[ledger_public::kSegment] =
                 BabyBear::from_canonical(3);
           }),
           has("segment 1 of 4: SegmentBoundaryAir_4: its tokens are of segment 2, the proof is of "
               "segment 1"));
}

// Lemma 8, with honest proofs: swapped, dropped, twice.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack39ProofsInOtherPlaces) {
  const auto swap = [](ZkProof& proof, size_t a, size_t b) {
    std::swap(global_claim_of(proof).segments[a], global_claim_of(proof).segments[b]);
    std::swap(proof.segment_proofs[a], proof.segment_proofs[b]);
  };
  rejected(verdict_on_altered([&](ZkProof& proof) { swap(proof, 0, 1); }),
           has("segment 0 of 4: its proof is of segment 1"));
  rejected(verdict_on_altered([&](ZkProof& proof) { swap(proof, 2, 3); }),
           has("segment 2 of 4: its proof is of the ends"));
  const auto drop = [](ZkProof& proof, size_t k) {
    const auto at = static_cast<std::ptrdiff_t>(k);
    global_claim_of(proof).segments.erase(global_claim_of(proof).segments.begin() + at);
    proof.segment_proofs.erase(proof.segment_proofs.begin() + at);
  };
  rejected(verdict_on_altered([&](ZkProof& proof) { drop(proof, 1); }),
           has("segment 1 of 3: its proof is of segment 2"));
  rejected(verdict_on_altered([&](ZkProof& proof) { drop(proof, 3); }),
           has("segment 2 of 3: its proof has no ends, and none follows"));
  rejected(verdict_on_altered([&](ZkProof& proof) {
             for (int i = 0; i < 3; ++i) drop(proof, 0);
           }),
           has("segment 0 of 1: its proof is of the ends"));
  rejected(verdict_on_altered([&](ZkProof& proof) {
             auto& segments = global_claim_of(proof).segments;
             segments.insert(segments.begin() + 1, segments[0]);
             proof.segment_proofs.insert(proof.segment_proofs.begin() + 1, proof.segment_proofs[0]);
           }),
           has("segment 1 of 5: its proof is of segment 0"));
}

// Lemma 2: a segment of another run, of the same accesses even, is under another challenge.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack39ASegmentOfAnotherRun) {
  StatementWorld world = honest_world();
  Forge(world, 1).grow(kSegmentBoundary);  // the same tokens in a larger table
  const ZkProof other = prove_ledger(std::move(world));
  accepted(verdict(other, config()));
  rejected(verdict_on_altered([&](ZkProof& proof) { proof.segment_proofs[0] = other.segment_proofs[0]; }),
           has("segment 0 of 4: its proof is under another challenge of the ledger"));
}

// Lemma 2: a challenge of the prover's choice, or the right one of other tokens.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack31AChallengeThatIsNotTheHash) {
  LedgerChallenge chosen = global_claim_of(const_cast<ZkProof&>(honest_proof())).ledger.drawn();
  chosen.beta += Ext4::one();
  rejected(verdict_on(DishonestLedger{.challenge = chosen}), has("the ledger's challenge claimed is"));
  rejected(verdict_on_altered([](ZkProof& proof) { ++global_claim_of(proof).ledger.witness; }),
           any(has("is none of its work"), has("the ledger's challenge claimed is")));
  rejected(verdict_on_altered(
               [](ZkProof& proof) { global_claim_of(proof).ledger.challenge[3] += BabyBear::one(); }),
           has("its proof is under another challenge of the ledger"));
}

// Lemma 2: tokens that were changed when the challenge was known: the commitment is another.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack31TokensAfterTheChallenge) {
  rejected(verdict_on(DishonestLedger{.before_sums =
                                          [](StatementWorld& world) {
                                            Forge first(world, 0);
                                            set_values(first, kSegmentBoundary, 1, "initial", 7);
                                            set_values(first, "AccessLogAir_4", 1, "prev_data", 7);
                                          }}),
           any(has("the ledger's challenge claimed is"), has("is none of its work")));
}

// Lemma 2: a commitment is to cells laid end to end, and opens as a table of another height as well. What the
// challenge covers are the heights, too.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack17TheSameCommitmentAtAnotherHeight) {
  const SystemParams params = parameters_of(ParameterFamily::kWeak, 16, HashSuite::kPoseidon2).value();
  Trace table(16, 20);
  for (size_t c = 0; c < table.width(); ++c)
    for (size_t r = 0; r < table.height(); ++r) table.at(r, c) = BabyBear::from_u64(1 + 100 * c + r);
  Trace stretched(32 * table.height(), table.width());
  for (size_t c = 0; c < table.width(); ++c)
    for (size_t r = 0; r < table.height(); ++r) stretched.at(c * table.height() + r, 0) = table.at(r, c);
  const Commitment commitment = commit_trace(Context{}, params, table.view()).value();
  premise(commitment == commit_trace(Context{}, params, stretched.view()).value(), "the attack is none");
  GlobalMemoryClaim claim(global_memory_statement());
  claim.config = config();
  claim.parameters = ParameterFamily::kWeak;
  claim.resize_segments(2);
  const auto challenge = [&](uint32_t log_height) {
    const std::vector<LedgerParts> parts = {{LedgerPart{log_height, commitment}, std::nullopt},
                                            {std::nullopt, LedgerPart{4, commitment}}};
    Transcript transcript = ledger_transcript(claim, claim.ledger, {}, parts);
    return sample_ledger_challenge(transcript);
  };
  const LedgerChallenge drawn = challenge(4);
  const auto said = [&](const LedgerChallenge& other) {
    return other == drawn ? std::string(kAccepted) : "the ledger's challenge is another";
  };
  accepted(said(challenge(4)), "the same table");
  rejected(said(challenge(9)), has("another"), "at another height");
  claim.segments[0].log_stacked_height = 17;
  rejected(said(challenge(4)), has("another"), "under another key");
}

// Lemma 2: powers that are none, though each proof is valid under them.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack14PowersOfNoBeta) {
  rejected(verdict_on(DishonestLedger{.before_proofs =
                                          [](StatementWorld& world) {
                                            for (size_t k = 0; k < world.segments.size(); ++k) {
                                              Forge forge(world, k);
                                              const char* air = k == kEnds ? kLedgerEnds : kSegmentBoundary;
                                              forge.public_values(air)[ledger_public::kBetaPowers + 5] +=
                                                  BabyBear::one();
                                            }
                                          }}),
           has("segment 0 of 4: "));
}

// Lemma 3: sums that are not those of the rows.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack15SumsOfNoRows) {
  // Two sums that are off, but not their total.
  rejected(verdict_on(DishonestLedger{
               .before_proofs =
                   [](StatementWorld& world) {
                     Forge(world, 0).public_values(kSegmentBoundary)[ledger_public::kSum] += BabyBear::one();
                     Forge(world, kEnds).public_values(kLedgerEnds)[ledger_public::kSum] -= BabyBear::one();
                   }}),
           starts("segment 0 of 4: its proof is rejected"));
  // A running sum that starts elsewhere.
  rejected(verdict_on(DishonestLedger{
               .before_proofs =
                   [](StatementWorld& world) {
                     Forge forge(world, 0);
                     for (size_t row = 0; row < forge.height(kSegmentBoundary); ++row) {
                       forge.set(kSegmentBoundary, row, "running_sum__0",
                                 forge.get(kSegmentBoundary, row, "running_sum__0") + BabyBear::one());
                     }
                   }}),
           starts("segment 0 of 4: its proof is rejected"));
}

// Lemma 3: a row counts once or not at all.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack05ARowThatIsUsedTwice) {
  for (const size_t k : {size_t{0}, kEnds}) {
    rejected(verdict_on([&](StatementWorld& world) {
               Forge(world, k).set(k == kEnds ? kLedgerEnds : kSegmentBoundary, 0, "in_use", 2);
             }),
             starts("segment " + std::to_string(k) + " of 4: its proof is rejected"));
  }
}

// Lemma 4: a leaf ends once, in a space that there is.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack12And07EndsThatAreNone) {
  const std::string refused = "segment 3 of 4: its proof is rejected";
  rejected(verdict_on([](StatementWorld& world) {
             Forge ends(world, kEnds);
             ends.grow(kLedgerEnds);
             ends.copy_row(kLedgerEnds, 1, 2);
           }),
           starts(refused), "two rows of a leaf");
  rejected(verdict_on([](StatementWorld& world) {
             Forge ends(world, kEnds);
             ends.grow(kLedgerEnds);
             ends.copy_row(kLedgerEnds, 0, 2);
             ends.copy_row(kLedgerEnds, 1, 0);
             ends.copy_row(kLedgerEnds, 2, 1);
             ends.clear_row(kLedgerEnds, 2);
           }),
           starts(refused), "rows that descend");
  rejected(verdict_on([](StatementWorld& world) {
             Forge ends(world, kEnds);
             ends.grow(kLedgerEnds);
             ends.copy_row(kLedgerEnds, 1, 2);
             ends.clear_row(kLedgerEnds, 1);
           }),
           starts(refused), "a gap between them");
  rejected(verdict_on([](StatementWorld& world) {
             Forge(world, kEnds).set(kLedgerEnds, 1, "leaf_label", uint64_t{1} << config().address_height());
           }),
           starts(refused), "a leaf outside of the space");
}

// Lemma 5: an end that is left out.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack09LeavesOutTheEndOfALeaf) {
  rejected(verdict_on([](StatementWorld& world) { Forge(world, kEnds).clear_row(kLedgerEnds, 1); }),
           has(kUnbalanced));
}

// Lemma 1: what the key does not require, the statement does.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack09ProofsWithoutTheirChips) {
  rejected(verdict_on([](StatementWorld& world) { Forge(world, 1).remove_air("ClockConnectorAir"); }),
           starts("segment 1 of 4: "));
  // A proof of nothing but boundary rows that keep their values is valid.
  rejected(verdict_on([](StatementWorld& world) {
             Forge forge(world, 1);
             set_values(forge, kSegmentBoundary, 0, "final", 1);
             for (const char* time : {"timestamps__0", "timestamps__1"})
               forge.set(kSegmentBoundary, 0, time, uint64_t{0});
             for (const char* air : {"ClockConnectorAir", "SpaceTableAir", "AccessLogAir_4"})
               forge.remove_air(air);
           }),
           has("segment 1 of 4: a segment's proof has no ClockConnectorAir"));
  // And the ends beside a segment.
  rejected(verdict_on([](StatementWorld& world) {
             world.segments[2].per_air[*world.airs.ends] = world.segments[kEnds].per_air[*world.airs.ends];
           }),
           has("segment 2 of 4: its proof has ends, and others follow"));
}

// Lemma 2: where lists are decoded from the first round on, tokens of a list could be chosen when the
// challenge is known. A proof under such parameters is refused, whatever is in it.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack31ParametersThatDoNotFixTokens) {
  const auto fixed_by = [](ParameterFamily family, uint32_t height, HashSuite hash) {
    return fixes_tokens(parameters_of(family, height, hash).value());
  };
  for (uint32_t height = 11; height <= 24; ++height) {
    for (const HashSuite hash : {HashSuite::kPoseidon2, HashSuite::kBlake3}) {
      premise(fixed_by(ParameterFamily::kApp, height, hash));
      premise(fixed_by(ParameterFamily::kFast, height, hash));
      premise(fixed_by(ParameterFamily::kWeak, height, hash));
    }
  }
  premise(!(fixed_by(ParameterFamily::kSmall, 20, HashSuite::kBlake3)));
  ZkProof proof = honest_proof();
  proof.claim->parameters = ParameterFamily::kSmall;
  rejected(global_memory_statement().check_shape(*proof.claim).error().message,
           has("decode lists from the first round on, so that commitments do not fix"));
  GlobalMemoryInput input = testing::global_input_of(testing::random_log(config(), 3, 20));
  input.parameters.family = ParameterFamily::kSmall;
  input.parameters.hash = HashSuite::kBlake3;
  const auto refused = testing::prove_log(input, "small");
  premise(!(refused.ok()));
  rejected(refused.error().message, has("global memory takes the parameters fast or app"));
}

// Between the statements: the segments, without ends and ledger, as the proof of a log between roots.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack09SegmentsPassedOffAsALogBetweenRoots) {
  ZkProof honest_copy = honest_proof();
  const GlobalMemoryClaim& honest = global_claim_of(honest_copy);
  for (const size_t first : {0u, 2u}) {
    std::vector<std::vector<uint8_t>> proofs;
    MemoryClaim claim;
    claim.config = config();
    claim.parameters = honest.parameters;
    claim.hash = honest.hash;
    std::vector<LogParts> parts;
    for (size_t k = first; k < kEnds; ++k) {
      claim.segments.push_back(honest.segments[k]);
      proofs.push_back(honest_copy.segment_proofs[k]);
      const auto decoded = decode_proof(proofs.back()).value();
      parts.push_back(log_parts(MemoryAirs::create(config()).value(), decoded));
    }
    claim.log_digest = log_digest(claim.hash, parts);
    claim.keys_digest = digest_of_keys(claim.hash, segment_keys(testing::shared_keys(), claim).value());
    rejected(verdict({claim, proofs}, config()),
             has("its configuration is of global memory, which is another"));
  }
}

// Lemma 5: so many tokens that one put p times would count as none.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack04MoreTokensThanTheFieldCounts) {
  GlobalMemoryClaim claim(global_memory_statement());
  claim.config = config();
  claim.parameters = ParameterFamily::kWeak;
  claim.resize_segments(2);
  const auto verdict_on_height = [&](uint32_t log_height) {
    std::vector<AnyFacts> facts;
    std::vector<LedgerParts> parts;
    for (const uint32_t height : {log_height, 0u}) {
      auto one = std::make_unique<GlobalMemoryFacts>();
      one->ledger.parts = {LedgerPart{height, {}}};
      parts.push_back(one->ledger.parts);
      facts.push_back(std::move(one));
    }
    std::optional<LedgerChallenge> drawn;
    uint32_t& witness = claim.ledger.witness;
    for (witness = 0; !drawn; ++witness) drawn = ledger_challenge(claim, claim.ledger, {}, parts);
    --witness;
    claim.ledger.set_drawn(*drawn);
    global_memory_statement().add_whole(claim, facts);
    return global_memory_statement().check_whole(claim, facts, nullptr);
  };
  premise(verdict_on_height(29).ok());
  rejected(verdict_on_height(30).error().message, has("its ledger has 2147483650 tokens"));
}

// Attack 33: the claim's every field is bound.
ZKMEM_ATTACK(GlobalMemoryAttack, Attack14EveryPartOfTheStatementIsBound) {
  rejected(verdict_on_altered([](ZkProof& proof) { global_claim_of(proof).segments[0].is_last = true; }),
           has("segment 0 of 4: is_last claimed is 1, proven 0"));
  for (const size_t k : {2u, 3u}) {
    const auto altered = [&](const std::function<void(LogSegment&)>& alter) {
      return verdict_on_altered([&](ZkProof& proof) { alter(global_claim_of(proof).segments[k]); });
    };
    rejected(altered([](LogSegment& segment) { ++segment.index; }), has("the segment index claimed"));
    rejected(altered([](LogSegment& segment) { ++segment.clock_end; }), has("the clock's end claimed"));
    rejected(altered([](LogSegment& segment) { segment.is_last = !segment.is_last; }), starts("segment "));
    rejected(altered([](LogSegment& segment) { ++segment.log_stacked_height; }), has("the keys"));
  }
  rejected(verdict_on_altered([](ZkProof& proof) { global_claim_of(proof).log_digest.words[0] ^= 1; }),
           has("the log's digest claimed"));
}

}  // namespace

std::vector<Attack> ledger_attacks() { return file_list(); }

}  // namespace zkmem::attack
