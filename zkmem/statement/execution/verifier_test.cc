#include "zkmem/statement/execution/verifier.h"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/file.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {
namespace {

using nlohmann::json;

Digest digest(const json& words) {
  Digest d;
  for (size_t i = 0; i < d.size(); ++i) d[i] = BabyBear::from_canonical(words.at(i).get<uint32_t>());
  return d;
}

// OpenVM 2's own proof of a whole run, as one of ours.
ZkProof golden_run() {
  const std::string folder = std::string(ZKMEM_TESTDATA) + "/openvm-v2/rv32im_run/";
  std::ifstream file(folder + "execution.json");
  const json run = json::parse(file);
  ZkProof proof;
  Statement& s = proof.statement;
  s.kind = StatementKind::kExecution;
  s.config = MemoryConfig::openvm_v2_default();
  s.program_commitment = digest(run.at("program_commit"));
  s.exit_code = run.at("exit_code").get<uint32_t>();
  const json& values = run.at("user_public_values");
  for (const json& value : values.at("public_values")) {
    s.public_values.public_values.push_back(BabyBear::from_canonical(value.get<uint32_t>()));
  }
  for (const auto& [name, value] : values.items()) {
    if (name.find("commit") != std::string::npos) s.public_values.commitment = digest(value);
    if (name.find("proof") == std::string::npos && name.find("sibling") == std::string::npos) continue;
    for (const json& sibling : value) s.public_values.siblings.push_back(digest(sibling));
  }
  const json& segment = run.at("segments").at(0);
  SegmentClaim claim;
  claim.log_stacked_height = 20;
  claim.initial_root = digest(run.at("initial_root"));
  claim.final_root = digest(run.at("final_root"));
  claim.start_pc = segment.at("from_state").at("pc").get<uint32_t>();
  claim.end_pc = segment.at("to_state").at("pc").get<uint32_t>();
  claim.is_terminate = true;
  s.segments = {claim};
  proof.segment_proofs = {read_file(folder + "proof.bin").value()};
  return proof;
}

class GoldenRun : public testing::Test {
 protected:
  GoldenRun() : proof_(golden_run()), key_(keys_.execution_key(ParameterFamily::kApp, 20).value()) {}

  std::string reason(const ZkProof& proof) const {
    const Status status = verify_execution(Context{}, *key_, proof);
    return status.ok() ? "accepted" : status.error().message;
  }
  void expect_rejected(const std::string& part, const std::function<void(ZkProof&)>& tamper) {
    ZkProof altered = proof_;
    tamper(altered);
    EXPECT_NE(reason(altered).find(part), std::string::npos) << reason(altered);
  }

  KeyCache keys_;
  ZkProof proof_;
  std::shared_ptr<const VerifyingKey> key_;
};

TEST_F(GoldenRun, OurDerivedKeyIsOpenVms) {
  const auto bytes = read_file(std::string(ZKMEM_TESTDATA) + "/openvm-v2/rv32im_run/vk.postcard").value();
  EXPECT_EQ(encode_verifying_key(*key_), bytes);
  EXPECT_GE(proven_bits(*key_), kRequiredBits);
  EXPECT_LT(proven_bits(*keys_.execution_key(ParameterFamily::kWeak, 20).value()), kRequiredBits);
}

TEST_F(GoldenRun, IsAccepted) { EXPECT_EQ(reason(proof_), "accepted"); }

// Attack 14: the statement's roots, program, exit code and public values are bound.
TEST_F(GoldenRun, Attack14EveryPartOfTheStatementIsBound) {
  const auto bump = [](BabyBear& word) { word += BabyBear::one(); };
  expect_rejected("the initial root claimed",
                  [&](ZkProof& p) { bump(p.statement.segments[0].initial_root[3]); });
  expect_rejected("the final root claimed", [&](ZkProof& p) { bump(p.statement.segments[0].final_root[0]); });
  expect_rejected("the start pc claimed", [](ZkProof& p) { p.statement.segments[0].start_pc += 4; });
  expect_rejected("the end pc claimed", [](ZkProof& p) { p.statement.segments[0].end_pc += 4; });
  expect_rejected("is_terminate claimed", [](ZkProof& p) { p.statement.segments[0].is_terminate = false; });
  expect_rejected("the program's commitment", [&](ZkProof& p) { bump(p.statement.program_commitment[7]); });
  expect_rejected("the exit code claimed", [](ZkProof& p) { p.statement.exit_code ^= 1; });
  expect_rejected("stacked height 21", [](ZkProof& p) { p.statement.segments[0].log_stacked_height = 21; });
  expect_rejected("public values", [&](ZkProof& p) { bump(p.statement.public_values.public_values[5]); });
  expect_rejected("public values", [&](ZkProof& p) { bump(p.statement.public_values.siblings[1][1]); });
  expect_rejected("public values", [](ZkProof& p) { p.statement.public_values.public_values.push_back({}); });
  expect_rejected("public values", [](ZkProof& p) { p.statement.public_values.siblings.pop_back(); });
}

TEST_F(GoldenRun, Attack30NoSegmentsIsNoRun) {
  expect_rejected("no segments", [](ZkProof& p) {
    p.statement.segments.clear();
    p.segment_proofs.clear();
  });
}

// Attack 39: a doubled last segment.
TEST_F(GoldenRun, Attack39ADoubledSegmentIsRejected) {
  expect_rejected("segment 0 of 2: a segment before the last one terminates", [](ZkProof& p) {
    p.statement.segments.push_back(p.statement.segments[0]);
    p.segment_proofs.push_back(p.segment_proofs[0]);
  });
}

TEST_F(GoldenRun, Attack16AnotherKeyIsRejected) {
  const auto other = keys_.execution_key(ParameterFamily::kApp, 21).value();
  ZkProof altered = proof_;
  altered.statement.segments[0].log_stacked_height = 21;
  const Status status = verify_execution(Context{}, *other, altered);
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().message.find("its proof is rejected"), std::string::npos)
      << status.error().message;
}

TEST(Parameters, AreParsedAndRefused) {
  EXPECT_EQ(to_string(parse_parameters("app").value()), "app");
  EXPECT_EQ(to_string(parse_parameters("app:21").value()), "app:21");
  for (const char* text : {"", "apps", "app:", "app:x", "app:10", "app:25", "app:21x", "leaf"}) {
    EXPECT_FALSE(parse_parameters(text).ok()) << text;
  }
}

// The smallest height holds the tallest trace and the width, and one less does not.
TEST(Parameters, TheSmallestHeightIsChosen) {
  KeyCache keys;
  const auto key = keys.execution_key(ParameterFamily::kApp, 20).value();
  std::vector<std::optional<uint32_t>> heights(key->inner.per_air.size());
  for (size_t i = 0; i < 4; ++i) heights[i] = 5;
  EXPECT_EQ(smallest_stacked_height(ParameterFamily::kApp, key->inner, heights).value(), 11u);
  heights[7] = 19;
  EXPECT_EQ(smallest_stacked_height(ParameterFamily::kApp, key->inner, heights).value(), 19u);
  heights[21] = 23;
  EXPECT_EQ(smallest_stacked_height(ParameterFamily::kApp, key->inner, heights).value(), 23u);
  heights[21] = 25;
  EXPECT_FALSE(smallest_stacked_height(ParameterFamily::kApp, key->inner, heights).ok());
}

}  // namespace
}  // namespace zkmem
