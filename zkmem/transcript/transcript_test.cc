#include "zkmem/transcript/transcript.h"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace zkmem {
namespace {

using nlohmann::json;

json vectors() {
  std::ifstream file(ZKMEM_TESTDATA "/swirl/primitives/transcript.json");
  return json::parse(file);
}

BabyBear word(const json& value) { return BabyBear::from_canonical(value.get<uint32_t>()); }

Ext4 ext(const json& value) { return Ext4({word(value[0]), word(value[1]), word(value[2]), word(value[3])}); }

// The smallest witness that passes, tried one by one.
BabyBear smallest_witness(const Transcript& transcript, unsigned bits) {
  for (uint32_t witness = 0;; ++witness) {
    Transcript copy = transcript;
    if (copy.check_pow(bits, BabyBear::from_canonical(witness), "x"))
      return BabyBear::from_canonical(witness);
  }
}

TEST(Transcript, GoldenOperations) {
  const json golden = vectors();
  TranscriptLog log;
  Transcript transcript(HashSuite::kPoseidon2, &log);
  Transcript silent(HashSuite::kPoseidon2);  // a twin whose tries go into no log
  for (const json& op : golden["ops"]) {
    const std::string name = op["op"];
    if (name == "observe") {
      transcript.observe(word(op["v"]), "x");
      silent.observe(word(op["v"]), "x");
    } else if (name == "sample") {
      ASSERT_EQ(transcript.sample("x"), word(op["v"]));
      (void)silent.sample("x");
    } else if (name == "observe_ext") {
      transcript.observe_ext(ext(op["v"]), "x");
      silent.observe_ext(ext(op["v"]), "x");
    } else if (name == "sample_ext") {
      ASSERT_EQ(transcript.sample_ext("x"), ext(op["v"]));
      (void)silent.sample_ext("x");
    } else if (name == "observe_commit") {
      Commitment commitment;
      for (size_t i = 0; i < commitment.words.size(); ++i) commitment.words[i] = op["v"][i].get<uint32_t>();
      transcript.observe_commitment(commitment, "x");
      silent.observe_commitment(commitment, "x");
    } else if (name == "sample_bits") {
      ASSERT_EQ(transcript.sample_bits(op["bits"], "x"), op["v"].get<uint32_t>());
      (void)silent.sample_bits(op["bits"], "x");
    } else {
      ASSERT_EQ(name, "grind_minimal");
      const unsigned bits = op["bits"];
      const BabyBear witness = smallest_witness(silent, bits);
      ASSERT_EQ(witness, word(op["witness"]));
      ASSERT_TRUE(transcript.check_pow(bits, witness, "x"));
      ASSERT_TRUE(silent.check_pow(bits, witness, "x"));
    }
  }
  ASSERT_EQ(log.entries.size(), golden["flat_values"].size());
  for (size_t i = 0; i < log.entries.size(); ++i) {
    EXPECT_EQ(log.entries[i].value, golden["flat_values"][i].get<uint32_t>()) << i;
    EXPECT_EQ(log.entries[i].sampled, golden["flat_is_sample"][i].get<bool>()) << i;
  }
  const json& states = golden["states_after_each_permutation(first=initial zeros)"];
  ASSERT_EQ(log.states.size(), states.size());
  for (size_t i = 0; i < states.size(); ++i)
    for (size_t j = 0; j < kPoseidon2Width; ++j)
      EXPECT_EQ(log.states[i][j], word(states[i][j])) << i << " " << j;
}

// Attack 32: the sponge must keep its capacity (and what a partial absorb did not overwrite) when it absorbs.
TEST(DuplexSponge, Attack32AbsorbingLeavesTheRestOfTheStateAlone) {
  DuplexSponge sponge;
  for (uint32_t i = 0; i < DuplexSponge::kRate; ++i) sponge.observe(BabyBear::from_canonical(i + 1));
  const Poseidon2State before = sponge.state();
  for (uint32_t i = 0; i < 3; ++i) sponge.observe(BabyBear::from_canonical(100 + i));
  for (size_t i = 3; i < kPoseidon2Width; ++i) EXPECT_EQ(sponge.state()[i], before[i]) << i;

  // The same last 11 words after a different first block give different challenges.
  DuplexSponge other;
  for (uint32_t i = 0; i < DuplexSponge::kRate; ++i) other.observe(BabyBear::from_canonical(i + 2));
  for (uint32_t i = 0; i < 11; ++i) {
    sponge.observe(BabyBear::from_canonical(i));
    other.observe(BabyBear::from_canonical(i));
  }
  EXPECT_FALSE(sponge.sample() == other.sample());
}

TEST(Transcript, ProofOfWorkOfNoBitsTouchesNothing) {
  TranscriptLog log;
  Transcript transcript(HashSuite::kPoseidon2, &log);
  transcript.observe(BabyBear::one(), "x");
  Transcript untouched = transcript;
  EXPECT_TRUE(transcript.check_pow(0, BabyBear::from_canonical(77), "x"));
  EXPECT_EQ(log.entries.size(), 1U);
  EXPECT_EQ(transcript.sample("x"), untouched.sample("x"));
}

TEST(Transcript, ProofOfWorkRefusesEverySmallerWitness) {
  Transcript transcript(HashSuite::kPoseidon2);
  transcript.observe(BabyBear::from_canonical(5), "x");
  const uint32_t smallest = smallest_witness(transcript, 6).as_canonical();
  for (uint32_t witness = 0; witness <= smallest; ++witness) {
    Transcript copy = transcript;
    EXPECT_EQ(copy.check_pow(6, BabyBear::from_canonical(witness), "x"), witness == smallest) << witness;
  }
}

TEST(Transcript, LogsAPathPerWord) {
  TranscriptLog log;
  Transcript transcript(HashSuite::kPoseidon2, &log);
  transcript.observe_ext(Ext4::one(), {"open.trace{}(air{}).part{}.col{}", 1, 22, 0, 300});
  (void)transcript.sample_bits(4, {"whir.round{}.query{}", 2, 7});
  (void)transcript.check_pow(1, BabyBear::zero(), "logup");
  ASSERT_EQ(log.entries.size(), 7U);
  EXPECT_EQ(log.entries[3].label, "open.trace1(air22).part0.col300.3");
  EXPECT_EQ(log.entries[4].label, "whir.round2.query7(4 low bits)");
  EXPECT_EQ(log.entries[5].label, "logup.witness");
  EXPECT_EQ(log.entries[6].label, "logup.pow_sample(1 low bits must be 0)");
  EXPECT_EQ(log.text().substr(0, 38), "0 O 1 open.trace1(air22).part0.col300.");
}

}  // namespace
}  // namespace zkmem
