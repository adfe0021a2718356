// What any backend must do, as one typed suite: the golden bytes at any thread count, no proof of what does
// not hold, cancel, budget, memory that is reused. Instantiated with the CPU backend on every instruction set
// of the machine.
#include "zkmem/prover/backend.h"

#include <atomic>
#include <set>

#include <gtest/gtest.h>

#include "zkmem/air/check/row_checker.h"
#include "zkmem/field/simd_target.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/prover/prove.h"
#include "zkmem/prover/test_statement.h"

namespace zkmem {
namespace {

using testing::golden_statement;
using testing::Statement;

template <int kTarget>
struct CpuOn {
  // False if the machine has fewer instruction sets.
  static bool select() {
    const std::vector<std::string> targets = simd_targets();
    return kTarget < static_cast<int>(targets.size()) && pin_simd_target(targets[kTarget]);
  }
  static const ProverBackend& backend() { return cpu_backend(); }
};

template <class T>
class Backend : public ::testing::Test {
 protected:
  void SetUp() override {
    pin_simd_target("");
    if (!T::select()) GTEST_SKIP() << "the machine has no such instruction set";
  }
  void TearDown() override { pin_simd_target(""); }

  static Result<Proof> prove_with(const Context& context, const VerifyingKey& key, const ProvingInput& input,
                                  WorkMemory* memory = nullptr) {
    ProveOptions options;
    options.backend = &T::backend();
    options.memory = memory;
    return prove(context, key, input, options);
  }
};

using Backends = ::testing::Types<CpuOn<0>, CpuOn<1>, CpuOn<2>>;
TYPED_TEST_SUITE(Backend, Backends);

TYPED_TEST(Backend, GivesTheGoldenBytesAtAnyThreadCount) {
  for (const std::string& name : testing::golden_proof_cases()) {
    if (name.find("small") == std::string::npos) continue;
    const Statement statement = golden_statement(name);
    for (const unsigned threads : {1U, 2U, 8U}) {
      Context context;
      context.threads = threads;
      const auto proof = this->prove_with(context, statement.key, statement.traces.input());
      ASSERT_TRUE(proof.ok()) << name << ": " << proof.error().message;
      EXPECT_EQ(encode_proof(*proof), testing::golden_bytes(name + "/proof.bin"))
          << name << " threads " << threads;
    }
  }
}

// The key's AIRs as the row checker wants them.
std::vector<CheckedAir> checked_airs(const VerifyingKeyContent& key) {
  std::vector<CheckedAir> airs;
  for (const AirVerifyingKey& air_key : key.per_air) {
    CheckedAir air;
    air.name = "air";
    air.columns.assign(air_key.params.width.common_main, "x");
    air.constraints.widths.common_main = air_key.params.width.common_main;
    air.constraints.num_public_values = air_key.params.num_public_values;
    air.constraints.dag = air_key.symbolic_constraints;
    air.constraints.need_rot = air_key.params.need_rot;
    airs.push_back(std::move(air));
  }
  return airs;
}

// One cell changed anywhere: there is a proof exactly if the row checker finds nothing wrong.
TYPED_TEST(Backend, NeverProvesWhatDoesNotHold) {
  size_t refused = 0;
  for (const std::string name :
       {"swirl/small/fib", "swirl/small/interactions", "swirl/small/self_interaction"}) {
    Statement statement = golden_statement(name);
    Context context;
    context.threads = 1;
    for (auto& [air, traces] : statement.traces.traces) {
      Trace& trace = traces.common_main;
      for (size_t row = 0; row < trace.height(); row += 1 + trace.height() / 4) {
        for (size_t col = 0; col < trace.width(); ++col) {
          const BabyBear before = trace.at(row, col);
          trace.at(row, col) += BabyBear::two();
          const auto proof = this->prove_with(context, statement.key, statement.traces.input());
          const auto report =
              check_traces(context, checked_airs(statement.key.inner), statement.traces.input(), {});
          ASSERT_TRUE(report.ok());
          EXPECT_EQ(proof.ok(), report->ok()) << name << " row " << row << " column " << col;
          if (!proof.ok()) {
            EXPECT_EQ(proof.error().kind, ErrorKind::kRejected);
            ++refused;
          }
          trace.at(row, col) = before;
        }
      }
    }
  }
  EXPECT_GT(refused, 15U);
}

TYPED_TEST(Backend, StopsInEveryPhaseWhenCancelled) {
  const Statement statement = golden_statement("swirl/small/mixture");
  std::set<std::string> phases;
  Context context;
  context.threads = 2;
  context.progress = [&](std::string_view phase, double fraction) {
    if (fraction < 1) phases.emplace(phase);
    EXPECT_GE(fraction, 0);
    EXPECT_LE(fraction, 1);
  };
  ASSERT_TRUE(this->prove_with(context, statement.key, statement.traces.input()).ok());
  EXPECT_GE(phases.size(), 5U);
  for (const std::string& phase : phases) {
    std::atomic<bool> cancel = false;
    context.cancel = &cancel;
    context.progress = [&](std::string_view now, double) {
      if (now == phase) cancel = true;
    };
    const auto proof = this->prove_with(context, statement.key, statement.traces.input());
    ASSERT_FALSE(proof.ok()) << phase;
    EXPECT_EQ(proof.error().kind, ErrorKind::kCancelled) << phase;
  }
}

TYPED_TEST(Backend, KeepsToTheMemoryItAnnounces) {
  for (const std::string name :
       {"swirl/small/mixture", "swirl/small/self_interaction", "openvm-v2/mem_a_tiny/small"}) {
    const Statement statement = golden_statement(name);
    const ProvingInput input = statement.traces.input();
    const uint64_t needed = proving_memory(statement.key, input);
    Context context;
    context.threads = 2;
    context.memory_budget = needed - 1;
    const auto refused = this->prove_with(context, statement.key, input);
    ASSERT_FALSE(refused.ok()) << name;
    EXPECT_EQ(refused.error().kind, ErrorKind::kLimit);
    EXPECT_NE(refused.error().message.find(std::to_string(needed)), std::string::npos)
        << refused.error().message;
    context.memory_budget = needed;
    EXPECT_TRUE(this->prove_with(context, statement.key, input).ok()) << name;
  }
}

TYPED_TEST(Backend, ReusesMemoryFromProofToProof) {
  const Statement statement = golden_statement("swirl/small/mixture");
  WorkMemory memory(proving_memory(statement.key, statement.traces.input()) * 4);
  Context context;
  context.threads = 1;
  uint64_t first = 0;
  for (int i = 0; i < 3; ++i) {
    const auto proof = this->prove_with(context, statement.key, statement.traces.input(), &memory);
    ASSERT_TRUE(proof.ok());
    EXPECT_EQ(encode_proof(*proof), testing::golden_bytes("swirl/small/mixture/proof.bin"));
    if (i == 0) first = memory.touched();
    EXPECT_EQ(memory.touched(), first);  // everything was given back
  }
}

TYPED_TEST(Backend, CommitsTracesLikeTheKey) {
  const Statement statement = golden_statement("swirl/small/prep_cached");
  Context context;
  for (const auto& [air, traces] : statement.traces.traces) {
    const AirVerifyingKey& key = statement.key.inner.per_air[air];
    ASSERT_TRUE(key.preprocessed_data.has_value());
    const auto commit = commit_trace(context, statement.key.inner.params, traces.preprocessed.view());
    ASSERT_TRUE(commit.ok());
    EXPECT_EQ(*commit, key.preprocessed_data->commit);
    for (size_t k = 0; k < traces.cached_mains.size(); ++k) {
      const auto cached = commit_trace(context, statement.key.inner.params, traces.cached_mains[k].view());
      ASSERT_TRUE(cached.ok());
      EXPECT_EQ(*cached, statement.traces.cached_commitments.at(air)[k]);
    }
  }
}

TYPED_TEST(Backend, RefusesTracesThatDoNotFitTheKey) {
  const Statement statement = golden_statement("swirl/small/prep_cached");
  const Context context;
  const ProvingInput good = statement.traces.input();
  const auto refuses = [&](const ProvingInput& input, const std::string& mention) {
    const auto proof = this->prove_with(context, statement.key, input);
    ASSERT_FALSE(proof.ok()) << mention;
    EXPECT_EQ(proof.error().kind, ErrorKind::kBadInput);
    EXPECT_NE(proof.error().message.find(mention), std::string::npos) << proof.error().message;
  };
  refuses({}, "no trace");
  ProvingInput input = good;
  input[0].air = 7;
  refuses(input, "air 7");
  input = good;
  input.push_back(good[0]);
  refuses(input, "twice");
  input = good;
  input[0].public_values.push_back(BabyBear::one());
  refuses(input, "public values");
  input = good;
  input[0].cached_mains.pop_back();
  refuses(input, "cached mains");
  input = good;
  const Trace other(64, good[0].common_main.width());
  input[0].common_main = other.view();
  refuses(input, "other parts have 64");
  input = good;
  const Trace narrow(good[0].height(), 1);
  input[0].preprocessed = narrow.view();
  refuses(input, "preprocessed");
}

}  // namespace
}  // namespace zkmem
