#include "zkmem/statement/zkproof.h"

#include <random>
#include <tuple>

#include <gtest/gtest.h>

#include "zkmem/statement/execution/claim.h"
#include "zkmem/statement/execution_global/statement.h"
#include "zkmem/statement/memory/claim.h"
#include "zkmem/statement/statement.h"

namespace zkmem {
namespace {

Digest random_digest(std::mt19937_64& rng) {
  Digest digest;
  for (BabyBear& word : digest) word = BabyBear::from_u64(rng());
  return digest;
}

ZkProof sample_run() {
  std::mt19937_64 rng(1);
  ExecutionClaim claim;
  claim.config = MemoryConfig::openvm_v2_default();
  claim.keys_digest = to_commitment(random_digest(rng));
  claim.program_commitment = to_commitment(random_digest(rng));
  claim.exit_code = 3;
  claim.public_values.public_values.resize(32, BabyBear::from_canonical(7));
  claim.public_values.commitment = random_digest(rng);
  claim.public_values.siblings = {random_digest(rng), random_digest(rng)};
  for (uint32_t k = 0; k < 3; ++k) {
    claim.segments.push_back(
        {{19 + k, random_digest(rng), random_digest(rng)}, 0x200000 + 4 * k, 0x200004 + 4 * k, k == 2});
  }
  return {claim, {}};
}

ZkProof sample_log() {
  std::mt19937_64 rng(2);
  MemoryClaim claim;
  claim.config = MemoryConfig::hybrid_default();
  claim.keys_digest = to_commitment(random_digest(rng));
  claim.log_digest = to_commitment(random_digest(rng));
  for (uint32_t k = 0; k < 3; ++k)
    claim.segments.push_back({{19 + k, random_digest(rng), random_digest(rng)}, k, 100 + k, k == 2});
  return {claim, {}};
}

ZkProof sample_global_run() {
  std::mt19937_64 rng(3);
  GlobalExecutionClaim claim(global_execution_statement());
  claim.config = global_execution_statement().default_config();
  claim.keys_digest = to_commitment(random_digest(rng));
  claim.program_commitment = to_commitment(random_digest(rng));
  claim.start_image = {to_commitment(random_digest(rng)), 9};
  claim.exit_code = 3;
  claim.ledger.revealed = {{3, 0, {1, 2, 3, 4, 5, 6, 7, 8}, 2}, {3, 1, {}, 0}};
  claim.ledger.challenge = random_digest(rng);
  claim.ledger.witness = 77;
  for (uint32_t k = 0; k < 3; ++k)
    claim.segments.push_back({{19 + k, {}, {}}, 0x200000 + 4 * k, 0x200004 + 4 * k, k == 1});
  return {claim, {}};
}

// A file of each statement that a tag can name, and of each suite.
ZkProof sample(uint8_t tag, HashSuite suite = HashSuite::kPoseidon2) {
  ZkProof proof = tag == ExecutionClaim::kTag         ? sample_run()
                  : tag == ExecutionClaim::kGlobalTag ? sample_global_run()
                                                      : sample_log();
  proof.claim->hash = suite;
  if (suite == HashSuite::kBlake3) proof.claim->keys_digest.words[0] = 0xffffffff;
  for (uint8_t k = 0; k < 3; ++k) proof.segment_proofs.emplace_back(10 + k, k);
  return proof;
}

class ZkProofFormat : public testing::TestWithParam<std::tuple<uint8_t, HashSuite>> {
 protected:
  static uint8_t tag() { return std::get<0>(GetParam()); }
  static ZkProof own_sample() { return sample(tag(), std::get<1>(GetParam())); }
};
INSTANTIATE_TEST_SUITE_P(Statements, ZkProofFormat,
                         testing::Combine(testing::Values(ExecutionClaim::kTag, MemoryClaim::kTag,
                                                          ExecutionClaim::kGlobalTag),
                                          testing::Values(HashSuite::kPoseidon2, HashSuite::kBlake3)));

// What is read back is of the statement that was written, and a copy is a claim of its own.
TEST_P(ZkProofFormat, KnowsItsStatement) {
  const ZkProof proof = own_sample();
  const ZkProof read = decode_zkproof(encode_zkproof(proof)).value();
  EXPECT_EQ(&read.claim->statement(), statement_of_tag(tag()));
  EXPECT_EQ(statement_of_name(read.claim->statement().name()), statement_of_tag(tag()));
  ZkProof copy = read;
  ++copy.claim->segment(1).log_stacked_height;
  EXPECT_FALSE(copy.claim == read.claim);
  EXPECT_EQ(read.claim, proof.claim);
}

TEST(ZkProof, AnUnknownStatementIsRefused) {
  auto bytes = encode_zkproof(sample(ExecutionClaim::kTag));
  bytes[12] = 7;
  EXPECT_EQ(decode_zkproof(bytes).error().message, "byte 12: statement kind: 7 is none we know");
  EXPECT_EQ(statement_of_tag(7), nullptr);
  EXPECT_EQ(statement_of_name("runs"), nullptr);
}

TEST_P(ZkProofFormat, RoundTrips) {
  const ZkProof proof = own_sample();
  const auto bytes = encode_zkproof(proof);
  const auto decoded = decode_zkproof(bytes);
  ASSERT_TRUE(decoded.ok()) << decoded.error().message;
  EXPECT_EQ(decoded->claim, proof.claim);
  EXPECT_EQ(decoded->segment_proofs, proof.segment_proofs);
}

// Attack 33, malleability: no two byte strings decode to one proof.
TEST_P(ZkProofFormat, Attack33EveryAlteredByteIsRefusedOrMeansSomethingElse) {
  const ZkProof proof = own_sample();
  const auto bytes = encode_zkproof(proof);
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const uint8_t flip : {uint8_t{1}, uint8_t{0x80}, uint8_t{0xff}}) {
      auto altered = bytes;
      altered[i] = static_cast<uint8_t>(altered[i] ^ flip);
      const auto decoded = decode_zkproof(altered);
      if (!decoded.ok()) continue;
      EXPECT_EQ(encode_zkproof(*decoded), altered) << "byte " << i;
    }
  }
}

// Attack 34, untrusted lengths: every prefix is refused with the place named.
TEST_P(ZkProofFormat, Attack34TruncatedFilesAreRefusedWithTheOffset) {
  const auto bytes = encode_zkproof(own_sample());
  for (size_t length = 0; length < bytes.size(); ++length) {
    const auto decoded = decode_zkproof(std::span(bytes).first(length));
    ASSERT_FALSE(decoded.ok()) << length;
    EXPECT_NE(decoded.error().message.find("byte "), std::string::npos) << decoded.error().message;
  }
}

TEST_P(ZkProofFormat, TrailingBytesAreRefused) {
  auto bytes = encode_zkproof(own_sample());
  bytes.push_back(0);
  EXPECT_NE(decode_zkproof(bytes).error().message.find("1 bytes follow"), std::string::npos);
}

TEST_P(ZkProofFormat, AnotherVersionFailsClearly) {
  auto bytes = encode_zkproof(own_sample());
  bytes[8] = 9;
  EXPECT_EQ(decode_zkproof(bytes).error().message, "byte 8: format version: 9, this zkmem reads 1 and 2");
}

// Version 1 is poseidon2's and says nothing of it; version 2 may not say it either.
TEST(ZkProof, Attack33TheSuiteHasOneSpelling) {
  const auto plain = encode_zkproof(sample(MemoryClaim::kTag));
  auto named = encode_zkproof(sample(MemoryClaim::kTag, HashSuite::kBlake3));
  EXPECT_EQ(plain[8], 1);
  EXPECT_EQ(named[8], 2);
  EXPECT_EQ(named.size(), plain.size() + 1);
  EXPECT_EQ(decode_zkproof(named).value().claim->hash, HashSuite::kBlake3);
  named[14] = 0;
  EXPECT_EQ(decode_zkproof(named).error().message, "byte 14: hash suite: 0, must be 1 in version 2");
}

}  // namespace
}  // namespace zkmem
