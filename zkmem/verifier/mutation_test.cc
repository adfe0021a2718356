// Attacks 31 and 33: a proof, a key or public values with any one byte or word changed do not pass. What was
// changed is either bound by the transcript, opened against a commitment, or no encoding at all. The single
// exception is the last query phase witness, which nothing binds: where another one passes its proof of work
// and gives the same queries, it must be accepted (as the reference does), and the test computes that by
// itself. The sampled part of a larger test: mutation_slow_test.cc has the rest.
#include <gtest/gtest.h>

#include "zkmem/protocol/golden_cases.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/verifier/attack_harness.h"
#include "zkmem/verifier/mutations.h"
#include "zkmem/verifier/verify.h"

namespace zkmem {
namespace {

using testing::AttackedProof;
using testing::expect_byte_changes_rejected;
using testing::expect_word_changes_rejected;

TEST(Attack31, HarnessAcceptsTheProofItself) {
  const AttackedProof attacked("swirl/small/fib_tiny_h2");
  EXPECT_TRUE(attacked.verify(attacked.proof()).ok());
  EXPECT_TRUE(attacked.verify_bytes(attacked.proof_bytes()).ok());
}

TEST(Attack31, SampledByteChangesOfAProof) {
  const AttackedProof attacked("swirl/small/fib_tiny_h2");
  expect_byte_changes_rejected(attacked, {.first = 0, .step = 389});
}

TEST(Attack31, SampledWordChangesOfEverySmallProof) {
  for (const std::string& name : testing::golden_proof_cases()) {
    if (!name.starts_with("swirl/small/")) continue;
    const AttackedProof attacked(name);
    expect_word_changes_rejected(attacked, {.first = 5, .step = 1 + attacked.proof_bytes().size() / 800});
  }
}

// Expects both verdicts to occur, each judged right; witnesses that are not equivalent are sampled.
void expect_last_witnesses_judged_right(const std::string& golden_case, uint32_t witnesses, uint32_t step) {
  const AttackedProof attacked(golden_case);
  const uint32_t folding = testing::word_at(attacked.proof_bytes(), attacked.folding_witness_offset());
  size_t accepted = 0;
  size_t rejected = 0;
  for (uint32_t witness = 0; witness < witnesses; ++witness) {
    const bool expected = attacked.are_equivalent_witnesses(folding, witness);
    if (!expected && witness % step != 0) continue;
    Proof changed = attacked.proof();
    changed.whir_proof.query_phase_pow_witnesses.back() = BabyBear::from_canonical(witness);
    ASSERT_EQ(verify(attacked.key(), changed).ok(), expected) << golden_case << " " << witness;
    (expected ? accepted : rejected) += 1;
  }
  EXPECT_GT(accepted, 1U) << golden_case;  // the original and at least one other
  EXPECT_GT(rejected, 1U) << golden_case;
}

TEST(Attack31, EveryOtherLastWitnessIsJudgedAsTheReferenceDoes) {
  // Folds to a constant: half of all witnesses pass their one bit of work, and every query opens alike.
  expect_last_witnesses_judged_right("swirl/small/fib_tiny_h2", 200, 1);
  // Does not: the same two queries of 6 bits come up once in 8192.
  expect_last_witnesses_judged_right("swirl/small/mixture", 40000, 997);
}

TEST(Attack31, AnotherLastFoldingWitnessIsOnlyGoodWhereEverythingFoldsToAConstant) {
  for (const bool constant : {true, false}) {
    const AttackedProof attacked(constant ? "swirl/small/fib_tiny_h2" : "swirl/small/mixture");
    const uint32_t query = testing::word_at(attacked.proof_bytes(), attacked.query_witness_offset());
    size_t accepted = 0;
    for (uint32_t witness = 0; witness < 100; ++witness) {
      Proof changed = attacked.proof();
      changed.whir_proof.folding_pow_witnesses.back() = BabyBear::from_canonical(witness);
      const bool expected = attacked.are_equivalent_witnesses(witness, query);
      ASSERT_EQ(verify(attacked.key(), changed).ok(), expected) << constant << " " << witness;
      accepted += expected ? 1 : 0;
    }
    if (constant)
      EXPECT_GT(accepted, 1U);
    else
      EXPECT_EQ(accepted, 1U);  // the original
  }
}

TEST(Attack31, EveryByteChangeOfAKeyFailsToDecode) {
  std::vector<uint8_t> bytes = testing::golden_bytes("swirl/small/fib_tiny_h2/vk.postcard");
  for (uint8_t& byte : bytes) {
    const uint8_t original = byte;
    for (unsigned change = 1; change < 256; ++change) {
      byte = static_cast<uint8_t>(original ^ change);
      ASSERT_FALSE(decode_verifying_key(bytes).ok()) << &byte - bytes.data() << " ^ " << change;
    }
    byte = original;
  }
}

// The key's owner would rehash it: then the transcript starts from another word, and the proof is for another
// key.
TEST(Attack31, EveryChangedAndRehashedKeyRejectsTheProof) {
  const AttackedProof attacked("swirl/small/fib_tiny_h2");
  std::vector<uint8_t> content = encode_verifying_key_content(attacked.key().inner);
  size_t decoded = 0;
  for (size_t at = 0; at < content.size(); ++at) {
    for (unsigned change = 1; change < 256; change += 2) {
      content[at] = static_cast<uint8_t>(content[at] ^ change);
      const auto key = decode_verifying_key_content(content);
      if (key.ok()) {
        ++decoded;
        EXPECT_FALSE(verify(*key, attacked.proof()).ok()) << at << " ^ " << change;
      }
      content[at] = static_cast<uint8_t>(content[at] ^ change);
    }
  }
  EXPECT_GT(decoded, 100U);
}

// Every word is some value plus p: of a field element that is a second spelling, of a count another count.
TEST(Attack33, NonCanonicalElementsAndHugeCountsAreRefused) {
  for (const char* name : {"swirl/small/fib_tiny_h2", "swirl/small/mixture"}) {
    const AttackedProof attacked(name);
    std::vector<uint8_t> bytes = attacked.proof_bytes();
    for (const size_t at : attacked.word_offsets()) {
      const uint32_t value = testing::word_at(bytes, at);
      testing::set_word(bytes, at, value + BabyBear::kModulus);
      const Verdict verdict = attacked.verify_bytes(bytes);
      ASSERT_FALSE(verdict.ok()) << name << " word at byte " << at;
      testing::set_word(bytes, at, value);
    }
  }
}

TEST(Attack33, TrailingBytesAreRefused) {
  std::vector<uint8_t> proof = testing::golden_bytes("swirl/small/fib/proof.bin");
  std::vector<uint8_t> key = testing::golden_bytes("swirl/small/fib/vk.postcard");
  for (int i = 0; i < 9; ++i) {
    proof.push_back(0);
    key.push_back(0);
    EXPECT_FALSE(decode_proof(proof).ok());
    EXPECT_FALSE(decode_verifying_key(key).ok());
  }
}

TEST(Attack33, NonMinimalIntegersInAKeyAreRefused) {
  const std::vector<uint8_t> content = testing::golden_bytes("swirl/small/fib/vk_inner.postcard");
  ASSERT_TRUE(decode_verifying_key_content(content).ok());
  // The first integer, l_skip = 2, in two bytes.
  std::vector<uint8_t> longer = content;
  longer[0] |= 0x80;
  longer.insert(longer.begin() + 1, 0);
  EXPECT_FALSE(decode_verifying_key_content(longer).ok());
}

TEST(Attack33, PaddingBitsOfThePresenceBitmapAreRefused) {
  const AttackedProof attacked("swirl/small/mixture");  // 12 AIRs: two bytes
  std::vector<uint8_t> bytes = attacked.proof_bytes();
  for (unsigned bit = 4; bit < 8; ++bit) {
    bytes[41] = static_cast<uint8_t>(bytes[41] ^ 1U << bit);
    const auto verdict = attacked.verify_bytes(bytes);
    ASSERT_FALSE(verdict.ok());
    EXPECT_EQ(verdict.error().phase, VerifierPhase::kDecoding);
    bytes[41] = static_cast<uint8_t>(bytes[41] ^ 1U << bit);
  }
}

TEST(Attack33, LongerAndShorterPublicValuesAreRefused) {
  const AttackedProof attacked("swirl/small/fib");
  Proof longer = attacked.proof();
  longer.public_values[0].push_back(BabyBear::zero());
  EXPECT_EQ(attacked.verify(longer).error().check, VerifierCheck::kPublicValues);
  Proof shorter = attacked.proof();
  shorter.public_values[0].pop_back();
  EXPECT_EQ(attacked.verify(shorter).error().check, VerifierCheck::kPublicValues);
}

}  // namespace
}  // namespace zkmem
