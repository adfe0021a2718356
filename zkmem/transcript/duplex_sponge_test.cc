#include "zkmem/transcript/duplex_sponge.h"

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

TEST(DuplexSponge, GoldenOperations) {
  const json golden = vectors();
  TranscriptLog log;
  DuplexSponge sponge(&log);
  for (const json& op : golden["ops"]) {
    const std::string name = op["op"];
    if (name == "observe") {
      sponge.observe(word(op["v"]), "x");
    } else if (name == "sample") {
      ASSERT_EQ(sponge.sample("x"), word(op["v"]));
    } else if (name == "observe_ext") {
      sponge.observe_ext(ext(op["v"]), "x");
    } else if (name == "sample_ext") {
      ASSERT_EQ(sponge.sample_ext("x"), ext(op["v"]));
    } else if (name == "observe_commit") {
      Digest digest;
      for (size_t i = 0; i < digest.size(); ++i) digest[i] = word(op["v"][i]);
      sponge.observe_digest(digest, "x");
    } else if (name == "sample_bits") {
      ASSERT_EQ(sponge.sample_bits(op["bits"], "x"), op["v"].get<uint32_t>());
    } else {
      ASSERT_EQ(name, "grind_minimal");
      const unsigned bits = op["bits"];
      const BabyBear witness = sponge.grind(bits);
      ASSERT_EQ(witness, word(op["witness"]));
      ASSERT_TRUE(sponge.check_pow(bits, witness, "x"));
    }
  }
  ASSERT_EQ(log.entries.size(), golden["flat_values"].size());
  for (size_t i = 0; i < log.entries.size(); ++i) {
    EXPECT_EQ(log.entries[i].value, word(golden["flat_values"][i])) << i;
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
  for (uint32_t i = 0; i < DuplexSponge::kRate; ++i) sponge.observe(BabyBear::from_canonical(i + 1), "x");
  const Poseidon2State before = sponge.state();
  for (uint32_t i = 0; i < 3; ++i) sponge.observe(BabyBear::from_canonical(100 + i), "x");
  for (size_t i = 3; i < kPoseidon2Width; ++i) EXPECT_EQ(sponge.state()[i], before[i]) << i;

  // The same last 11 words after a different first block give different challenges.
  DuplexSponge other;
  for (uint32_t i = 0; i < DuplexSponge::kRate; ++i) other.observe(BabyBear::from_canonical(i + 2), "x");
  for (uint32_t i = 0; i < 11; ++i) {
    sponge.observe(BabyBear::from_canonical(i), "x");
    other.observe(BabyBear::from_canonical(i), "x");
  }
  EXPECT_FALSE(sponge.sample("x") == other.sample("x"));
}

TEST(DuplexSponge, ProofOfWorkOfNoBitsTouchesNothing) {
  TranscriptLog log;
  DuplexSponge sponge(&log);
  sponge.observe(BabyBear::one(), "x");
  const Poseidon2State before = sponge.state();
  EXPECT_TRUE(sponge.check_pow(0, BabyBear::from_canonical(77), "x"));
  EXPECT_EQ(sponge.grind(0), BabyBear::zero());
  EXPECT_EQ(sponge.state(), before);
  EXPECT_EQ(log.entries.size(), 1U);
}

TEST(DuplexSponge, ProofOfWorkRefusesEverySmallerWitness) {
  DuplexSponge sponge;
  sponge.observe(BabyBear::from_canonical(5), "x");
  const uint32_t smallest = sponge.grind(6).as_canonical();
  for (uint32_t witness = 0; witness <= smallest; ++witness) {
    DuplexSponge copy = sponge;
    EXPECT_EQ(copy.check_pow(6, BabyBear::from_canonical(witness), "x"), witness == smallest) << witness;
  }
}

TEST(DuplexSponge, LogsAPathPerWord) {
  TranscriptLog log;
  DuplexSponge sponge(&log);
  sponge.observe_ext(Ext4::one(), {"open.trace{}(air{}).part{}.col{}", 1, 22, 0, 300});
  (void)sponge.sample_bits(4, {"whir.round{}.query{}", 2, 7});
  (void)sponge.check_pow(1, BabyBear::zero(), "logup");
  ASSERT_EQ(log.entries.size(), 7U);
  EXPECT_EQ(log.entries[3].label, "open.trace1(air22).part0.col300.3");
  EXPECT_EQ(log.entries[4].label, "whir.round2.query7(4 low bits)");
  EXPECT_EQ(log.entries[5].label, "logup.witness");
  EXPECT_EQ(log.entries[6].label, "logup.pow_sample(1 low bits must be 0)");
  EXPECT_EQ(log.text().substr(0, 38), "0 O 1 open.trace1(air22).part0.col300.");
}

}  // namespace
}  // namespace zkmem
