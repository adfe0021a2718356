#include <random>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "zkmem/base/bytes.h"
#include "zkmem/hash/blake3_roles.h"
#include "zkmem/transcript/transcript.h"

namespace zkmem {
namespace {

Transcript fresh() { return Transcript(HashSuite::kBlake3); }

BabyBear element(uint64_t value) { return BabyBear::from_u64(value); }

Commitment commitment(uint32_t first) { return {{first, 2, 3, 4, 5, 6, 7, 8}}; }

// By the specification's words, with nothing of the class: state, observations, and the words behind the
// state.
TEST(Blake3Transcript, IsTheSpecification) {
  Transcript transcript = fresh();
  transcript.observe(element(7), "x");
  transcript.observe_commitment(commitment(0xffffffff), "x");
  ByteWriter input;
  for (int i = 0; i < 8; ++i) input.write_u32(0);
  input.write_u32(7);
  input.write_u32(0x80000001);
  for (const uint32_t word : commitment(0xffffffff).words) input.write_u32(word);
  std::vector<uint8_t> output(400);
  blake3(blake3_derive_key_mode("zkmem hash suite blake3 v1 transcript"), input.bytes(), output);
  ByteReader words(output);
  Blake3Words state;
  for (uint32_t& word : state) ASSERT_TRUE(words.read_u32(word));
  const auto next = [&] {
    for (;;) {
      uint32_t word = 0;
      EXPECT_TRUE(words.read_u32(word));
      if ((word & 0x7fffffff) < BabyBear::kModulus) return word & 0x7fffffff;
    }
  };
  for (int i = 0; i < 40; ++i) ASSERT_EQ(transcript.sample("x").as_canonical(), next()) << i;
  uint32_t word = 0;
  ASSERT_TRUE(words.read_u32(word));
  EXPECT_EQ(transcript.sample_bits(9, "x"), word & 511);
  EXPECT_EQ(transcript.chain_state(), state);

  // The next state hashes this one, not what it came from.
  transcript.observe(element(1), "x");
  ByteWriter second;
  for (const uint32_t part : state) second.write_u32(part);
  second.write_u32(1);
  EXPECT_EQ(transcript.chain_state(), blake3_digest(Blake3Role::kTranscript, second.bytes()));
}

// Every word counts, and so do kind and order of what is observed.
TEST(Blake3Transcript, Attack32NoTwoObservationsAreTheSame) {
  std::vector<Transcript> transcripts(12, fresh());
  const auto& c = commitment(1);
  transcripts[1].observe(BabyBear::zero(), "x");
  transcripts[2].observe(BabyBear::one(), "x");
  transcripts[3].observe(BabyBear::zero(), "x");
  transcripts[3].observe(BabyBear::zero(), "x");
  transcripts[4].observe_commitment(c, "x");
  for (const uint32_t word : c.words) transcripts[5].observe(element(word), "x");
  transcripts[6].observe_commitment(commitment(2), "x");
  transcripts[7].observe_commitment(c, "x");
  transcripts[7].observe(BabyBear::zero(), "x");
  transcripts[8].observe(BabyBear::zero(), "x");
  transcripts[8].observe_commitment(c, "x");
  (void)transcripts[9].check_pow(1, BabyBear::zero(), "x");
  (void)transcripts[10].check_pow(1, BabyBear::one(), "x");
  transcripts[11].observe(BabyBear::one(), "x");
  transcripts[11].observe(BabyBear::zero(), "x");
  std::set<Blake3Words> states;
  for (Transcript& transcript : transcripts) states.insert(transcript.chain_state());
  EXPECT_EQ(states.size(), transcripts.size());
}

// A commitment's words are any: two that an element would not tell apart are two commitments.
TEST(Blake3Transcript, ACommitmentsWordsAreNotReduced) {
  Transcript low = fresh();
  Transcript high = fresh();
  low.observe_commitment(commitment(1), "x");
  high.observe_commitment(commitment(1 + BabyBear::kModulus), "x");
  EXPECT_NE(low.sample("x"), high.sample("x"));
}

// Samples are below p by skipping, not by reducing: the lowest words are no likelier than the others. Reduced
// words of 31 bits would be below 2^31 - p twice as often, here 1707 instead of 854 times.
TEST(Blake3Transcript, SamplesAreUniform) {
  Transcript transcript = fresh();
  transcript.observe(element(1), "x");
  constexpr uint32_t kLow = (uint32_t{1} << 31) - BabyBear::kModulus;
  constexpr int kSamples = 12800;
  int low = 0;
  for (int i = 0; i < kSamples; ++i) low += transcript.sample("x").as_canonical() < kLow ? 1 : 0;
  EXPECT_NEAR(low, kSamples * static_cast<double>(kLow) / BabyBear::kModulus, 150);
}

TEST(Blake3Transcript, ProofOfWorkIsOverTheWholeState) {
  Transcript transcript = fresh();
  transcript.observe(element(5), "x");
  Transcript other = fresh();
  other.observe(element(6), "x");
  for (const unsigned bits : {1U, 5U, 8U}) {
    uint32_t witness = 0;
    for (;; ++witness) {
      Transcript copy = transcript;
      if (copy.check_pow(bits, element(witness), "x")) break;
    }
    // By the specification: the top bits of the first word, little-endian, of state || u64le(witness).
    ByteWriter input;
    for (const uint32_t word : transcript.chain_state()) input.write_u32(word);
    input.write_u64(witness);
    std::vector<uint8_t> hash(32);
    blake3(blake3_derive_key_mode("zkmem hash suite blake3 v1 proof of work"), input.bytes(), hash);
    const uint32_t first =
        hash[0] | uint32_t{hash[1]} << 8 | uint32_t{hash[2]} << 16 | uint32_t{hash[3]} << 24;
    EXPECT_EQ(first >> (32 - bits), 0U);
    // The witness decides what follows.
    Transcript with = transcript;
    Transcript with_another = transcript;
    EXPECT_TRUE(with.check_pow(bits, element(witness), "x"));
    (void)with_another.check_pow(bits, element(witness + 1), "x");
    EXPECT_NE(with.sample("x"), with_another.sample("x"));
  }
}

// Work done before anything else was observed is no work: its state does not cover it.
TEST(Blake3Transcript, WorkOfAnotherStateDoesNotPass) {
  int passed = 0;
  for (uint32_t k = 0; k < 64; ++k) {
    Transcript before = fresh();
    before.observe(element(k), "x");
    uint32_t witness = 0;
    for (;; ++witness) {
      Transcript copy = before;
      if (copy.check_pow(6, element(witness), "x")) break;
    }
    before.observe(element(k), "x");
    passed += before.check_pow(6, element(witness), "x") ? 1 : 0;
  }
  EXPECT_LT(passed, 8);  // one is expected by chance
}

// A witness for which the transcript's, a row's or a node's hash has the zeros has done no work.
TEST(Blake3Transcript, GrindingOfAnotherDomainIsNoWork) {
  Transcript transcript = fresh();
  transcript.observe(element(5), "x");
  const Blake3Words state = transcript.chain_state();
  for (const Blake3Role role : {Blake3Role::kTranscript, Blake3Role::kRow, Blake3Role::kNode}) {
    int passed = 0;
    int found = 0;
    for (uint32_t witness = 0; found < 32; ++witness) {
      ByteWriter input;
      for (const uint32_t word : state) input.write_u32(word);
      input.write_u64(witness);
      if (blake3_digest(role, input.bytes())[0] >> 26 != 0) continue;
      ++found;
      Transcript copy = transcript;
      passed += copy.check_pow(6, element(witness), "x") ? 1 : 0;
    }
    EXPECT_LT(passed, 6);  // of 32, half a one is expected by chance
  }
}

TEST(Blake3Transcript, ProofOfWorkOfNoBitsTouchesNothing) {
  TranscriptLog log;
  Transcript transcript(HashSuite::kBlake3, &log);
  Transcript untouched = transcript;
  EXPECT_TRUE(transcript.check_pow(0, element(77), "x"));
  EXPECT_TRUE(log.entries.empty());
  EXPECT_EQ(transcript.sample("x"), untouched.sample("x"));
}

TEST(Blake3Transcript, LogsWordsAsTheyAre) {
  TranscriptLog log;
  Transcript transcript(HashSuite::kBlake3, &log);
  transcript.observe_commitment(commitment(0xfffffffe), "root");
  (void)transcript.sample_bits(4, "query");
  (void)transcript.check_pow(1, element(3), "logup");
  ASSERT_EQ(log.entries.size(), 11U);
  EXPECT_EQ(log.text().substr(0, 25), "0 O 4294967294 root[0]\n1 ");
  EXPECT_EQ(log.entries[8].label, "query(4 bits)");
  EXPECT_EQ(log.entries[9].label, "logup.witness");
  EXPECT_EQ(log.entries[10].label, "logup.pow_word(1 top bits must be 0)");
  EXPECT_TRUE(log.states.empty());
}

}  // namespace
}  // namespace zkmem
