#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/protocol/golden_cases.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_codec.h"

namespace zkmem {
namespace {

using nlohmann::json;
using testing::golden_bytes;
using testing::golden_proof_cases;

std::vector<std::string> key_cases() {
  std::vector<std::string> cases = golden_proof_cases();
  cases.push_back("openvm-v2/rv32im_app_vk");
  return cases;
}

TEST(VerifyingKeyCodec, GoldenKeysRoundTripAndHash) {
  for (const std::string& name : key_cases()) {
    const std::vector<uint8_t> bytes = golden_bytes(name + "/vk.postcard");
    const auto key = decode_verifying_key(bytes);
    ASSERT_TRUE(key.ok()) << name << ": " << key.error().message;
    EXPECT_EQ(encode_verifying_key(*key), bytes) << name;
    EXPECT_EQ(encode_verifying_key_content(key->inner), golden_bytes(name + "/vk_inner.postcard")) << name;
    EXPECT_EQ(verifying_key_pre_hash(key->inner), key->pre_hash) << name;
  }
}

TEST(VerifyingKeyCodec, PreHashIsTheOneOfTheRecord) {
  const auto key = decode_verifying_key(golden_bytes("swirl/small/mixture/vk.postcard"));
  ASSERT_TRUE(key.ok());
  const json meta = json::parse(golden_bytes("swirl/small/mixture/meta.json"));
  for (size_t i = 0; i < key->pre_hash.words.size(); ++i)
    EXPECT_EQ(key->pre_hash.words[i], meta["vk_pre_hash"][i].get<uint32_t>());
}

TEST(VerifyingKeyCodec, ContentIsTheOneOfTheJson) {
  const auto key = decode_verifying_key(golden_bytes("swirl/small/prep_cached/vk.postcard"));
  ASSERT_TRUE(key.ok());
  const json golden = json::parse(golden_bytes("swirl/small/prep_cached/vk.json"))["inner"];
  EXPECT_EQ(key->inner.params.l_skip, golden["params"]["l_skip"].get<uint32_t>());
  EXPECT_EQ(key->inner.params.whir.proximity, WhirProximity::split_unique_list(3, 1));
  ASSERT_EQ(key->inner.per_air.size(), 1U);
  const AirVerifyingKey& air = key->inner.per_air[0];
  const json& expected = golden["per_air"][0];
  EXPECT_EQ(air.preprocessed_data->hypercube_dim,
            expected["preprocessed_data"]["hypercube_dim"].get<int32_t>());
  EXPECT_EQ(air.params.width.cached_mains, (std::vector<uint32_t>{1, 1}));
  EXPECT_EQ(air.symbolic_constraints.nodes.size(),
            expected["symbolic_constraints"]["constraints"]["nodes"].size());
  EXPECT_EQ(air.symbolic_constraints.constraint_idx, (std::vector<uint32_t>{3, 6, 11, 14, 19, 22, 26}));
  EXPECT_EQ(air.symbolic_constraints.nodes[1].constant, BabyBear::one());
  EXPECT_TRUE(air.params.need_rot);
  EXPECT_FALSE(air.is_required);
}

TEST(ProofCodec, GoldenProofsRoundTrip) {
  for (const std::string& name : golden_proof_cases()) {
    const std::vector<uint8_t> bytes = golden_bytes(name + "/proof.bin");
    const auto proof = decode_proof(bytes);
    ASSERT_TRUE(proof.ok()) << name << ": " << proof.error().message;
    EXPECT_EQ(encode_proof(*proof), bytes) << name;
  }
}

TEST(ProofCodec, EveryTruncationIsRefused) {
  const std::vector<uint8_t> bytes = golden_bytes("swirl/small/fib_tiny_h2/proof.bin");
  for (size_t size = 0; size < bytes.size(); ++size)
    ASSERT_FALSE(decode_proof(std::span(bytes).first(size)).ok()) << size;
  const std::vector<uint8_t> key = golden_bytes("swirl/small/mixture/vk.postcard");
  for (size_t size = 0; size < key.size(); ++size)
    ASSERT_FALSE(decode_verifying_key(std::span(key).first(size)).ok()) << size;
}

}  // namespace
}  // namespace zkmem
