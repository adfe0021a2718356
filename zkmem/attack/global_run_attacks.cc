// Attacks on the proof of a run on global memory, with real proofs by a dishonest prover, named after the
// catalogue (docs/attacks.md) and the lemma that they break (docs/spec/global-memory.md).
#include <map>
#include <optional>

#include "zkmem/attack/lists.h"
#include "zkmem/attack/run_suite.h"
#include "zkmem/memory/testing/random_log.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/sdk/execution/given_program.h"
#include "zkmem/sdk/testing/dishonest_run.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/sdk/testing/proven_program.h"
#include "zkmem/statement/execution_global/statement.h"
#include "zkmem/statement/memory_global/claim.h"
#include "zkmem/statement/verify.h"

namespace zkmem::attack {
namespace {

ZKMEM_ATTACKS_OF_THIS_FILE

using namespace rv32im::testing;  // instruction words
using rv32im::kAirConnector;
using rv32im::kAirLedgerEnds;
using rv32im::kAirSegmentBoundary;
using rv32im::kAirStartImage;
using testing::DishonestRun;
using testing::global_run_of;
using testing::shared_keys;

constexpr uint32_t kData = 0x00300000;
constexpr const char* kUnbalanced = "the ledger does not balance";

// Adds up a word of its data in rounds, keeps each sum beside it, and reveals the last one.
std::vector<uint8_t> adding(uint32_t word, uint32_t rounds = 24) {
  Assembler code;
  code << lui(a0, kData >> 12) << addi(t0, zero, static_cast<int32_t>(rounds));
  code << lw(t1, 0, a0) << add(s0, s0, t1) << sw(s0, 64, a0) << addi(t0, t0, -1) << b_type(1, t0, zero, -16);
  code << reveal(s0, 8, zero) << terminate(0);
  ElfFile file;
  file.entry = Assembler::kBase;
  file.segments.push_back({.address = Assembler::kBase, .bytes = words(code.words())});
  file.segments.push_back({.address = kData, .bytes = words({word})});
  return file.build();
}

using Change = std::function<void(DishonestRun& run)>;

// The public values are left by the last segment of so many.
void reveal_from_last(GlobalExecutionClaim& claim) {
  claim.ledger.revealed[1].segment = static_cast<uint32_t>(claim.run_segments().size());
}

// Segments of a claim and their proofs, in another order or number.
void rearrange(ZkProof& proof, const std::vector<size_t>& order) {
  const ZkProof from = proof;
  const auto& segments = claim_as<GlobalExecutionClaim>(*from.claim).segments;
  global_run_of(proof).segments.clear();
  proof.segment_proofs.clear();
  for (const size_t k : order) {
    global_run_of(proof).segments.push_back(segments[k]);
    proof.segment_proofs.push_back(from.segment_proofs[k]);
  }
  reveal_from_last(global_run_of(proof));
  proof.claim->keys_digest =
      digest_of_keys(proof.claim->hash, segment_keys(shared_keys(), *proof.claim).value());
}
// The same before anything is proven, with the numbers of their new places.
void rearrange(DishonestRun& run, const std::vector<size_t>& order) {
  const DishonestRun from = run;
  run.proofs.clear();
  run.claim.segments.clear();
  for (const size_t k : order) {
    run.proofs.push_back(from.proofs[k]);
    run.claim.segments.push_back(from.claim.segments[k]);
    if (k == from.ends()) continue;
    run.proofs.back().owned(kAirSegmentBoundary).public_values[ledger_public::kSegment] =
        BabyBear::from_u64(run.proofs.size());
  }
  reveal_from_last(run.claim);
}
std::vector<size_t> order_of(const DishonestRun& run, std::vector<size_t> first) {
  for (size_t k = first.back() + 1; k < run.proofs.size(); ++k) first.push_back(k);
  return first;
}

class GlobalRunAttack : public RunSuite {
 public:
  using RunSuite::RunSuite;

 protected:
  // What is made once for parameters, and kept.
  struct Honest {
    ExecutionInput input;
    std::optional<DishonestRun> run;
    std::optional<ZkProof> proof;
  };
  Honest& kept(bool is_short) const {
    static std::map<std::pair<ParameterFamily, bool>, Honest> all;
    const std::pair key(setting().parameters, is_short);
    const auto found = all.find(key);
    if (found != all.end()) return found->second;
    return all.emplace(key, Honest{is_short ? input_of(adding(7), 1000) : long_input(), {}, {}})
        .first->second;
  }
  // Cut where a segment starts at the instruction at which it ends, so that no pc tells segments apart.
  ExecutionInput long_input() const {
    for (uint64_t accesses = 100;; ++accesses) {
      ExecutionInput tried = input_of(adding(7), accesses);
      std::vector<std::string> notes;
      const Plan plan = tried.plan(context(), shared_keys(), WorkFolder::in_memory(), notes).value();
      const auto& segments = claim_as<GlobalExecutionClaim>(*plan.claim).segments;
      if (segments[1].start_pc == segments[1].end_pc && segments[2].start_pc == segments[2].end_pc &&
          segments.size() == 5)
        return tried;
    }
  }
  const ExecutionInput& sample() const { return kept(false).input; }
  // A run of one segment, with its ends beside its chips.
  const ExecutionInput& short_sample() const { return kept(true).input; }
  const DishonestRun& honest_run(bool is_short = false) const {
    Honest& honest = kept(is_short);
    if (!honest.run) honest.run.emplace(honest.input);
    return *honest.run;
  }
  const ZkProof& honest_proof() const {
    Honest& honest = kept(false);
    if (!honest.proof) honest.proof = proven(honest.input);
    return *honest.proof;
  }

  // On the proof of a run that was changed before anything was committed to.
  std::string verdict_on(const Change& change) const {
    DishonestRun run = honest_run();
    change(run);
    return verdict(run.prove(context()));
  }
  std::string verdict_on_short(const Change& change) const {
    DishonestRun run = honest_run(true);
    change(run);
    return verdict(run.prove(context()));
  }
  std::string verdict_on_altered(const std::function<void(ZkProof& proof)>& alter) const {
    ZkProof proof = honest_proof();
    alter(proof);
    return verdict(proof);
  }
};

ZKMEM_ATTACK(GlobalRunAttack, TheHonestProofIsAccepted) {
  accepted(verdict(honest_proof(), adding(7)));
  accepted(verdict(honest_proof()));
  accepted(verdict_on([](DishonestRun&) {}));
  const auto& segments = claim_as<GlobalExecutionClaim>(*honest_proof().claim).segments;
  premise(segments.size() == 5u);
  premise(segments[1].start_pc == segments[1].end_pc);
}

// Lemma 8: what is not segment k's proof is not taken for it, even where pcs agree.
ZKMEM_ATTACK(GlobalRunAttack, Attack39SegmentsLeftOutSwappedAndTakenTwice) {
  const auto altered = [&](std::vector<size_t> order) {
    return verdict_on_altered([&](ZkProof& proof) {
      for (size_t k = order.back() + 1; k < honest_proof().segment_proofs.size(); ++k) order.push_back(k);
      rearrange(proof, order);
    });
  };
  rejected(altered({0, 2}), has("segment 1 of "));
  rejected(altered({0, 2}), has("its proof is of segment 2"));
  rejected(altered({0, 2, 1, 3}), has("its proof is of segment 2"));
  rejected(altered({0, 1, 1, 2}), has("its proof is of segment 1"));
}

// Lemmas 5 and 6: nor when all numbers are made to fit.
ZKMEM_ATTACK(GlobalRunAttack, Attack39SegmentsRenumbered) {
  const DishonestRun& run = honest_run();
  rejected(verdict_on([&](DishonestRun& r) { rearrange(r, order_of(run, {0, 2})); }),
           has("its proof is rejected"), "it takes from itself");
  rejected(verdict_on([&](DishonestRun& r) {
             rearrange(r, order_of(run, {0, 2}));
             for (size_t k = 1; k < r.ends(); ++k) {
               for (size_t row = 0; row < r.proofs[k].height(kAirSegmentBoundary); ++row) {
                 const uint32_t from = r.proofs[k].value(kAirSegmentBoundary, row, "from");
                 if (from > 1) r.proofs[k].set(kAirSegmentBoundary, row, "from", from - 1);
               }
             }
           }),
           has(kUnbalanced), "it takes what the one before has not left");
  rejected(verdict_on([&](DishonestRun& r) { rearrange(r, order_of(run, {0, 1, 1, 2})); }), has(kUnbalanced));
  // The one that was third takes from the second, which is itself now.
  rejected(verdict_on([&](DishonestRun& r) { rearrange(r, order_of(run, {0, 2, 1, 3})); }),
           has("its proof is rejected"));
}

// Lemma 8: a segment of another run, of the same program.
ZKMEM_ATTACK(GlobalRunAttack, Attack39ASegmentOfAnotherRun) {
  const ZkProof other = proven(input_of(adding(8), *sample().segment_accesses));
  accepted(verdict(other));
  rejected(verdict_on_altered([&](ZkProof& proof) { proof.segment_proofs[1] = other.segment_proofs[1]; }),
           has("its proof is under another challenge of the ledger"));
}

// Lemma 8: a segment that says another number.
ZKMEM_ATTACK(GlobalRunAttack, Attack39AnotherNumber) {
  rejected(verdict_on([](DishonestRun& run) {
             run.proofs[1].owned(kAirSegmentBoundary).public_values[ledger_public::kSegment] =
                 BabyBear::from_canonical(3);
           }),
           has("its proof is of segment 2"));
}

// Lemma 6: takes what segment 1 left as if segment 2 had not been.
ZKMEM_ATTACK(GlobalRunAttack, Attack39SkipsAnUpdate) {
  rejected(verdict_on([](DishonestRun& run) {
             const size_t row = row_of_leaf(run.proofs[2], kAirSegmentBoundary, 2, kData / 8 + 8);
             run.proofs[2].set(kAirSegmentBoundary, row, "from", 1);
           }),
           has(kUnbalanced));
  // From itself, or from later: the range check, in the proof.
  for (const int64_t from : {3, 4}) {
    rejected(verdict_on([&](DishonestRun& run) {
               const size_t row = row_of_leaf(run.proofs[2], kAirSegmentBoundary, 2, kData / 8 + 8);
               run.proofs[2].set(kAirSegmentBoundary, row, "from", from);
             }),
             has("its proof is rejected"));
  }
}

// Lemma 9: the memory at the start is the program's, for whoever has it, and the committed one in any case.
ZKMEM_ATTACK(GlobalRunAttack, Attack26AnotherProgramsImage) {
  // The same instructions on other data.
  const ZkProof other = proven(input_of(adding(8), 100));
  accepted(verdict(other, adding(8)));
  accepted(verdict(other), "of some image");
  rejected(verdict(other, adding(7)), has("the run starts on the memory with commitment"));
  // And on none: the run itself is one on memory that starts as zeros.
  const ZkProof zeros = proven(input_of(adding(0), 100));
  accepted(verdict(zeros, adding(0)));
  rejected(verdict(zeros, adding(7)), has("the run starts on the memory with commitment"));
  // The claim of the program's image beside the proofs of the other run.
  rejected(verdict_on_altered([&](ZkProof& proof) {
             global_run_of(proof).start_image = claim_as<GlobalExecutionClaim>(*other.claim).start_image;
           }),
           has("the start image's commitment claimed"));
}

ZKMEM_ATTACK(GlobalRunAttack, Attack26ALeafOfTheImageStartsFromZero) {
  // The leaf's first row takes the zeros that the ends have put; what the image puts is left over.
  rejected(verdict_on([](DishonestRun& run) {
             const size_t row = row_of_leaf(run.proofs[0], kAirSegmentBoundary, 2, kData / 8);
             for (size_t i = 0; i < kLeafCells; ++i)
               run.proofs[0].set(kAirSegmentBoundary, row, "initial__" + std::to_string(i), 0);
           }),
           has("its proof is rejected"), "the load reads 7");
  rejected(verdict_on([](DishonestRun& run) {
             const size_t row = row_of_leaf(run.proofs[run.ends()], kAirStartImage, 2, kData / 8);
             run.proofs[run.ends()].set(kAirStartImage, row, "initial__0", 0);
           }),
           has(kUnbalanced));
  rejected(verdict_on([](DishonestRun& run) {
             const size_t row = row_of_leaf(run.proofs[run.ends()], kAirStartImage, 2, kData / 8);
             run.proofs[run.ends()].clear_row(kAirStartImage, row);
           }),
           has(kUnbalanced));
}

// Lemma 9: a leaf that the image puts twice has two lives, and one end.
ZKMEM_ATTACK(GlobalRunAttack, Attack12ALeafTwiceInTheImage) {
  rejected(verdict_on([&](DishonestRun& run) {
             Forger& ends = run.proofs[run.ends()];
             const size_t row = row_of_leaf(ends, kAirStartImage, 2, kData / 8);
             premise(row > 0u);
             ends.copy_row(kAirStartImage, row, 0);  // in the place of an instruction's word
             ends.set(kAirStartImage, 0, "initial__0", 9);
           }),
           has(kUnbalanced));
  rejected(verdict_on([](DishonestRun& run) { run.proofs[run.ends()].set(kAirStartImage, 0, "in_use", 2); }),
           has("its proof is rejected"));
}

// Lemma 10: what is revealed is what the last segment left.
ZKMEM_ATTACK(GlobalRunAttack, Attack14ARevealedLeafIsAltered) {
  premise(global_run_of(const_cast<ZkProof&>(honest_proof())).ledger.revealed.size() == 4u);
  rejected(verdict_on([](DishonestRun& run) { ++run.claim.ledger.revealed[1].values[0]; }), has(kUnbalanced));
  rejected(verdict_on([](DishonestRun& run) { run.claim.ledger.revealed[1].segment = 1; }), has(kUnbalanced));
  // A leaf that nobody touched, revealed as something.
  rejected(verdict_on([](DishonestRun& run) { run.claim.ledger.revealed[3].values[0] = 1; }),
           has(kUnbalanced));
  // With a row that takes its token, too; and with none at all.
  for (const char* column : {"revealed", "in_use"}) {
    rejected(verdict_on([&](DishonestRun& run) {
               Forger& ends = run.proofs[run.ends()];
               const size_t row = row_of_leaf(ends, kAirLedgerEnds, 3, 1);
               ends.set(kAirLedgerEnds, row, column, 0);
             }),
             anything());
  }
  // Another value when the challenge is known.
  rejected(verdict_on_altered([](ZkProof& proof) { ++global_run_of(proof).ledger.revealed[1].values[0]; }),
           has("the ledger's "));
  rejected(verdict_on_altered([](ZkProof& proof) { global_run_of(proof).ledger.revealed.pop_back(); }),
           has("which are not the 4 of the public values"));
  rejected(
      verdict_on_altered([](ZkProof& proof) { global_run_of(proof).ledger.revealed[0].address_space = 2; }),
      has("which are not the 4 of the public values"));
}

// Lemma 1: what the key does not require, the statement does.
ZKMEM_ATTACK(GlobalRunAttack, Attack09ProofsWithoutTheirChips) {
  // A proof of nothing but boundary rows that keep their values is valid.
  const auto idle = [](DishonestRun& run) {
    Forger& segment = run.proofs[1];
    for (size_t air = 0; air < rv32im::kNumMachineAirs; ++air)
      if (air != kAirSegmentBoundary && air != rv32im::kAirRangeChecker) segment.remove(air);
    for (size_t row = 0; row < segment.height(kAirSegmentBoundary); ++row) {
      for (size_t i = 0; i < kLeafCells; ++i) {
        const std::string cell = "__" + std::to_string(i);
        segment.set(kAirSegmentBoundary, row, "final" + cell,
                    segment.value(kAirSegmentBoundary, row, "initial" + cell));
      }
      for (const char* time : {"timestamps__0", "timestamps__1"})
        segment.set(kAirSegmentBoundary, row, time, 0);
    }
  };
  rejected(verdict_on(idle), has("a segment's proof has no ProgramAir"));
  rejected(verdict_on([](DishonestRun& run) { run.proofs[1].remove(kAirConnector); }), has("segment 1 of "));
  rejected(verdict_on([](DishonestRun& run) { run.proofs[run.ends()].remove(kAirStartImage); }),
           has("the proof of the ends has no StartImageAir"));
  rejected(verdict_on([](DishonestRun& run) { run.proofs[run.ends()].remove(kAirLedgerEnds); }),
           has("the proof of the ends has no LedgerEndsAir"));
  // And the ends, or the image, beside a segment.
  rejected(verdict_on([](DishonestRun& run) {
             run.proofs[2].owned(kAirLedgerEnds) = run.proofs[run.ends()].owned(kAirLedgerEnds);
           }),
           has("segment 2 of "));
  rejected(verdict_on([](DishonestRun& run) {
             run.proofs[2].owned(kAirStartImage) = run.proofs[run.ends()].owned(kAirStartImage);
           }),
           has("the proof of the ends has no LedgerEndsAir"));
}

// Lemma 5: an end that is left out.
ZKMEM_ATTACK(GlobalRunAttack, Attack09LeavesOutTheEndOfALeaf) {
  rejected(
      verdict_on([](DishonestRun& run) {
        Forger& ends = run.proofs[run.ends()];
        size_t last = 0;
        while (last + 1 < ends.height(kAirLedgerEnds) && ends.value(kAirLedgerEnds, last + 1, "in_use") == 1)
          ++last;
        ends.clear_row(kAirLedgerEnds, last);
        ends.owned(kAirLedgerEnds).public_values[ledger_public::kLastPlace] =
            BabyBear::from_canonical((2U << 26) + 2);  // the leaf before, 3:2
      }),
      has(kUnbalanced));
}

// Lemma 2: tokens, or a challenge, that are made when the challenge is known.
ZKMEM_ATTACK(GlobalRunAttack, Attack31AnotherChallenge) {
  DishonestRun run = honest_run();
  const ZkProof later = run.prove(context(), [](DishonestRun& r) {
    const size_t row = row_of_leaf(r.proofs[2], kAirSegmentBoundary, 2, kData / 8 + 8);
    r.proofs[2].set(kAirSegmentBoundary, row, "from", 1);
  });
  rejected(verdict(later), has("the ledger's "));
  rejected(
      verdict_on_altered([](ZkProof& proof) { global_run_of(proof).ledger.challenge[0] += BabyBear::one(); }),
      has("under another challenge of the ledger"));
  rejected(verdict_on_altered([](ZkProof& proof) { global_run_of(proof).program_commitment.words[0] ^= 1; }),
           has("the program's commitment claimed"));
}

// Attacks 14, 33: every field of the claim is bound.
ZKMEM_ATTACK(GlobalRunAttack, Attack14EveryPartOfTheStatementIsBound) {
  const auto altered = [&](const std::function<void(GlobalExecutionClaim&)>& alter) {
    return verdict_on_altered([&](ZkProof& proof) { alter(global_run_of(proof)); });
  };
  rejected(altered([](auto& claim) { claim.exit_code = 1; }), has("the exit code claimed"));
  rejected(altered([](auto& claim) { claim.start_image.commitment.words[3] ^= 1; }),
           has("the start image's commitment claimed"));
  rejected(altered([](auto& claim) { ++claim.start_image.log_height; }),
           has("the start image's rows claimed"));
  rejected(altered([](auto& claim) { ++claim.ledger.witness; }), has("the ledger's "));
  rejected(altered([](auto& claim) { claim.ledger.start = 1; }),
           has("starts from an image that its verifier puts"));
  rejected(altered([](auto& claim) { claim.ledger.image_leaves = 1; }),
           has("starts from an image that its verifier puts"));
  rejected(altered([](auto& claim) { claim.config.mode = BoundaryMode::kPersistent; }),
           has("another configuration"));
  rejected(altered([](auto& claim) { claim.segments[0].is_terminate = true; }),
           has("revealed leaf 3:8: there is no such segment"));
  for (const size_t k : {size_t{3}, size_t{4}}) {
    rejected(altered([&](auto& claim) { claim.segments[k].start_pc += 4; }), has("the start pc claimed"));
    rejected(altered([&](auto& claim) { claim.segments[k].end_pc += 4; }), has("the end pc claimed"));
    rejected(altered([&](auto& claim) { claim.segments[k].is_terminate = !claim.segments[k].is_terminate; }),
             has(k == 4 ? "is_terminate claimed" : "segment 4 of 5: stacked height"));
    rejected(altered([&](auto& claim) { ++claim.segments[k].log_stacked_height; }), anything());
  }
}

ZKMEM_ATTACK(GlobalRunAttack, EndsBesideAreAccepted) {
  premise(proven(short_sample()).segment_proofs.size() == 1u);
  accepted(verdict(proven(short_sample()), adding(7)));
  accepted(verdict_on_short([](DishonestRun&) {}));
}

// Lemma 1: neither a segment nor the ends become less by the other.
ZKMEM_ATTACK(GlobalRunAttack, Attack09EndsBesideWithoutTheirChips) {
  rejected(verdict_on_short([](DishonestRun& run) { run.proofs[0].remove(kAirStartImage); }),
           has("the proof of the ends has no StartImageAir"));
  rejected(verdict_on_short([](DishonestRun& run) { run.proofs[0].remove(kAirLedgerEnds); }),
           has("the proof of the ends has no LedgerEndsAir"));
  rejected(verdict_on_short([](DishonestRun& run) {
             run.proofs[0].remove(kAirLedgerEnds);
             run.proofs[0].remove(kAirStartImage);
           }),
           has("its proof has no ends, and none follows"));
  rejected(verdict_on_short([](DishonestRun& run) { run.proofs[0].remove(kAirConnector); }),
           has("segment 0 of 1: "));
  rejected(verdict_on_short([](DishonestRun& run) { run.proofs[0].remove(kAirSegmentBoundary); }),
           has("segment 0 of 1: "));
}

// Lemmas 4, 9 and 10: a leaf of the image from zero; of the end another value; a leaf that is left out.
ZKMEM_ATTACK(GlobalRunAttack, Attack26EndsBesideOfAnotherMemory) {
  rejected(verdict_on_short([](DishonestRun& run) {
             const size_t row = row_of_leaf(run.proofs[0], kAirStartImage, 2, kData / 8);
             run.proofs[0].set(kAirStartImage, row, "initial__0", 8);
           }),
           has(kUnbalanced));
  rejected(verdict_on_short([](DishonestRun& run) { ++run.claim.ledger.revealed[1].values[0]; }),
           has(kUnbalanced));
  rejected(verdict_on_short([](DishonestRun& run) {
             const size_t row = row_of_leaf(run.proofs[0], kAirLedgerEnds, 2, kData / 8);
             run.proofs[0].set(kAirLedgerEnds, row, "final__1", 5);
           }),
           has(kUnbalanced));
  rejected(verdict_on_short([](DishonestRun& run) {
             const size_t row = row_of_leaf(run.proofs[0], kAirSegmentBoundary, 2, kData / 8);
             run.proofs[0].set(kAirSegmentBoundary, row, "from", 1);
           }),
           has("its proof is rejected"));
}

// Attack 30.
ZKMEM_ATTACK(GlobalRunAttack, Attack30NoSegmentsAreNoRun) {
  rejected(verdict_on_altered([](ZkProof& proof) { rearrange(proof, {proof.segment_proofs.size() - 1}); }),
           has("its proof is of the ends"));
  rejected(verdict_on_altered([](ZkProof& proof) { rearrange(proof, {0, 1, 2, 3, 3}); }),
           has("its proof is of segment 3, not of the ends"));
  rejected(verdict_on_altered([](ZkProof& proof) { rearrange(proof, {0, 1, 2, 3}); }),
           has("its proof has no ends, and none follows"));
  rejected(verdict_on_altered([](ZkProof& proof) { rearrange(proof, {0, 1, 2, 3, 4, 4}); }),
           has("segment 5 of 6: its part of the ends has a StartImageAir, and is not the first"));
}

// Attack 16: proofs of one statement are none of another.
ZKMEM_ATTACK(GlobalRunAttack, Attack16ProofsOfOtherStatements) {
  // A log's segments.
  const LogFile log =
      testing::random_log(testing::tiny_config(MemoryProfile::kOpenVmV2, BoundaryMode::kGlobal), 3, 40);
  const ZkProof of_log = testing::prove_log(testing::global_input_of(log, 20), "run_attack_log").value();
  rejected(verdict_on_altered([&](ZkProof& proof) { proof.segment_proofs[0] = of_log.segment_proofs[0]; }),
           has("its proof "));
  // A segment of OpenVM's machine, and ours in its place.
  ExecutionInput roots = sample();
  roots.machine = &OwnMachine::rv32im();
  const ZkProof between_roots = proven(roots);
  accepted(verdict(between_roots, adding(7)));
  rejected(
      verdict_on_altered([&](ZkProof& proof) { proof.segment_proofs[0] = between_roots.segment_proofs[0]; }),
      has("its proof is rejected"));
  ZkProof ours = between_roots;
  ours.segment_proofs[0] = honest_proof().segment_proofs[0];
  rejected(verdict(ours), has("its proof is rejected"));
  // And a log's statement over ours.
  ZkProof as_log = of_log;
  as_log.segment_proofs[0] = honest_proof().segment_proofs[0];
  VerificationOptions options;
  options.allow_weak_params = true;
  options.config = log.config;
  judged({as_log, &log.config});
  const auto report = verify_zkproof(context(), shared_keys(), as_log, options);
  premise(!(report.ok()));
  rejected(report.error().message, has("its proof "));
  // All of them, without ends, as a run between roots.
  ExecutionClaim claim;
  claim.config = claim.statement().default_config();
  claim.parameters = setting().parameters;
  claim.hash = HashSuite::kBlake3;
  const auto& honest = claim_as<GlobalExecutionClaim>(*honest_proof().claim);
  claim.program_commitment = honest.program_commitment;
  std::vector<std::vector<uint8_t>> proofs;
  for (size_t k = 0; k < honest.run_segments().size(); ++k) {
    claim.segments.push_back(honest.segments[k]);
    proofs.push_back(honest_proof().segment_proofs[k]);
  }
  claim.keys_digest = digest_of_keys(claim.hash, segment_keys(shared_keys(), claim).value());
  rejected(verdict({claim, proofs}), has("its proof is rejected"));
}

// Lemma 2: parameters that decode lists from the first round on are refused, for provers as for verifiers.
ZKMEM_ATTACK(GlobalRunAttack, Attack31ParametersThatDoNotFixTokens) {
  ZkProof proof = honest_proof();
  proof.claim->parameters = ParameterFamily::kSmall;
  rejected(global_execution_statement().check_shape(*proof.claim).error().message,
           has("decode lists from the first round on"));
  ExecutionInput input = sample();
  input.parameters.family = ParameterFamily::kSmall;
  input.parameters.hash = HashSuite::kBlake3;
  std::vector<std::string> notes;
  rejected(input.plan(context(), shared_keys(), WorkFolder::in_memory(), notes).error().message,
           has("global memory takes the parameters fast or app"));
}

// Attack 17: the image's cells as a table of another height are another image.
ZKMEM_ATTACK(GlobalRunAttack, Attack17TheImageAtAnotherHeight) {
  const auto& claim = claim_as<GlobalExecutionClaim>(*honest_proof().claim);
  const auto facts_of = [&](size_t k) {
    return global_execution_statement()
        .facts_of(claim.config, decode_proof(honest_proof().segment_proofs[k]).value())
        .value();
  };
  std::vector<AnyFacts> facts;
  facts.push_back(facts_of(0));
  const Program program = rv32im::load_elf(adding(7)).value();
  const auto params = [&](size_t k) {
    return parameters_of(claim.parameters, claim.segment(k).log_stacked_height, claim.hash).value();
  };
  ProgramIdentity identity =
      global_identity_of(context(), program, claim.config, params(0), params(claim.num_segments() - 1))
          .value();
  premise(KnownProgram(identity).compare(context(), claim, facts, false).ok());
  ++identity.start_image->log_height;
  rejected(KnownProgram(identity).compare(context(), claim, facts, false).error().message,
           has("the run starts on the memory with commitment"));
}

}  // namespace

std::vector<Attack> global_run_attacks() { return file_list(); }

}  // namespace zkmem::attack
