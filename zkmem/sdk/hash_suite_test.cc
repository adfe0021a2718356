// The blake3 suite on the golden AIRs, whose keys are generated anew for it: prover and verifier together,
// and what a dishonest prover may try.
#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "zkmem/hash/blake3_roles.h"
#include "zkmem/hash/simd_backend.h"
#include "zkmem/protocol/golden_cases.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/prover/prove.h"
#include "zkmem/prover/trace_files.h"
#include "zkmem/sdk/testing/suite_case.h"
#include "zkmem/verifier/verify.h"

namespace zkmem {
namespace {

using Check = VerifierCheck;

// A golden statement under the blake3 suite.
struct Case {
  VerifyingKey key;
  Proof proof;
  TranscriptLog log;
};

Case blake3_case(const std::string& name, unsigned threads = 2) {
  const VerifyingKey golden = decode_verifying_key(testing::golden_bytes(name + "/vk.postcard")).value();
  const TraceDirectory traces =
      read_trace_directory(std::string(ZKMEM_TESTDATA) + "/" + name, golden.inner).value();
  Case made;
  made.key = testing::key_of_suite(golden, traces, HashSuite::kBlake3);
  Context context;
  context.threads = threads;
  made.proof = prove(context, made.key, traces.input(), {.log = &made.log}).value();
  return made;
}

const Case& mixture() {
  static const Case made = blake3_case("swirl/small/mixture");
  return made;
}

std::string verdict(const VerifyingKey& key, const Proof& proof) {
  const Verdict given = verify(key, proof);
  return given.ok() ? "accepted" : name_of(given.error().check);
}

class GoldenAirs : public ::testing::TestWithParam<std::string> {};

TEST_P(GoldenAirs, AreProvenWithBlake3) {
  const Case made = blake3_case(GetParam());
  const auto key_bytes = encode_verifying_key(made.key);
  const auto proof_bytes = encode_proof(made.proof);
  const auto key = decode_verifying_key(key_bytes);
  ASSERT_TRUE(key.ok()) << key.error().message;
  EXPECT_EQ(*key, made.key);
  EXPECT_EQ(decode_proof(proof_bytes).value(), made.proof);
  TranscriptLog log;
  const Verdict scalar = verify_bytes(*key, proof_bytes, {.log = &log});
  EXPECT_TRUE(scalar.ok()) << scalar.error().message();
  EXPECT_EQ(log.text(), made.log.text());
  EXPECT_TRUE(verify_bytes(*key, proof_bytes, {.hash = &simd_hash_backend()}).ok());
  EXPECT_LT(proof_bytes.size(), testing::golden_bytes(GetParam() + "/proof.bin").size());
  EXPECT_EQ(encode_proof(blake3_case(GetParam(), 1).proof), proof_bytes);
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Cases, GoldenAirs,
                         ::testing::Values("swirl/small/fib", "swirl/small/fib_tiny_h2",
                                           "swirl/small/fib3_one_absent", "swirl/small/interactions",
                                           "swirl/small/self_interaction", "swirl/small/prep_cached",
                                           "swirl/small/mixture", "openvm-v2/mem_a_tiny/small"),
                         test_name);

// Made by the registry's prover with this suite plugged in (tests/golden/blake3-suite).
TEST(GoldenBlake3, KeyProofAndTranscriptAreTheReferences) {
  const std::string folder = "blake3-suite/random9";
  const auto key_bytes = testing::golden_bytes(folder + "/vk.postcard");
  const auto proof_bytes = testing::golden_bytes(folder + "/proof.bin");
  const auto log_bytes = testing::golden_bytes(folder + "/transcript.log");
  const std::string text(log_bytes.begin(), log_bytes.end());
  const auto key = decode_verifying_key(key_bytes);
  ASSERT_TRUE(key.ok()) << key.error().message;
  EXPECT_EQ(encode_verifying_key(*key), key_bytes);
  TranscriptLog verified;
  const Verdict verdict = verify_bytes(*key, proof_bytes, {.log = &verified});
  EXPECT_TRUE(verdict.ok()) << verdict.error().message();
  EXPECT_EQ(verified.text(), text);

  const auto traces = read_trace_directory(std::string(ZKMEM_TESTDATA) + "/" + folder, key->inner);
  ASSERT_TRUE(traces.ok()) << traces.error().message;
  TranscriptLog proven;
  const auto proof = prove(Context(), *key, traces->input(), {.log = &proven});
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(encode_proof(*proof), proof_bytes);
  EXPECT_EQ(proven.text(), text);
}

TEST(Attack16, AProofIsForItsKeysSuiteOnly) {
  const Case& made = mixture();
  const auto golden_key =
      decode_verifying_key(testing::golden_bytes("swirl/small/mixture/vk.postcard")).value();
  const auto golden_proof = decode_proof(testing::golden_bytes("swirl/small/mixture/proof.bin")).value();
  EXPECT_EQ(verify(made.key, golden_proof).error().message(),
            "proof shape: hash suite: expected blake3, found poseidon2");
  EXPECT_EQ(verify(golden_key, made.proof).error().message(),
            "proof shape: hash suite: expected poseidon2, found blake3");
  // Renamed: the words are others.
  Proof renamed = golden_proof;
  renamed.hash = HashSuite::kBlake3;
  EXPECT_FALSE(verify(made.key, renamed).ok());
  renamed = made.proof;
  renamed.hash = HashSuite::kPoseidon2;
  EXPECT_FALSE(verify(golden_key, renamed).ok());
  // A key renamed is another key, even with its own pre-hash kept.
  VerifyingKey other = made.key;
  other.inner.params.hash = HashSuite::kPoseidon2;
  EXPECT_FALSE(verify(other, made.proof).ok());
  VerifyingKey without_preprocessed = blake3_case("swirl/small/fib").key;
  without_preprocessed.inner.params.hash = HashSuite::kPoseidon2;
  EXPECT_NE(verifying_key_pre_hash(without_preprocessed.inner), without_preprocessed.pre_hash);
}

TEST(Attack33, TheSuiteHasOneSpelling) {
  const Case& made = mixture();
  auto proof = encode_proof(made.proof);
  EXPECT_EQ(proof[0], 4);
  EXPECT_EQ(proof[2], 1);
  proof[0] = 3;
  EXPECT_EQ(decode_proof(proof).error().message,
            "proof: byte 4: codec version: 3 is not 4, that of hash suite blake3");
  proof[0] = 4;
  proof[2] = 2;
  EXPECT_EQ(decode_proof(proof).error().message, "proof: byte 4: hash suite: 2 is above 1");
  proof[2] = 0;
  EXPECT_EQ(decode_proof(proof).error().message,
            "proof: byte 4: codec version: 4 is not 3, that of hash suite poseidon2");
  proof[0] = 3;  // words above p are no elements
  EXPECT_FALSE(decode_proof(proof).ok());

  auto key = encode_verifying_key(made.key);
  ASSERT_EQ(std::string(key.begin(), key.begin() + 6), "ZKMKEY");
  for (size_t i = 0; i < 8; ++i) {
    auto altered = key;
    altered[i] ^= 1;
    EXPECT_FALSE(decode_verifying_key(altered).ok()) << i;
  }
  // poseidon2 has no header, and a content is not another suite's.
  const auto golden = testing::golden_bytes("swirl/small/mixture/vk.postcard");
  std::vector<uint8_t> headed(key.begin(), key.begin() + 7);
  headed.push_back(0);
  headed.insert(headed.end(), golden.begin(), golden.end());
  EXPECT_EQ(decode_verifying_key(headed).error().message,
            "verifying key: byte 8: hash suite: 0 is not 1, the only one that has a header");
  EXPECT_FALSE(decode_verifying_key(std::span(key).subspan(8)).ok());
}

// All of the proof is bound, but for the last two witnesses
// (EveryOtherLastWitnessIsJudgedAsTheReferenceDoes).
TEST(Attack31, EveryByteOfABlake3ProofCounts) {
  const Case made = blake3_case("swirl/small/fib_tiny_h2");
  const auto bytes = encode_proof(made.proof);
  Proof other = made.proof;
  other.whir_proof.query_phase_pow_witnesses.back() += BabyBear::one();
  const auto other_bytes = encode_proof(other);
  const auto free_word = static_cast<size_t>(
      std::mismatch(bytes.begin(), bytes.end(), other_bytes.begin()).first - bytes.begin());
  other = made.proof;
  other.whir_proof.folding_pow_witnesses.back() += BabyBear::one();
  const auto folding = encode_proof(other);
  const auto folding_word =
      static_cast<size_t>(std::mismatch(bytes.begin(), bytes.end(), folding.begin()).first - bytes.begin());
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i - free_word < 4 || i - folding_word < 4) continue;  // wraps before them
    auto altered = bytes;
    altered[i] ^= 1;
    ASSERT_FALSE(verify_bytes(made.key, altered, {.hash = &simd_hash_backend()}).ok()) << "byte " << i;
  }
}

TEST(Attack35, EverySiblingOfABlake3PathCounts) {
  const Case& made = mixture();
  for (const uint32_t change : {1U, 0x80000000U, BabyBear::kModulus}) {
    for (size_t i = 0; i < made.proof.whir_proof.initial_round_openings[0].siblings.size(); ++i) {
      Proof changed = made.proof;
      changed.whir_proof.initial_round_openings[0].siblings[i].words[i % 8] += change;
      ASSERT_EQ(verdict(made.key, changed), "merkle root") << i;
    }
    for (size_t i = 0; i < made.proof.whir_proof.codeword_openings[0].siblings.size(); ++i) {
      Proof changed = made.proof;
      changed.whir_proof.codeword_openings[0].siblings[i].words[i % 8] += change;
      ASSERT_EQ(verdict(made.key, changed), "merkle root") << i;
    }
  }
}

// Every round's openings with their shared siblings changed: what is wrong is found in memory and in bytes.
void expect_refused_paths(const std::function<void(std::vector<Commitment>&)>& change, const char* check) {
  const Case& made = mixture();
  Proof changed = made.proof;
  for (InitialRoundOpening& opening : changed.whir_proof.initial_round_openings) change(opening.siblings);
  EXPECT_EQ(verdict(made.key, changed), check);
  EXPECT_FALSE(verify_bytes(made.key, encode_proof(changed)).ok());
  changed = made.proof;
  change(changed.whir_proof.codeword_openings[0].siblings);
  EXPECT_EQ(verdict(made.key, changed), check);
  EXPECT_FALSE(verify_bytes(made.key, encode_proof(changed)).ok());
}

TEST(Attack36, ASiblingTooMany) {
  expect_refused_paths([](std::vector<Commitment>& siblings) { siblings.push_back(siblings.back()); },
                       "number of siblings that the opened leaves need");
  expect_refused_paths(
      [](std::vector<Commitment>& siblings) { siblings.insert(siblings.begin(), Commitment{}); },
      "number of siblings that the opened leaves need");
}

TEST(Attack36, ASiblingTooFew) {
  expect_refused_paths([](std::vector<Commitment>& siblings) { siblings.pop_back(); },
                       "number of siblings that the opened leaves need");
  expect_refused_paths([](std::vector<Commitment>& siblings) { siblings.clear(); },
                       "number of siblings that the opened leaves need");
}

TEST(Attack36, SiblingsOutOfOrder) {
  expect_refused_paths([](std::vector<Commitment>& siblings) { std::swap(siblings[0], siblings[1]); },
                       "merkle root");
  expect_refused_paths(
      [](std::vector<Commitment>& siblings) { std::swap(siblings.front(), siblings.back()); }, "merkle root");
  expect_refused_paths(
      [](std::vector<Commitment>& siblings) { std::reverse(siblings.begin(), siblings.end()); },
      "merkle root");
}

// A path for each query, as poseidon2's proofs have them, is more than needed.
TEST(Attack36, OnePathAQuery) {
  const Case& made = mixture();
  Proof changed = made.proof;
  const uint64_t depth = made.key.inner.params.log_domain(0) - made.key.inner.params.whir.k;
  for (InitialRoundOpening& opening : changed.whir_proof.initial_round_openings) {
    ASSERT_LT(opening.siblings.size(), changed.whir_proof.initial_num_leaves * depth);
    opening.siblings.resize(changed.whir_proof.initial_num_leaves * depth);
  }
  EXPECT_EQ(verdict(made.key, changed), "number of siblings that the opened leaves need");
  for (InitialRoundOpening& opening : changed.whir_proof.initial_round_openings)
    opening.siblings.emplace_back();
  EXPECT_EQ(verdict(made.key, changed), "number of initial round path digests");
  changed = made.proof;
  changed.whir_proof.initial_merkle_depth = static_cast<uint32_t>(depth);
  EXPECT_EQ(verdict(made.key, changed), "depth of initial round paths");
}

// Each leaf is opened once, however often it is queried.
TEST(Attack36, ALeafTooFew) {
  const Case& made = mixture();
  Proof changed = made.proof;
  changed.whir_proof.initial_num_leaves -= 1;
  for (InitialRoundOpening& opening : changed.whir_proof.initial_round_openings)
    opening.rows.resize(opening.rows.size() - (size_t{opening.width} << made.key.inner.params.whir.k));
  EXPECT_EQ(verdict(made.key, changed), "number of leaves that the queries open");
  changed = made.proof;
  changed.whir_proof.codeword_openings[0].num_leaves += 1;
  EXPECT_EQ(verdict(made.key, changed), "number of codeword queries");
}

TEST(Attack36, ALeafTwice) {
  const Case made = blake3_case("swirl/small/fib3_one_absent");
  Proof changed = made.proof;
  // Two of its ten queries ask for the same leaf.
  ASSERT_EQ(made.key.inner.params.whir.rounds[0].num_queries, 10U);
  ASSERT_EQ(changed.whir_proof.initial_num_leaves, 9U);
  changed.whir_proof.initial_num_leaves += 1;
  for (InitialRoundOpening& opening : changed.whir_proof.initial_round_openings) {
    const size_t leaf = size_t{opening.width} << made.key.inner.params.whir.k;
    const std::vector<BabyBear> first(opening.rows.begin(),
                                      opening.rows.begin() + static_cast<std::ptrdiff_t>(leaf));
    opening.rows.insert(opening.rows.begin(), first.begin(), first.end());
  }
  EXPECT_EQ(verdict(made.key, changed), "number of leaves that the queries open");
}

// Two children, shown as a row of 16 elements, would hash to their parent if rows were hashed as nodes are.
TEST(Attack36, ABlake3NodeIsNoRow) {
  const std::vector<BabyBear> row(16, BabyBear::two());
  Blake3Words as_row;
  Blake3Words as_node;
  const Blake3Batch& batch = scalar_hash_backend().blake3();
  batch.hash_rows(blake3_mode(Blake3Role::kRow), row, 16, {&as_row, 1});
  std::vector<Blake3Words> children(2);
  for (Blake3Words& child : children) child.fill(2);
  batch.compress_pairs(blake3_mode(Blake3Role::kNode), children, {&as_node, 1});
  EXPECT_NE(as_row, as_node);
}

// The prover's witness is the smallest that passes.
TEST(Attack31, EverySmallerBlake3WitnessIsRefused) {
  const Case made = blake3_case("swirl/small/interactions");
  ASSERT_GT(made.key.inner.params.logup.pow_bits, 0U);
  Proof changed = made.proof;
  for (uint32_t witness = 0; witness < made.proof.gkr_proof.logup_pow_witness.as_canonical(); ++witness) {
    changed.gkr_proof.logup_pow_witness = BabyBear::from_canonical(witness);
    EXPECT_EQ(verdict(made.key, changed), "logup proof of work") << witness;
  }
}

}  // namespace
}  // namespace zkmem
