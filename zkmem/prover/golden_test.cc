// Every golden case, byte for byte; on a difference the labelled transcript names the first step that
// differs.
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "zkmem/protocol/proof_codec.h"
#include "zkmem/prover/prove.h"
#include "zkmem/prover/test_statement.h"
#include "zkmem/prover/work_memory.h"

namespace zkmem {
namespace {

// "" or the first differing line.
std::string first_difference(const std::string& name, const TranscriptLog& log) {
  std::ifstream file(std::string(ZKMEM_TESTDATA) + "/" + name + "/transcript.log");
  std::istringstream ours(log.text());
  std::string expected;
  std::string line;
  while (std::getline(file, expected)) {
    if (!std::getline(ours, line)) return "ours ends before: " + expected;
    if (line != expected) return "ours: " + line + " golden: " + expected;
  }
  return std::getline(ours, line) ? "ours goes on: " + line : "";
}

class GoldenCase : public ::testing::TestWithParam<std::string> {};

TEST_P(GoldenCase, ProofBytesAreIdentical) {
  const testing::Statement statement = testing::golden_statement(GetParam());
  Context context;
  context.threads = 2;
  TranscriptLog log;
  const uint64_t needed = proving_memory(statement.key, statement.traces.input(), context.threads);
  WorkMemory memory(needed);
  const auto proof =
      prove(context, statement.key, statement.traces.input(), {.log = &log, .memory = &memory});
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_LE(memory.peak_use(), needed);
  EXPECT_EQ(first_difference(GetParam(), log), "");
  EXPECT_EQ(proof->common_main_commit, *statement.traces.common_main_commit);
  EXPECT_EQ(encode_proof(*proof), testing::golden_bytes(GetParam() + "/proof.bin"));
}

std::string test_name(const std::string& path) {
  std::string name = path;
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Cases, GoldenCase, ::testing::ValuesIn(testing::golden_proof_cases()),
                         [](const auto& golden) { return test_name(golden.param); });

}  // namespace
}  // namespace zkmem
