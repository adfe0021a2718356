#include "zkmem/statement/zkproof.h"

#include <random>

#include <gtest/gtest.h>

namespace zkmem {
namespace {

Digest random_digest(std::mt19937_64& rng) {
  Digest digest;
  for (BabyBear& word : digest) word = BabyBear::from_u64(rng());
  return digest;
}

ZkProof sample(StatementKind kind) {
  std::mt19937_64 rng(static_cast<uint64_t>(kind));
  ZkProof proof;
  Statement& s = proof.statement;
  s.kind = kind;
  s.config =
      kind == StatementKind::kExecution ? MemoryConfig::openvm_v2_default() : MemoryConfig::hybrid_default();
  s.parameters = ParameterFamily::kApp;
  s.keys_digest = random_digest(rng);
  if (kind == StatementKind::kExecution) {
    s.program_commitment = random_digest(rng);
    s.exit_code = 3;
    s.public_values.public_values.resize(32, BabyBear::from_canonical(7));
    s.public_values.commitment = random_digest(rng);
    s.public_values.siblings = {random_digest(rng), random_digest(rng)};
  } else {
    s.log_digest = random_digest(rng);
  }
  for (uint32_t k = 0; k < 3; ++k) {
    SegmentClaim claim;
    claim.log_stacked_height = 19 + k;
    claim.initial_root = random_digest(rng);
    claim.final_root = random_digest(rng);
    if (kind == StatementKind::kExecution) {
      claim.start_pc = 0x200000 + 4 * k;
      claim.end_pc = 0x200004 + 4 * k;
      claim.is_terminate = k == 2;
    } else {
      claim.index = k;
      claim.clock_end = 100 + k;
      claim.is_last = k == 2;
    }
    s.segments.push_back(claim);
    proof.segment_proofs.emplace_back(10 + k, static_cast<uint8_t>(k));
  }
  return proof;
}

class ZkProofFormat : public testing::TestWithParam<StatementKind> {};
INSTANTIATE_TEST_SUITE_P(Kinds, ZkProofFormat,
                         testing::Values(StatementKind::kExecution, StatementKind::kMemory));

TEST_P(ZkProofFormat, RoundTrips) {
  const ZkProof proof = sample(GetParam());
  const auto bytes = encode_zkproof(proof);
  const auto decoded = decode_zkproof(bytes);
  ASSERT_TRUE(decoded.ok()) << decoded.error().message;
  EXPECT_EQ(decoded->statement, proof.statement);
  EXPECT_EQ(decoded->segment_proofs, proof.segment_proofs);
}

// Attack 33, malleability: no two byte strings decode to one proof.
TEST_P(ZkProofFormat, Attack33EveryAlteredByteIsRefusedOrMeansSomethingElse) {
  const ZkProof proof = sample(GetParam());
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
  const auto bytes = encode_zkproof(sample(GetParam()));
  for (size_t length = 0; length < bytes.size(); ++length) {
    const auto decoded = decode_zkproof(std::span(bytes).first(length));
    ASSERT_FALSE(decoded.ok()) << length;
    EXPECT_NE(decoded.error().message.find("at byte "), std::string::npos) << decoded.error().message;
  }
}

TEST_P(ZkProofFormat, TrailingBytesAreRefused) {
  auto bytes = encode_zkproof(sample(GetParam()));
  bytes.push_back(0);
  EXPECT_NE(decode_zkproof(bytes).error().message.find("1 bytes follow"), std::string::npos);
}

TEST_P(ZkProofFormat, AnotherVersionFailsClearly) {
  auto bytes = encode_zkproof(sample(GetParam()));
  bytes[8] = 9;
  EXPECT_EQ(decode_zkproof(bytes).error().message, "at byte 8: format version 9, this zkmem reads 1");
}

}  // namespace
}  // namespace zkmem
