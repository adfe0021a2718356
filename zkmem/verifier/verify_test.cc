// Every golden proof is accepted, and the transcript is the reference's, word for word and label for label.
#include "zkmem/verifier/verify.h"

#include <sstream>

#include <gtest/gtest.h>

#include "zkmem/protocol/golden_cases.h"
#include "zkmem/protocol/verifying_key_codec.h"

namespace zkmem {
namespace {

using testing::golden_bytes;

class GoldenProof : public ::testing::TestWithParam<std::string> {};

std::string text_of(const std::vector<uint8_t>& bytes) { return {bytes.begin(), bytes.end()}; }

TEST_P(GoldenProof, IsAcceptedWithTheReferencesTranscript) {
  const auto key = decode_verifying_key(golden_bytes(GetParam() + "/vk.postcard"));
  ASSERT_TRUE(key.ok()) << key.error().message;
  TranscriptLog log;
  const Verdict verdict = verify_bytes(*key, golden_bytes(GetParam() + "/proof.bin"), {.log = &log});

  // The first differing line names the broken step.
  std::istringstream expected(text_of(golden_bytes(GetParam() + "/transcript.log")));
  std::istringstream ours(log.text());
  std::string expected_line;
  std::string our_line;
  size_t lines = 0;
  while (std::getline(ours, our_line)) {
    ASSERT_TRUE(std::getline(expected, expected_line)) << "golden transcript ends before: " << our_line;
    ASSERT_EQ(our_line, expected_line);
    ++lines;
  }
  EXPECT_TRUE(verdict.ok()) << verdict.error().message();
  EXPECT_FALSE(std::getline(expected, expected_line)) << "ours ends before: " << expected_line;
  EXPECT_GT(lines, 0U);
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Cases, GoldenProof, ::testing::ValuesIn(testing::golden_proof_cases()), test_name);

class GoldenSponge : public ::testing::TestWithParam<std::string> {};

// The whole sponge after each permutation, not only what was sampled from it.
TEST_P(GoldenSponge, StatesAreTheReferences) {
  const auto key = decode_verifying_key(golden_bytes(GetParam() + "/vk.postcard"));
  ASSERT_TRUE(key.ok());
  TranscriptLog log;
  ASSERT_TRUE(verify_bytes(*key, golden_bytes(GetParam() + "/proof.bin"), {.log = &log}).ok());
  std::istringstream expected(text_of(golden_bytes(GetParam() + "/sponge_states.txt")));
  std::string line;
  size_t state = 0;
  for (; std::getline(expected, line); ++state) {
    ASSERT_LT(state, log.states.size());
    std::istringstream words(line);
    for (const BabyBear word : log.states[state]) {
      uint32_t value = 0;
      words >> value;
      ASSERT_EQ(word.as_canonical(), value) << "state " << state;
    }
  }
  EXPECT_EQ(state, log.states.size());
}

INSTANTIATE_TEST_SUITE_P(Cases, GoldenSponge,
                         ::testing::Values("swirl/small/fib_tiny_h2", "swirl/small/mixture",
                                           "swirl/small/prep_cached"),
                         test_name);

}  // namespace
}  // namespace zkmem
