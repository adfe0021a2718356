// The memory that is computed before a proof bounds what the proof takes, and not by far.
#include <cstdio>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "zkmem/air/air.h"
#include "zkmem/air/interaction.h"
#include "zkmem/protocol/keygen.h"
#include "zkmem/protocol/presets.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/prover/prove.h"
#include "zkmem/prover/work_memory.h"

namespace zkmem {
namespace {

// Boolean columns, some of which are sent and received in the same row; zeros satisfy it.
class ShapedAir final : public Air {
 public:
  ShapedAir(size_t width, size_t interactions, bool rot)
      : width_(width), interactions_(interactions), rot_(rot) {}
  std::string name() const override { return "ShapedAir"; }
  AirWidths widths() const override { return {0, {}, static_cast<uint32_t>(width_)}; }
  std::vector<std::string> column_names() const override { return ColumnNames().add("x", width_).take(); }
  void eval(AirBuilder& builder) const override {
    const std::vector<Expr> local = builder.row(0, 0);
    for (const Expr& x : local) builder.assert_bool(x);
    if (rot_) {
      const std::vector<Expr> next = builder.row(0, 1);
      for (size_t i = 0; i < width_; ++i) builder.when_transition().assert_eq(local[i], next[i]);
    }
    const PermutationBus bus{0};
    for (size_t i = 0; i < interactions_; ++i) {
      const Expr x = local[i / 2 % width_];
      if (i % 2 == 0) {
        bus.send(builder, {x}, builder.constant(1));
      } else {
        bus.receive(builder, {x}, builder.constant(1));
      }
    }
  }

 private:
  size_t width_;
  size_t interactions_;
  bool rot_;
};

struct TraceForm {
  size_t width;
  size_t interactions;
  bool rot;
  uint32_t log_height;
};

struct Shape {
  std::string name;
  SystemParams params;
  std::vector<TraceForm> traces;
};

SystemParams params_of(uint32_t l_skip, uint32_t log_stacked_height, uint32_t k, uint32_t log_blowup) {
  SystemParams params = test_small_params(l_skip, log_stacked_height - l_skip, k);
  params.log_blowup = log_blowup;
  return params;
}

const std::vector<Shape>& shapes() {
  static const std::vector<Shape> kShapes = {
      {"Interactions", params_of(4, 18, 4, 1), {{4, 8, false, 16}}},
      {"Wide", params_of(4, 15, 4, 1), {{600, 0, false, 13}}},
      {"WideLooksAtNextRows", params_of(2, 14, 4, 1), {{300, 4, true, 12}}},
      {"Tall", params_of(4, 18, 4, 1), {{2, 0, true, 18}}},
      {"ManyHeights",
       params_of(4, 17, 4, 1),
       {{20, 6, true, 15}, {3, 2, false, 17}, {40, 0, true, 9}, {9, 2, false, 1}}},
      {"LargeBlowup", params_of(2, 15, 3, 3), {{96, 2, false, 14}}},
      {"LargeFold", params_of(5, 16, 6, 2), {{16, 0, true, 15}}},
  };
  return kShapes;
}

struct Statement {
  VerifyingKey key;
  std::vector<OwnedAirTraces> traces;

  ProvingInput input() const {
    ProvingInput input;
    for (size_t i = 0; i < traces.size(); ++i) input.push_back(traces[i].view(i));
    return input;
  }
};

Statement statement_of(const Shape& shape) {
  std::vector<ShapedAir> airs;
  for (const TraceForm& form : shape.traces) airs.emplace_back(form.width, form.interactions, form.rot);
  std::vector<KeygenAir> keygen;
  for (const ShapedAir& air : airs) keygen.push_back({&air, true, std::nullopt});
  auto key = generate_verifying_key(shape.params, keygen);
  ZKMEM_CHECK(key.ok());
  Statement statement;
  statement.key = std::move(key).value();
  for (const TraceForm& form : shape.traces) {
    statement.traces.emplace_back();
    statement.traces.back().common_main = Trace(size_t{1} << form.log_height, form.width);
  }
  return statement;
}

class ProvingMemory : public ::testing::TestWithParam<Shape> {};

TEST_P(ProvingMemory, IsWhatAProofTakesAndNotMuchMore) {
  const Statement statement = statement_of(GetParam());
  std::vector<uint8_t> bytes;
  for (const unsigned threads : {1U, 2U}) {
    Context context;
    context.threads = threads;
    const uint64_t needed = proving_memory(statement.key, statement.input(), threads);
    context.memory_budget = needed;
    WorkMemory memory(needed);
    const auto proof = prove(context, statement.key, statement.input(), {.memory = &memory});
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_LE(memory.peak_use(), needed) << threads;
    EXPECT_LE(needed, memory.peak_use() + memory.peak_use() / 2) << threads;
    if (threads == 1) bytes = encode_proof(*proof);
    EXPECT_EQ(encode_proof(*proof), bytes);
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, ProvingMemory, ::testing::ValuesIn(shapes()),
                         [](const auto& shape) { return shape.param.name; });

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

// In bytes; 0 if the system does not say.
uint64_t status_value(const std::string& name) {
  std::ifstream file("/proc/self/status");
  std::string line;
  while (std::getline(file, line))
    if (line.rfind(name + ":", 0) == 0) return std::stoull(line.substr(name.size() + 1)) << 10;
  return 0;
}

// Not only what the working memory counts: the process as the system sees it.
TEST(ProvingMemoryOfTheProcess, StaysBelowWhatIsAnnounced) {
  const Statement statement = statement_of(shapes().front());
  const uint64_t needed = proving_memory(statement.key, statement.input(), 1);
  Context context;
  context.threads = 1;
  // The first proof also brings in code and tables.
  ASSERT_TRUE(prove(context, statement.key, statement.input()).ok());
  std::ofstream("/proc/self/clear_refs") << "5" << std::flush;  // the peak starts again
  const uint64_t before = status_value("VmRSS");
  if (before == 0 || status_value("VmHWM") > before + (before >> 4))
    GTEST_SKIP() << "the system does not let the peak be measured again";
  ASSERT_TRUE(prove(context, statement.key, statement.input()).ok());
  const uint64_t peak = status_value("VmHWM") - before;
  EXPECT_LE(peak, needed + (uint64_t{4} << 20));
  EXPECT_GE(peak, needed / 2);
}

#endif

TEST(CommitTrace, RespectsTheBudget) {
  const SystemParams params = params_of(4, 16, 4, 1);
  const Trace trace(size_t{1} << 14, 40);
  const StackedMatrix matrix = {40, 14};
  const uint64_t needed = committing_memory(params, StackedLayout::stack(4, 16, {&matrix, 1}), 1);
  Context context;
  context.threads = 1;
  context.memory_budget = needed - 1;
  const auto refused = commit_trace(context, params, trace.view());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kLimit);
  EXPECT_NE(refused.error().message.find(std::to_string(needed)), std::string::npos)
      << refused.error().message;
  context.memory_budget = needed;
  EXPECT_TRUE(commit_trace(context, params, trace.view()).ok());
}

// What the kernels do not know is refused, not asserted.
TEST(BackendLimits, AreErrorsWithBothNumbers) {
  Shape shape = {"", params_of(7, 14, 3, 1), {{4, 2, true, 10}}};
  const Context context;
  const auto refuses = [&](const std::string& first, const std::string& second) {
    const Statement statement = statement_of(shape);
    const auto proof = prove(context, statement.key, statement.input());
    ASSERT_FALSE(proof.ok());
    EXPECT_EQ(proof.error().kind, ErrorKind::kBadInput);
    EXPECT_NE(proof.error().message.find(first), std::string::npos) << proof.error().message;
    EXPECT_NE(proof.error().message.find(second), std::string::npos) << proof.error().message;
    const auto commit = commit_trace(context, shape.params, statement.traces[0].common_main.view());
    ASSERT_FALSE(commit.ok());
    EXPECT_EQ(commit.error().message, proof.error().message);
    EXPECT_GT(proving_memory(statement.key, statement.input()), 0U);
  };
  refuses("l_skip 7", "up to 6");
  shape.params = params_of(13, 15, 3, 1);
  refuses("l_skip 13", "up to 6");
  shape.params = params_of(2, 14, 12, 1);
  refuses("whir.k 12", "up to 11");
}

// The largest blocks that there are kernels for.
TEST(BackendLimits, WhatIsJustWithinThemIsProven) {
  for (const uint32_t l_skip : {1U, 6U}) {
    const Statement statement =
        statement_of({"", params_of(l_skip, 12, 3, 1), {{4, 2, true, 10}, {3, 0, false, 3}}});
    const auto proof = prove(Context{}, statement.key, statement.input());
    EXPECT_TRUE(proof.ok()) << l_skip << ": " << proof.error().message;
  }
}

TEST(Prove, RefusesAKeyThatIsNone) {
  Statement statement = statement_of({"", params_of(2, 12, 3, 1), {{4, 2, true, 10}}});
  statement.key.inner.params.whir.rounds.clear();
  const auto proof = prove(Context{}, statement.key, statement.input());
  ASSERT_FALSE(proof.ok());
  EXPECT_EQ(proof.error().kind, ErrorKind::kBadInput);
}

}  // namespace
}  // namespace zkmem
