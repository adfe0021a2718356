// Proofs of traces that wait in a file are the same proofs, and take less memory.
#include "zkmem/prover/spilled_traces.h"

#include <atomic>
#include <cctype>
#include <csignal>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "zkmem/protocol/proof_codec.h"
#include "zkmem/prover/prove.h"
#include "zkmem/prover/test_statement.h"

namespace zkmem {
namespace {

using testing::golden_statement;
using testing::Statement;

class Spilled : public ::testing::TestWithParam<std::string> {};

TEST_P(Spilled, GivesTheGoldenBytes) {
  Statement statement = golden_statement(GetParam());
  Context context;
  context.threads = 2;
  const auto spilled = SpilledTraces::write(context, ::testing::TempDir(), statement.traces.input());
  ASSERT_TRUE(spilled.ok()) << spilled.error().message;
  for (auto& [air, traces] : statement.traces.traces) traces = OwnedAirTraces();  // only the file has them
  size_t releases = 0;
  const auto proof = prove(context, statement.key, spilled->input(), {.traces_idle = [&] {
                             ++releases;
                             spilled->release_pages()();
                           }});
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(encode_proof(*proof), testing::golden_bytes(GetParam() + "/proof.bin"));
  EXPECT_GE(releases, 5U);
}

INSTANTIATE_TEST_SUITE_P(Cases, Spilled,
                         ::testing::Values("swirl/small/mixture", "swirl/small/prep_cached",
                                           "swirl/small/interactions_cached", "openvm-v2/mem_a_tiny/small"),
                         [](const auto& name) {
                           std::string text = name.param;
                           for (char& c : text)
                             if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                           return text;
                         });

TEST(SpilledTraces, NeedLessMemoryThanResidentOnes) {
  const Statement statement = golden_statement("swirl/small/mixture");
  const ProvingInput input = statement.traces.input();
  uint64_t cells = 0;
  for (const AirTraces& traces : input) {
    cells += (traces.common_main.width() + traces.preprocessed.width()) * traces.height();
    for (const ConstTraceView& cached : traces.cached_mains) cells += cached.width() * cached.height();
  }
  const ProvingNeed need = proving_need(statement.key, input, 1);
  EXPECT_EQ(need.resident, proving_memory(statement.key, input, 1) + 4 * cells);
  EXPECT_EQ(need.spilled, std::max(proving_memory(statement.key, input, 1), 4 * cells));
  const auto spilled = SpilledTraces::write(Context{}, ::testing::TempDir(), input);
  ASSERT_TRUE(spilled.ok());
  EXPECT_EQ(spilled->bytes(), 4 * cells);
}

TEST(SpilledTraces, AreCancelledPromptly) {
  const Statement statement = golden_statement("swirl/small/mixture");
  const std::atomic<bool> cancel = true;
  Context context;
  context.cancel = &cancel;
  const auto spilled = SpilledTraces::write(context, ::testing::TempDir(), statement.traces.input());
  ASSERT_FALSE(spilled.ok());
  EXPECT_EQ(spilled.error().kind, ErrorKind::kCancelled);
}

// A file size limit stands for a full disk.
TEST(SpilledTraces, ReportThatTheDiskIsFull) {
  const Trace trace(size_t{1} << 12, 16);
  AirTraces traces;
  traces.common_main = trace.view();
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old = {};
  ::getrlimit(RLIMIT_FSIZE, &old);
  rlimit small = old;
  small.rlim_cur = 100000;
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto spilled = SpilledTraces::write(Context{}, ::testing::TempDir(), {traces});
  ::setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, before);
  ASSERT_FALSE(spilled.ok());
  EXPECT_EQ(spilled.error().kind, ErrorKind::kIo);
  EXPECT_NE(spilled.error().message.find(::testing::TempDir()), std::string::npos) << spilled.error().message;
}

}  // namespace
}  // namespace zkmem
