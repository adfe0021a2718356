// Attacks of the catalogue on statements about access logs as a whole: other statements than the proofs',
// segments swapped, dropped, doubled, reordered, taken from elsewhere, other logs and images, altered files.
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/sdk/memory/given_log.h"
#include "zkmem/sdk/testing/proven_log.h"

namespace zkmem {
namespace {

using testing::claim_of;
using testing::input_of;
using testing::log_of;
using testing::prove_log;
using testing::shared_keys;
using testing::tiny_config;
using testing::verdict;

using Controller = MemoryController<BabyBear>;

void bump(BabyBear& word) { word += BabyBear::one(); }

// Three segments. Those in the middle of two logs that differ in `read_at` have the same roots and clocks.
LogFile three_segments(const MemoryConfig& config, uint32_t read_at = 8) {
  return log_of(config, [&](Controller& controller) {
    ASSERT_TRUE(controller.write({2, 8}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
    ASSERT_TRUE(controller.write({2, 12}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
    controller.cut_segment();
    ASSERT_TRUE(controller.read({2, read_at}, 4).ok());
    ASSERT_TRUE(controller.read({1, 4}, 4).ok());
    controller.cut_segment();
    ASSERT_TRUE(controller.write({2, 8}, std::vector<uint32_t>{5, 6, 7, 8}).ok());
    ASSERT_TRUE(controller.read({2, 8}, 4).ok());
  });
}

class ProvenLog : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    config_ = new MemoryConfig(tiny_config(MemoryProfile::kHybrid));
    log_ = new LogFile(three_segments(*config_));
    proof_ = new ZkProof(prove_log(input_of(*log_), "attacked_log").value());
  }
  static void TearDownTestSuite() {
    delete proof_;
    delete log_;
    delete config_;
  }

  // The altered proof is rejected whether or not there is a log to compare with.
  static void expect_rejected(const std::string& reason, const std::function<void(ZkProof&)>& alter) {
    ZkProof altered = *proof_;
    alter(altered);
    for (const std::string& said : {verdict(altered, *config_), verdict(altered, *log_)})
      EXPECT_NE(said.find(reason), std::string::npos) << "wanted: " << reason << "\n   got: " << said;
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

  static MemoryConfig* config_;
  static LogFile* log_;
  static ZkProof* proof_;
};
MemoryConfig* ProvenLog::config_ = nullptr;
LogFile* ProvenLog::log_ = nullptr;
ZkProof* ProvenLog::proof_ = nullptr;

TEST_F(ProvenLog, IsAccepted) {
  ASSERT_EQ(claim_of(*proof_).segments.size(), 3u);
  EXPECT_EQ(verdict(*proof_, *config_), "accepted");
  EXPECT_EQ(verdict(*proof_, *log_), "accepted");
}

TEST_F(ProvenLog, SaysFirstWhatIsNotShown) {
  VerificationOptions options;
  options.config = *config_;
  options.allow_weak_params = true;
  const auto unknown = verify_zkproof(Context{}, shared_keys(), *proof_, options);
  ASSERT_TRUE(unknown.ok());
  EXPECT_EQ(unknown->not_shown.at(0).find("which log: the prover knows some log"), 0u);
  EXPECT_EQ(unknown->not_shown.at(1).find("security: "), 0u);
  EXPECT_NE(unknown->not_shown.at(2).find("the beginning of a log is a log"), std::string::npos);
  const GivenLog given(*log_);
  options.subject = &given;
  const auto known = verify_zkproof(Context{}, shared_keys(), *proof_, options);
  ASSERT_TRUE(known.ok());
  EXPECT_EQ(known->not_shown.at(0).find("security: "), 0u);
  EXPECT_NE(known->not_shown.at(1).find("the beginning of a log is a log"), std::string::npos);
  EXPECT_EQ(known->not_shown.size(), 2u);
  EXPECT_EQ(known->shown.at(0).find("the given log, 6 accesses,"), 0u) << known->shown[0];
  options.allow_weak_params = false;
  const auto weak = verify_zkproof(Context{}, shared_keys(), *proof_, options);
  ASSERT_FALSE(weak.ok());
  EXPECT_NE(weak.error().message.find("proven bits, 100 are required"), std::string::npos);
}

TEST_F(ProvenLog, Attack14EveryPartOfTheStatementIsBound) {
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
  expect_rejected("the log's digest claimed", [](ZkProof& p) { claim_of(p).log_digest.words[7] ^= 1; });
  expect_rejected("names the keys", [](ZkProof& p) { claim_of(p).keys_digest.words[0] ^= 1; });
  expect_rejected("another configuration", [](ZkProof& p) { claim_of(p).config.timestamp_max_bits = 17; });
  expect_rejected("another configuration", [](ZkProof& p) { claim_of(p).config.spaces[1].name = "others"; });
  expect_rejected("another configuration",
                  [](ZkProof& p) { claim_of(p).config.profile = MemoryProfile::kOpenVmV1; });
  expect_rejected("names the keys", [](ZkProof& p) { claim_of(p).parameters = ParameterFamily::kApp; });
}

TEST_F(ProvenLog, Attack14OtherRootsThanAskedFor) {
  VerificationOptions options;
  options.config = *config_;
  options.allow_weak_params = true;
  options.initial_root = claim_of(*proof_).segments.front().initial_root;
  options.final_root = claim_of(*proof_).segments.back().final_root;
  EXPECT_TRUE(verify_zkproof(Context{}, shared_keys(), *proof_, options).ok());
  for (auto* root : {&options.initial_root, &options.final_root}) {
    bump((**root)[5]);
    const auto report = verify_zkproof(Context{}, shared_keys(), *proof_, options);
    ASSERT_FALSE(report.ok());
    EXPECT_NE(report.error().message.find("is asked for"), std::string::npos) << report.error().message;
    (**root)[5] -= BabyBear::one();
  }
}

TEST_F(ProvenLog, Attack14AnotherImageIsRejected) {
  LogFile other = three_segments(*config_);
  ASSERT_TRUE(other.initial.set({3, 1}, 5).ok());
  EXPECT_NE(verdict(*proof_, other).find("the proof starts on the memory with root"), std::string::npos);
}

// A log that differs in one cell, an operation, a pointer, a time, by one access more or less.
TEST_F(ProvenLog, Attack14AnotherLogIsRejected) {
  const auto other = [&](size_t number, const std::function<void(Access&, std::vector<uint32_t>&)>& alter) {
    LogFile file{*config_, CellImage(*config_, BabyBear::kModulus), AccessLog(*config_), {}};
    size_t index = 0;
    for (auto at = log_->log.begin(); at != log_->log.end(); ++at) {
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
  EXPECT_EQ(other(9, [](Access&, std::vector<uint32_t>&) {}), "accepted");
  const std::string differs = "the proof is about another log: in segment ";
  for (size_t number = 0; number < 6; ++number) {
    const std::string place = differs + std::to_string(number / 2) +
                              " of 3 the accesses of 4 cells (the given log has 2, from entry ";
    EXPECT_EQ(other(number, [](Access&, std::vector<uint32_t>& values) { values[2] ^= 1; }).find(place), 0u);
    EXPECT_EQ(other(number, [](Access& a, std::vector<uint32_t>&) { a.pointer += 4; }).find(place), 0u);
    EXPECT_EQ(other(number,
                    [](Access& a, std::vector<uint32_t>&) {
                      a.op = a.op == OpType::kRead ? OpType::kWrite : OpType::kRead;
                    })
                  .find(place),
              0u);
    EXPECT_THAT(other(number, [](Access& a, std::vector<uint32_t>&) { a.size = 0; }),
                ::testing::HasSubstr("another log: a longer one: it spans "));
  }
  LogFile longer = three_segments(*config_);
  longer.log.append_inc(1);
  EXPECT_THAT(verdict(*proof_, longer), ::testing::HasSubstr("another log: a shorter one: it spans "));
  LogFile with_segment = three_segments(*config_);
  with_segment.log.append_segment();
  with_segment.log.append_inc(3);
  EXPECT_THAT(verdict(*proof_, with_segment), ::testing::HasSubstr("another log: a shorter one: it spans "));
}

TEST_F(ProvenLog, Attack16APrefixIsNotTheWhole) {
  expect_rejected("segment 1 of 2: it is the last one here, but its proof says that more follow",
                  [](ZkProof& p) { drop(p, 2); });
  expect_rejected("segment 1 of 2: is_last claimed is 1, proven 0", [](ZkProof& p) {
    drop(p, 2);
    claim_of(p).segments[1].is_last = true;
  });
}

// A prefix proven as a log of its own is one; only comparing with the log shows that it is not all.
TEST_F(ProvenLog, Attack16AProvenPrefixIsFoundByComparing) {
  const LogFile prefix = log_of(*config_, [](Controller& controller) {
    ASSERT_TRUE(controller.write({2, 8}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
    ASSERT_TRUE(controller.write({2, 12}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
  });
  const ZkProof proof = prove_log(input_of(prefix), "attacked_prefix").value();
  EXPECT_EQ(verdict(proof, *config_), "accepted");
  EXPECT_THAT(verdict(proof, *log_), ::testing::HasSubstr(" is the first access behind its end"));
}

TEST_F(ProvenLog, Attack16AnotherKeyIsRejected) {
  // The same log in another profile: as it is, and with the statement made to fit.
  const MemoryConfig v1 = tiny_config(MemoryProfile::kOpenVmV1);
  ZkProof other = prove_log(input_of(three_segments(v1)), "attacked_profile").value();
  EXPECT_NE(verdict(other, *config_).find("another configuration than the one asked for: profile"),
            std::string::npos)
      << verdict(other, *config_);
  claim_of(other).config = *config_;
  claim_of(other).keys_digest = claim_of(*proof_).keys_digest;
  EXPECT_NE(verdict(other, *config_).find("its proof is rejected"), std::string::npos)
      << verdict(other, *config_);
}

TEST_F(ProvenLog, Attack39SwappedSegmentsAreRejected) {
  expect_rejected("segment 0 of 3: its proof is of segment 1", [](ZkProof& p) {
    put(p, 0, *proof_, 1);
    put(p, 1, *proof_, 0);
  });
  expect_rejected("segment 1 of 3: its proof is of segment 2", [](ZkProof& p) {
    put(p, 1, *proof_, 2);
    put(p, 2, *proof_, 1);
  });
  // The proofs alone.
  expect_rejected("segment 0 of 3: ",
                  [](ZkProof& p) { std::swap(p.segment_proofs[0], p.segment_proofs[1]); });
}

TEST_F(ProvenLog, Attack39DroppedSegmentsAreRejected) {
  expect_rejected("segment 0 of 2: its proof is of segment 1", [](ZkProof& p) { drop(p, 0); });
  expect_rejected("segment 1 of 2: its proof is of segment 2", [](ZkProof& p) { drop(p, 1); });
}

TEST_F(ProvenLog, Attack39DoubledSegmentsAreRejected) {
  expect_rejected("segment 1 of 4: its proof is of segment 0", [](ZkProof& p) { insert(p, 0, *proof_, 0); });
  expect_rejected("segment 2 of 4: its proof is of segment 1", [](ZkProof& p) { insert(p, 1, *proof_, 1); });
  expect_rejected("segment 2 of 4: its proof says that it is the last one, but more follow",
                  [](ZkProof& p) { insert(p, 2, *proof_, 2); });
}

TEST_F(ProvenLog, Attack39ReorderedSegmentsAreRejected) {
  expect_rejected("segment 0 of 3: its proof is of segment 2", [](ZkProof& p) {
    put(p, 0, *proof_, 2);
    put(p, 1, *proof_, 0);
    put(p, 2, *proof_, 1);
  });
}

// Of another log: with other roots the chain breaks, with the same roots the digest is another.
TEST_F(ProvenLog, Attack39ForeignSegmentsAreRejected) {
  const LogFile elsewhere = log_of(*config_, [](Controller& controller) {
    ASSERT_TRUE(controller.write({2, 100}, std::vector<uint32_t>{9, 9, 9, 9}).ok());
    controller.cut_segment();
    ASSERT_TRUE(controller.read({2, 100}, 4).ok());
    controller.cut_segment();
    ASSERT_TRUE(controller.read({2, 100}, 4).ok());
  });
  const ZkProof foreign = prove_log(input_of(elsewhere), "attacked_foreign").value();
  expect_rejected("segment 1 of 3: starts from root", [&](ZkProof& p) { put(p, 1, foreign, 1); });
  expect_rejected("segment 2 of 3: starts from root", [&](ZkProof& p) { put(p, 2, foreign, 2); });

  const LogFile sibling = three_segments(*config_, 12);
  const ZkProof same_roots = prove_log(input_of(sibling), "attacked_sibling").value();
  ASSERT_EQ(claim_of(same_roots).segments[1].final_root, claim_of(*proof_).segments[1].final_root);
  expect_rejected("the log's digest claimed", [&](ZkProof& p) { put(p, 1, same_roots, 1); });
  ZkProof spliced = *proof_;
  put(spliced, 1, same_roots, 1);
  claim_of(spliced).log_digest = claim_of(same_roots).log_digest;
  EXPECT_EQ(verdict(spliced, *config_), "accepted") << "the three segments are the sibling's";
  EXPECT_EQ(verdict(spliced, sibling), "accepted");
  EXPECT_NE(verdict(spliced, *log_).find("in segment 1 of 3 the accesses of 4 cells (the given log has 2, "),
            std::string::npos);
}

// A segment that its own log ended with, in the middle of another one.
TEST_F(ProvenLog, Attack39AnEndAnywhereButLastIsRejected) {
  const LogFile ended = log_of(*config_, [](Controller& controller) {
    ASSERT_TRUE(controller.write({2, 8}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
    ASSERT_TRUE(controller.write({2, 12}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
    controller.cut_segment();
    ASSERT_TRUE(controller.read({2, 8}, 4).ok());
    ASSERT_TRUE(controller.read({1, 4}, 4).ok());
  });
  const ZkProof proof = prove_log(input_of(ended), "attacked_end").value();
  expect_rejected("segment 1 of 3: its proof says that it is the last one, but more follow",
                  [&](ZkProof& p) { put(p, 1, proof, 1); });
}

TEST_F(ProvenLog, Attack30NoSegmentsAreNoLog) {
  expect_rejected("no segments", [](ZkProof& p) {
    claim_of(p).segments.clear();
    p.segment_proofs.clear();
  });
}

// Two volatile segments would each start from zero: chained by nothing.
TEST(Attack39, VolatileSegmentsDoNotChain) {
  const MemoryConfig config = tiny_config(MemoryProfile::kHybrid, BoundaryMode::kVolatile);
  const LogFile log = log_of(config, [](Controller& controller) {
    ASSERT_TRUE(controller.write({2, 8}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
  });
  ZkProof proof = prove_log(input_of(log), "attacked_volatile").value();
  EXPECT_EQ(verdict(proof, config), "accepted");
  claim_of(proof).segments.push_back(claim_of(proof).segments[0]);
  proof.segment_proofs.push_back(proof.segment_proofs[0]);
  EXPECT_NE(verdict(proof, config).find("2 segments of volatile memory"), std::string::npos);
}

// Attacks 31 and 33: whatever is changed in the file, it is refused: no field is free but the witness of the
// last query phase, which stands at the end of the transcript (swirl.md section 15).
TEST_F(ProvenLog, Attack31EveryRegionOfTheFileIsBound) {
  const std::vector<uint8_t> bytes = encode_zkproof(*proof_);
  const Proof original = decode_proof(proof_->segment_proofs[0]).value();
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
    if (!proof.ok() || verdict(*proof, *config_) != "accepted") {
      ++refused;
      continue;
    }
    EXPECT_TRUE(is_only_last_witness(*proof)) << "byte " << i << " of " << bytes.size();
  }
  EXPECT_GT(refused, header);
}

}  // namespace
}  // namespace zkmem
