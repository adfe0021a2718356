// Attacks of the catalogue on statements about access logs as a whole: other statements than the proofs',
// segments swapped, dropped, doubled, reordered, taken from elsewhere, other logs and images, altered files.
#include <functional>
#include <map>
#include <utility>

#include "zkmem/attack/lists.h"
#include "zkmem/attack/suite.h"
#include "zkmem/base/check.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/sdk/testing/proven_log.h"

namespace zkmem::attack {
namespace {

ZKMEM_ATTACKS_OF_THIS_FILE

using testing::claim_of;
using testing::log_of;
using testing::shared_keys;
using testing::tiny_config;

using Controller = MemoryController<BabyBear>;

void bump(BabyBear& word) { word += BabyBear::one(); }

// Three segments. Those in the middle of two logs that differ in `read_at` have the same roots and clocks.
LogFile three_segments(const MemoryConfig& config, uint32_t read_at = 8) {
  return log_of(config, [&](Controller& controller) {
    bool ok = controller.write({2, 8}, std::vector<uint32_t>{1, 2, 3, 4}).ok();
    ok &= controller.write({2, 12}, std::vector<uint32_t>{1, 2, 3, 4}).ok();
    controller.cut_segment();
    ok &= controller.read({2, read_at}, 4).ok();
    ok &= controller.read({1, 4}, 4).ok();
    controller.cut_segment();
    ok &= controller.write({2, 8}, std::vector<uint32_t>{5, 6, 7, 8}).ok();
    ok &= controller.read({2, 8}, 4).ok();
    ZKMEM_CHECK(ok);
  });
}

class ProvenLog : public Suite {
 public:
  static constexpr MemoryProfile kProfiles[] = {MemoryProfile::kHybrid, MemoryProfile::kOpenVmV1,
                                                MemoryProfile::kOpenVmV2};
  ProvenLog(Trials& trials, MemoryProfile profile)
      : Suite(trials), config_(tiny_config(profile)), log_(three_segments(config_)) {
    static std::map<std::pair<MemoryProfile, ParameterFamily>, ZkProof> proofs;
    const std::pair key(profile, setting().parameters);
    auto found = proofs.find(key);
    if (found == proofs.end()) found = proofs.emplace(key, proven(log_, "attacked_log")).first;
    proof_ = &found->second;
  }

 protected:
  MemoryProfile other_profile() const {
    return config_.profile == MemoryProfile::kOpenVmV1 ? MemoryProfile::kHybrid : MemoryProfile::kOpenVmV1;
  }
  ZkProof proven(const LogFile& log, const std::string& name) const {
    MemoryInput input = testing::input_of(log);
    input.parameters.family = setting().parameters;
    return testing::prove_log(input, name, context().threads).value();
  }

  // The altered proof is rejected whether or not there is a log to compare with.
  void expect_rejected(const std::string& reason, const std::function<void(ZkProof&)>& alter) const {
    ZkProof altered = *proof_;
    alter(altered);
    rejected(verdict(altered, config_), has(reason));
    rejected(verdict(altered, log_), has(reason));
  }

  // Moves claim and proof together.
  static void put(ZkProof& to, size_t place, const ZkProof& from, size_t k) {
    claim_of(to).segments[place] = claim_of(from).segments[k];
    to.segment_proofs[place] = from.segment_proofs[k];
  }
  static void insert(ZkProof& to, size_t place, const ZkProof& from, size_t k) {
    const auto at = static_cast<std::ptrdiff_t>(place);
    claim_of(to).segments.insert(claim_of(to).segments.begin() + at, claim_of(from).segments[k]);
    to.segment_proofs.insert(to.segment_proofs.begin() + at, from.segment_proofs[k]);
  }
  static void drop(ZkProof& from, size_t k) {
    const auto at = static_cast<std::ptrdiff_t>(k);
    claim_of(from).segments.erase(claim_of(from).segments.begin() + at);
    from.segment_proofs.erase(from.segment_proofs.begin() + at);
  }

  const MemoryConfig config_;
  const LogFile log_;
  const ZkProof* proof_;
};

ZKMEM_ATTACK(ProvenLog, IsAccepted) {
  premise(claim_of(*proof_).segments.size() == 3u);
  accepted(verdict(*proof_, config_));
  accepted(verdict(*proof_, log_));
}

ZKMEM_ATTACK(ProvenLog, Attack14EveryPartOfTheStatementIsBound) {
  for (const size_t k : {0u, 1u, 2u}) {
    const auto segment = [k](ZkProof& p) -> LogSegment& { return claim_of(p).segments[k]; };
    const std::string place = "segment " + std::to_string(k) + " of 3: ";
    expect_rejected("initial root", [&](ZkProof& p) { bump(segment(p).initial_root[3]); });
    expect_rejected("final root", [&](ZkProof& p) { bump(segment(p).final_root[0]); });
    expect_rejected(place + "the segment index claimed", [&](ZkProof& p) { segment(p).index += 1; });
    expect_rejected(place + "the clock's end claimed", [&](ZkProof& p) { segment(p).clock_end += 1; });
    expect_rejected(place + "is_last claimed", [&](ZkProof& p) { segment(p).is_last = !segment(p).is_last; });
    expect_rejected("names the keys", [&](ZkProof& p) { segment(p).log_stacked_height += 1; });
    expect_rejected("no key", [&](ZkProof& p) { segment(p).log_stacked_height = 60; });
  }
  expect_rejected("the log's digest claimed", [&](ZkProof& p) { claim_of(p).log_digest.words[7] ^= 1; });
  expect_rejected("names the keys", [&](ZkProof& p) { claim_of(p).keys_digest.words[0] ^= 1; });
  expect_rejected("another configuration", [&](ZkProof& p) { claim_of(p).config.timestamp_max_bits = 17; });
  expect_rejected("another configuration", [&](ZkProof& p) { claim_of(p).config.spaces[1].name = "others"; });
  expect_rejected("another configuration", [&](ZkProof& p) { claim_of(p).config.profile = other_profile(); });
  expect_rejected("names the keys", [&](ZkProof& p) { claim_of(p).parameters = ParameterFamily::kApp; });
}

ZKMEM_ATTACK(ProvenLog, Attack14OtherRootsThanAskedFor) {
  VerificationOptions options;
  options.config = config_;
  options.allow_weak_params = true;
  options.initial_root = claim_of(*proof_).segments.front().initial_root;
  options.final_root = claim_of(*proof_).segments.back().final_root;
  premise(verify_zkproof(context(), shared_keys(), *proof_, options).ok());
  for (auto* root : {&options.initial_root, &options.final_root}) {
    bump((**root)[5]);
    const auto report = verify_zkproof(context(), shared_keys(), *proof_, options);
    premise(!(report.ok()));
    rejected(report.error().message, has("is asked for"));
    (**root)[5] -= BabyBear::one();
  }
}

ZKMEM_ATTACK(ProvenLog, Attack14AnotherImageIsRejected) {
  LogFile other = three_segments(config_);
  premise(other.initial.set({3, 1}, 5).ok());
  rejected(verdict(*proof_, other), has("the proof starts on the memory with root"));
}

// A log that differs in one cell, an operation, a pointer, a time, by one access more or less.
ZKMEM_ATTACK(ProvenLog, Attack14AnotherLogIsRejected) {
  const auto other = [&](size_t number, const std::function<void(Access&, std::vector<uint32_t>&)>& alter) {
    LogFile file{config_, CellImage(config_, BabyBear::kModulus), AccessLog(config_), {}};
    size_t index = 0;
    for (auto at = log_.log.begin(); at != log_.log.end(); ++at) {
      const AccessView view = *at;
      if (view.kind == LogKind::kSegment) file.log.append_segment();
      if (!view.is_access()) continue;
      Access access = view.access();
      std::vector<uint32_t> values = view.values();
      if (index++ == number) alter(access, values);
      if (access.size != 0) file.log.append_access(access, values);
    }
    return verdict(*proof_, file);
  };
  accepted(other(9, [](Access&, std::vector<uint32_t>&) {}));
  const std::string differs = "the proof is about another log: in segment ";
  for (size_t number = 0; number < 6; ++number) {
    const std::string place = differs + std::to_string(number / 2) +
                              " of 3 the accesses of 4 cells (the given log has 2, from entry ";
    rejected(other(number, [](Access&, std::vector<uint32_t>& values) { values[2] ^= 1; }), starts(place));
    rejected(other(number, [](Access& a, std::vector<uint32_t>&) { a.pointer += 4; }), starts(place));
    rejected(other(number,
                   [](Access& a, std::vector<uint32_t>&) {
                     a.op = a.op == OpType::kRead ? OpType::kWrite : OpType::kRead;
                   }),
             starts(place));
    rejected(other(number, [](Access& a, std::vector<uint32_t>&) { a.size = 0; }),
             has("another log: a longer one: it spans "));
  }
  LogFile longer = three_segments(config_);
  longer.log.append_inc(1);
  rejected(verdict(*proof_, longer), has("another log: a shorter one: it spans "));
  LogFile with_segment = three_segments(config_);
  with_segment.log.append_segment();
  with_segment.log.append_inc(3);
  rejected(verdict(*proof_, with_segment), has("another log: a shorter one: it spans "));
}

ZKMEM_ATTACK(ProvenLog, Attack16APrefixIsNotTheWhole) {
  expect_rejected("segment 1 of 2: it is the last one here, but its proof says that more follow",
                  [&](ZkProof& p) { drop(p, 2); });
  expect_rejected("segment 1 of 2: is_last claimed is 1, proven 0", [&](ZkProof& p) {
    drop(p, 2);
    claim_of(p).segments[1].is_last = true;
  });
}

// A prefix proven as a log of its own is one; only comparing with the log shows that it is not all.
ZKMEM_ATTACK(ProvenLog, Attack16AProvenPrefixIsFoundByComparing) {
  const LogFile prefix = log_of(config_, [&](Controller& controller) {
    premise(controller.write({2, 8}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
    premise(controller.write({2, 12}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
  });
  const ZkProof proof = proven(prefix, "attacked_prefix");
  accepted(verdict(proof, config_));
  rejected(verdict(proof, log_), has(" is the first access behind its end"));
}

ZKMEM_ATTACK(ProvenLog, Attack16AnotherKeyIsRejected) {
  // The same log in another profile: as it is, and with the statement made to fit.
  const MemoryConfig config = tiny_config(other_profile());
  ZkProof other = proven(three_segments(config), "attacked_profile");
  rejected(verdict(other, config_), has("another configuration than the one asked for: profile"));
  claim_of(other).config = config_;
  claim_of(other).keys_digest = claim_of(*proof_).keys_digest;
  rejected(verdict(other, config_), has("its proof is rejected"));
}

ZKMEM_ATTACK(ProvenLog, Attack39SwappedSegmentsAreRejected) {
  expect_rejected("segment 0 of 3: its proof is of segment 1", [&](ZkProof& p) {
    put(p, 0, *proof_, 1);
    put(p, 1, *proof_, 0);
  });
  expect_rejected("segment 1 of 3: its proof is of segment 2", [&](ZkProof& p) {
    put(p, 1, *proof_, 2);
    put(p, 2, *proof_, 1);
  });
  // The proofs alone.
  expect_rejected("segment 0 of 3: ",
                  [&](ZkProof& p) { std::swap(p.segment_proofs[0], p.segment_proofs[1]); });
}

ZKMEM_ATTACK(ProvenLog, Attack39DroppedSegmentsAreRejected) {
  expect_rejected("segment 0 of 2: its proof is of segment 1", [&](ZkProof& p) { drop(p, 0); });
  expect_rejected("segment 1 of 2: its proof is of segment 2", [&](ZkProof& p) { drop(p, 1); });
}

ZKMEM_ATTACK(ProvenLog, Attack39DoubledSegmentsAreRejected) {
  expect_rejected("segment 1 of 4: its proof is of segment 0", [&](ZkProof& p) { insert(p, 0, *proof_, 0); });
  expect_rejected("segment 2 of 4: its proof is of segment 1", [&](ZkProof& p) { insert(p, 1, *proof_, 1); });
  expect_rejected("segment 2 of 4: its proof says that it is the last one, but more follow",
                  [&](ZkProof& p) { insert(p, 2, *proof_, 2); });
}

ZKMEM_ATTACK(ProvenLog, Attack39ReorderedSegmentsAreRejected) {
  expect_rejected("segment 0 of 3: its proof is of segment 2", [&](ZkProof& p) {
    put(p, 0, *proof_, 2);
    put(p, 1, *proof_, 0);
    put(p, 2, *proof_, 1);
  });
}

// Of another log: with other roots the chain breaks, with the same roots the digest is another.
ZKMEM_ATTACK(ProvenLog, Attack39ForeignSegmentsAreRejected) {
  const LogFile elsewhere = log_of(config_, [&](Controller& controller) {
    premise(controller.write({2, 100}, std::vector<uint32_t>{9, 9, 9, 9}).ok());
    controller.cut_segment();
    premise(controller.read({2, 100}, 4).ok());
    controller.cut_segment();
    premise(controller.read({2, 100}, 4).ok());
  });
  const ZkProof foreign = proven(elsewhere, "attacked_foreign");
  expect_rejected("segment 1 of 3: starts from root", [&](ZkProof& p) { put(p, 1, foreign, 1); });
  expect_rejected("segment 2 of 3: starts from root", [&](ZkProof& p) { put(p, 2, foreign, 2); });

  const LogFile sibling = three_segments(config_, 12);
  const ZkProof same_roots = proven(sibling, "attacked_sibling");
  premise(claim_of(same_roots).segments[1].final_root == claim_of(*proof_).segments[1].final_root);
  expect_rejected("the log's digest claimed", [&](ZkProof& p) { put(p, 1, same_roots, 1); });
  ZkProof spliced = *proof_;
  put(spliced, 1, same_roots, 1);
  claim_of(spliced).log_digest = claim_of(same_roots).log_digest;
  accepted(verdict(spliced, config_), "the three segments are the sibling's");
  accepted(verdict(spliced, sibling));
  rejected(verdict(spliced, log_), has("in segment 1 of 3 the accesses of 4 cells (the given log has 2, "));
}

// A segment that its own log ended with, in the middle of another one.
ZKMEM_ATTACK(ProvenLog, Attack39AnEndAnywhereButLastIsRejected) {
  const LogFile ended = log_of(config_, [&](Controller& controller) {
    premise(controller.write({2, 8}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
    premise(controller.write({2, 12}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
    controller.cut_segment();
    premise(controller.read({2, 8}, 4).ok());
    premise(controller.read({1, 4}, 4).ok());
  });
  const ZkProof proof = proven(ended, "attacked_end");
  expect_rejected("segment 1 of 3: its proof says that it is the last one, but more follow",
                  [&](ZkProof& p) { put(p, 1, proof, 1); });
}

ZKMEM_ATTACK(ProvenLog, Attack30NoSegmentsAreNoLog) {
  expect_rejected("no segments", [&](ZkProof& p) {
    claim_of(p).segments.clear();
    p.segment_proofs.clear();
  });
}

// Two volatile segments would each start from zero: chained by nothing.
ZKMEM_ATTACK(ProvenLog, Attack39VolatileSegmentsDoNotChain) {
  if (config_.profile == MemoryProfile::kOpenVmV2) return;  // which has no volatile memory
  const MemoryConfig config = tiny_config(config_.profile, BoundaryMode::kVolatile);
  const LogFile log = log_of(config, [&](Controller& controller) {
    premise(controller.write({2, 8}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
  });
  ZkProof proof = proven(log, "attacked_volatile");
  accepted(verdict(proof, config));
  claim_of(proof).segments.push_back(claim_of(proof).segments[0]);
  proof.segment_proofs.push_back(proof.segment_proofs[0]);
  rejected(verdict(proof, config), has("2 segments of volatile memory"));
}

// Attacks 31 and 33: whatever is changed in the file, it is refused: no field is free but the witness of the
// last query phase, which stands at the end of the transcript (swirl.md section 15).
ZKMEM_ATTACK(ProvenLog, Attack31And33EveryRegionOfTheFileIsBound) {
  const std::vector<uint8_t> bytes = encode_zkproof(*proof_);
  const auto is_only_last_witness = [&](const ZkProof& altered) {
    for (size_t k = 0; k < altered.segment_proofs.size(); ++k) {
      Proof mine = decode_proof(proof_->segment_proofs[k]).value();
      Proof theirs = decode_proof(altered.segment_proofs[k]).value();
      mine.whir_proof.query_phase_pow_witnesses.back() = BabyBear::zero();
      theirs.whir_proof.query_phase_pow_witnesses.back() = BabyBear::zero();
      if (!(encode_proof(mine) == encode_proof(theirs))) return false;
    }
    return altered.claim == proof_->claim;
  };
  // Every byte of the statement, then some hundred places of the proofs.
  const size_t header = bytes.size() - proof_->segment_proofs[0].size() - proof_->segment_proofs[1].size() -
                        proof_->segment_proofs[2].size();
  const size_t step = (bytes.size() - header) / 300 + 1;
  size_t refused = 0;
  for (size_t i = 0; i < bytes.size(); i += i < header ? 1 : step) {
    std::vector<uint8_t> altered = bytes;
    altered[i] = static_cast<uint8_t>(altered[i] ^ (1u << (i % 8)));
    const auto proof = decode_zkproof(altered);
    std::string said = proof.ok() ? verdict(*proof, config_) : proof.error().message;
    if (said == kAccepted && is_only_last_witness(*proof)) continue;
    if (said == kAccepted) rejected(std::move(said), anything(), "byte " + std::to_string(i));
    ++refused;
  }
  premise(refused > header, "most bytes mean something");
  rejected(std::to_string(refused) + " altered bytes are all refused", anything());
}

}  // namespace

std::vector<Attack> proven_log_attacks() { return file_list(); }

}  // namespace zkmem::attack
