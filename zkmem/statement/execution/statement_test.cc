#include "zkmem/statement/execution/statement.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/file.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/rv32im/chips/machine.h"
#include "zkmem/statement/execution/known_program.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/memory/known_log.h"
#include "zkmem/statement/parameters.h"
#include "zkmem/statement/verify.h"

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
  ExecutionClaim s;
  s.config = MemoryConfig::openvm_v2_default();
  s.program_commitment = to_commitment(digest(run.at("program_commit")));
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
  ExecutionSegment claim;
  claim.log_stacked_height = 20;
  claim.initial_root = digest(run.at("initial_root"));
  claim.final_root = digest(run.at("final_root"));
  claim.start_pc = segment.at("from_state").at("pc").get<uint32_t>();
  claim.end_pc = segment.at("to_state").at("pc").get<uint32_t>();
  claim.is_terminate = true;
  s.segments = {claim};
  return {s, {read_file(folder + "proof.bin").value()}};
}

Result<std::shared_ptr<const VerifyingKey>> run_key(KeyCache& keys, ParameterFamily family, uint32_t height) {
  return keys.key(execution_statement(), execution_statement().default_config(), family, height,
                  HashSuite::kPoseidon2);
}

class GoldenRun : public testing::Test {
 protected:
  GoldenRun() : proof_(golden_run()), key_(run_key(keys_, ParameterFamily::kApp, 20).value()) {}

  // Under the keys that the claim's parameters derive.
  std::string reason(const ZkProof& proof) {
    const auto keys = segment_keys(keys_, *proof.claim);
    const auto facts = verify_segments(Context{}, keys.value(), proof);
    return facts.ok() ? "accepted" : facts.error().message;
  }
  void expect_rejected(const std::string& part, const std::function<void(ExecutionClaim&)>& tamper) {
    ZkProof altered = proof_;
    tamper(claim_as<ExecutionClaim>(*altered.claim));
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
  EXPECT_LT(proven_bits(*run_key(keys_, ParameterFamily::kWeak, 20).value()), kRequiredBits);
}

TEST_F(GoldenRun, IsAccepted) { EXPECT_EQ(reason(proof_), "accepted"); }

// Attack 14: the statement's roots, program, exit code and public values are bound.
TEST_F(GoldenRun, Attack14EveryPartOfTheStatementIsBound) {
  const auto bump = [](BabyBear& word) { word += BabyBear::one(); };
  expect_rejected("the initial root claimed",
                  [&](ExecutionClaim& p) { bump(p.segments[0].initial_root[3]); });
  expect_rejected("the final root claimed", [&](ExecutionClaim& p) { bump(p.segments[0].final_root[0]); });
  expect_rejected("the start pc claimed", [](ExecutionClaim& p) { p.segments[0].start_pc += 4; });
  expect_rejected("the end pc claimed", [](ExecutionClaim& p) { p.segments[0].end_pc += 4; });
  expect_rejected("is_terminate claimed", [](ExecutionClaim& p) { p.segments[0].is_terminate = false; });
  expect_rejected("the program's commitment", [&](ExecutionClaim& p) { p.program_commitment.words[7] ^= 1; });
  expect_rejected("the exit code claimed", [](ExecutionClaim& p) { p.exit_code ^= 1; });
  expect_rejected("its proof is rejected", [](ExecutionClaim& p) { p.segments[0].log_stacked_height = 21; });
  expect_rejected("public values", [&](ExecutionClaim& p) { bump(p.public_values.public_values[5]); });
  expect_rejected("public values", [&](ExecutionClaim& p) { bump(p.public_values.siblings[1][1]); });
  expect_rejected("public values", [](ExecutionClaim& p) { p.public_values.public_values.push_back({}); });
  expect_rejected("public values", [](ExecutionClaim& p) { p.public_values.siblings.pop_back(); });
}

TEST_F(GoldenRun, Attack30NoSegmentsIsNoRun) {
  ZkProof altered = proof_;
  altered.claim->resize_segments(0);
  altered.segment_proofs.clear();
  EXPECT_EQ(reason(altered), "the proof has no segments");
}

// Attack 39: a doubled last segment.
TEST_F(GoldenRun, Attack39ADoubledSegmentIsRejected) {
  ZkProof altered = proof_;
  auto& claim = claim_as<ExecutionClaim>(*altered.claim);
  claim.segments.push_back(claim.segments[0]);
  altered.segment_proofs.push_back(altered.segment_proofs[0]);
  EXPECT_EQ(reason(altered), "segment 0 of 2: a segment before the last one terminates");
  claim.segments[1].log_stacked_height = 21;
  EXPECT_EQ(reason(altered), "segment 1 of 2: stacked height 21, the run's is 20");
}

// A verifier that knows a program by its commitment alone, or by all that identifies it.
TEST_F(GoldenRun, IsComparedWithWhatIsKnownOfTheProgram) {
  const auto& claim = claim_as<ExecutionClaim>(*proof_.claim);
  ZkProof proof = proof_;
  proof.claim->keys_digest = digest_of_keys(HashSuite::kPoseidon2, {key_});
  const auto verdict = [&](const ProgramIdentity& identity) {
    const KnownProgram program(identity);
    VerificationOptions options;
    options.subject = &program;
    const auto report = verify_zkproof(Context{}, keys_, encode_zkproof(proof), options);
    return report.ok() ? report->not_shown.back() + "; " + report->shown.front() : report.error().message;
  };
  const uint32_t log_height =
      decode_proof(proof_.segment_proofs[0])->trace_vdata[rv32im::kAirProgram]->log_height;
  ProgramIdentity identity{claim.program_commitment, log_height, std::nullopt, std::nullopt};
  EXPECT_THAT(verdict(identity), testing::StartsWith("what the memory held at the start, beyond its root "));
  EXPECT_THAT(verdict(identity),
              testing::HasSubstr("; the program with the given commitment, started at pc "));
  // Known by another name of its start, which the proof does not have: no proof from any root will do.
  identity.start_image = StartImage{};
  EXPECT_THAT(verdict(identity), testing::HasSubstr("of the program's image only the commitment is known"));
  identity.start_image.reset();
  identity.start_pc = claim.segments[0].start_pc;
  identity.image_root = claim.segments[0].initial_root;
  EXPECT_THAT(verdict(identity), testing::StartsWith("what the program's input was"));
  *identity.start_pc += 4;
  EXPECT_THAT(verdict(identity), testing::StartsWith("the run starts at pc "));
  *identity.start_pc -= 4;
  identity.image_root = claim.segments[0].final_root;
  EXPECT_THAT(verdict(identity), testing::StartsWith("the run starts on the memory with root "));
  identity.image_root.reset();
  identity.log_table_height += 4;
  EXPECT_THAT(verdict(identity), testing::HasSubstr("reads the given one's cells as a table of 2^"));
  identity.commitment = Commitment{};
  EXPECT_THAT(verdict(identity), testing::StartsWith("the proof is about another program: "));
  const KnownLog log{Commitment{}};
  VerificationOptions options;
  options.subject = &log;
  EXPECT_EQ(verify_zkproof(Context{}, keys_, proof, options).error().message,
            "it is about a program, not about a log");
  EXPECT_THAT(verify_zkproof(Context{}, keys_, std::vector<uint8_t>{1, 2}, {}).error().message,
              testing::StartsWith("byte 0: no proof file"));
}

// Attack 17: honest segments, and a last one over the same cells as a table of another height.
TEST_F(GoldenRun, Attack17AllSegmentsHaveOneProgramTable) {
  const auto facts_with = [](uint32_t log_table_height) {
    auto facts = std::make_unique<ExecutionFacts>();
    facts->log_table_height = log_table_height;
    return facts;
  };
  std::vector<AnyFacts> facts;
  facts.push_back(facts_with(9));
  EXPECT_TRUE(execution_statement().check_whole(*proof_.claim, facts, nullptr).ok());
  facts.push_back(facts_with(13));
  EXPECT_EQ(execution_statement().check_whole(*proof_.claim, facts, nullptr).error().message,
            "segment 1 of 2: the program's table has 2^13 rows, 2^9 in the first segment");
}

// What a run came to is asked for, and a failed one is not accepted unless its code is.
TEST_F(GoldenRun, IsComparedWithWhatItMustHaveComeTo) {
  auto& claim = claim_as<ExecutionClaim>(*proof_.claim);
  const auto verdict = [&](const VerificationOptions& options) {
    const Status outcome = execution_statement().check_outcome(claim, options);
    return outcome.ok() ? "accepted" : outcome.error().message;
  };
  std::vector<uint8_t> values;
  for (const BabyBear value : claim.public_values.public_values)
    values.push_back(static_cast<uint8_t>(value.as_canonical()));
  VerificationOptions options;
  EXPECT_EQ(verdict(options), "accepted");
  options.exit_code = 1;
  EXPECT_THAT(verdict(options), testing::HasSubstr("succeeded with exit code 0, not 1"));
  claim.exit_code = 3;
  EXPECT_EQ(
      verdict({}),
      "the proof is valid, but the program failed with exit code 3 (verify --exit-code 3 accepts that)");
  options.exit_code.reset();
  EXPECT_EQ(verdict(options), "accepted");
  options.public_values = values;
  EXPECT_EQ(verdict(options), "accepted");
  while (!options.public_values->empty() && options.public_values->back() == 0)
    options.public_values->pop_back();
  EXPECT_EQ(verdict(options), "accepted") << "zeros may be left out";
  options.public_values = values;
  options.public_values->front() ^= 1;
  EXPECT_THAT(verdict(options), testing::HasSubstr("the program's public values are "));
  options.public_values = std::vector<uint8_t>(values.size() + 1);
  EXPECT_THAT(verdict(options), testing::HasSubstr("has 32 public values, 33 are asked for"));
}

TEST(Parameters, AreParsedAndRefused) {
  EXPECT_EQ(to_string(parse_parameters("app", HashSuite::kPoseidon2).value()), "app");
  EXPECT_EQ(to_string(parse_parameters("app:21", HashSuite::kPoseidon2).value()), "app:21");
  EXPECT_EQ(to_string(parse_parameters("", HashSuite::kPoseidon2).value()), "app");
  EXPECT_EQ(to_string(parse_parameters("", HashSuite::kBlake3).value()), "fast");
  EXPECT_EQ(to_string(parse_parameters("small:19", HashSuite::kBlake3).value()), "small:19");
  for (const char* text :
       {":", "apps", "small:", "fast:25", "app:", "app:x", "app:10", "app:25", "app:21x", "leaf"}) {
    EXPECT_FALSE(parse_parameters(text, HashSuite::kPoseidon2).ok()) << text;
  }
}

// The smallest height holds the tallest trace and the width, and one less does not.
TEST(Parameters, TheSmallestHeightIsChosen) {
  KeyCache keys;
  const auto key = run_key(keys, ParameterFamily::kApp, 20).value();
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
