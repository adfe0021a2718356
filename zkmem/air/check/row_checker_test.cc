#include "zkmem/air/check/row_checker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/air/air_builder.h"
#include "zkmem/air/check/block_kernel.h"
#include "zkmem/air/check/block_runner.h"
#include "zkmem/air/interaction.h"
#include "zkmem/field/simd_target.h"

namespace zkmem {
namespace {

using ::testing::HasSubstr;

// Sends (value, 2 value) once where is_on; counts up.
class SenderAir final : public Air {
 public:
  std::string name() const override { return "Sender"; }
  AirWidths widths() const override { return {.preprocessed = 0, .cached_mains = {}, .common_main = 2}; }
  size_t num_public_values() const override { return 1; }
  std::vector<std::string> column_names() const override { return {"is_on", "value"}; }
  void eval(AirBuilder& builder) const override {
    const auto local = builder.row(0, 0);
    const auto next = builder.row(0, 1);
    builder.assert_bool(local[0]);
    builder.when_first_row().assert_eq(local[1], builder.public_value(0));
    builder.when_transition().assert_eq(next[1], local[1] + 1);
    PermutationBus{9}.send(builder, {local[1], local[1] * 2}, local[0]);
  }
};
class ReceiverAir final : public Air {
 public:
  std::string name() const override { return "Receiver"; }
  AirWidths widths() const override { return {.preprocessed = 1, .cached_mains = {1}, .common_main = 1}; }
  std::vector<std::string> column_names() const override { return {"fixed", "key", "times"}; }
  void eval(AirBuilder& builder) const override {
    PermutationBus{9}.receive(builder, {builder.cached(0, 0), builder.cached(0, 0).doubled()},
                              builder.main(0));
    builder.assert_zero(builder.preprocessed(0) * builder.main(0) * 0);
  }
};

struct World {
  std::vector<CheckedAir> airs{checked_air(SenderAir(), true), checked_air(ReceiverAir(), false)};
  OwnedAirTraces sender;
  OwnedAirTraces receiver;

  explicit World(size_t height) {
    sender.common_main = Trace(height, 2);
    sender.public_values = {BabyBear::from_canonical(5)};
    receiver = {Trace(height, 1), {Trace(height, 1)}, Trace(height, 1), {}};
    for (size_t row = 0; row < height; ++row) {
      sender.common_main.at(row, 0) = BabyBear::from_bool(row % 3 != 1);
      sender.common_main.at(row, 1) = BabyBear::from_u64(5 + row);
      receiver.cached_mains[0].at(height - 1 - row, 0) = BabyBear::from_u64(5 + row);
      receiver.common_main.at(height - 1 - row, 0) = BabyBear::from_bool(row % 3 != 1);
    }
  }
  CheckReport check(unsigned threads = 1) const {
    Context context;
    context.threads = threads;
    const ProvingInput input{sender.view(0), receiver.view(1)};
    auto report = check_traces(context, airs, input, {.buses = {{9, {"pair", 1}}}});
    ZKMEM_CHECK(report.ok());
    return std::move(*report);
  }
  std::string text(const CheckReport& report) const { return describe(report, airs, {{9, {"pair", 1}}}); }
};

class RowChecker : public ::testing::TestWithParam<size_t> {};

TEST_P(RowChecker, PassesGoodTraces) {
  const World world(GetParam());
  const CheckReport report = world.check();
  EXPECT_TRUE(report.ok()) << world.text(report);
  EXPECT_EQ(report.cells, GetParam() * 5);
}

TEST_P(RowChecker, NamesRowColumnsAndConstraint) {
  World world(GetParam());
  const size_t row = GetParam() - 1;
  world.sender.common_main.at(row, 0) = BabyBear::from_canonical(2);
  const CheckReport report = world.check();
  ASSERT_EQ(report.constraints.size(), 1U) << world.text(report);
  EXPECT_EQ(report.constraints[0].row, row);
  EXPECT_THAT(world.text(report),
              HasSubstr("Sender row " + std::to_string(row) +
                        ": constraint 0 is 2, not 0: is_on * (is_on - 1)\n    is_on = 2\n"));
}

TEST_P(RowChecker, ExplainsAMessageWithAllItsUses) {
  World world(GetParam());
  world.receiver.cached_mains[0].at(GetParam() - 1, 0) = BabyBear::from_canonical(77777);
  const CheckReport report = world.check(2);
  EXPECT_TRUE(report.constraints.empty());
  EXPECT_EQ(report.unbalanced_buses, (std::vector<uint16_t>{9}));
  EXPECT_THAT(world.text(report),
              HasSubstr("pair bus (9): message (5, 10) has count 1 (sent minus received), not 0\n"
                        "    sent by Sender row 0 (interaction 0)\n"));
  EXPECT_THAT(world.text(report), HasSubstr("message (77777, 155554) has count -1"));
}

INSTANTIATE_TEST_SUITE_P(Heights, RowChecker, ::testing::Values(1, 2, 8, 64, 128, 16384));

TEST(RowCheckerShape, RefusesMissingAndMisshapenTraces) {
  const World world(8);
  const auto shape = [&](const ProvingInput& input) {
    const auto report = check_traces({}, world.airs, input, {});
    ZKMEM_CHECK(report.ok());
    return report->shape.empty() ? "" : report->shape[0];
  };
  EXPECT_EQ(shape({world.receiver.view(1)}), "Sender: required, but has no trace");
  EXPECT_EQ(shape({world.sender.view(0), world.sender.view(0)}),
            "Sender: traces are not in the order of the key, or twice");
  AirTraces wide = world.sender.view(0);
  wide.common_main = wide.common_main.columns(0, 1);
  EXPECT_EQ(shape({wide}), "Sender: the common main has 1 columns instead of 2");
  EXPECT_EQ(shape({world.sender.view(0)}), "");
}

TEST(BlockKernel, EveryInstructionSetAgreesWithTheScalarReference) {
  const World world(256);
  for (const auto& [air, traces] :
       {std::pair(&world.airs[0], world.sender.view(0)), std::pair(&world.airs[1], world.receiver.view(1))}) {
    const ConstraintProgram program = ConstraintProgram::compile(air->constraints.dag, traces.public_values);
    const Fingerprint fingerprint = make_fingerprint(9, 2);
    const auto run = [&](bool scalar) {
      check::BlockRunner runner(program, traces);
      BalanceSum sum;
      std::vector<uint32_t> failed;
      for (size_t block = 0; block < 4; ++block) {
        runner.run(block, {.fingerprints = &fingerprint, .sums = &sum, .failed = &failed}, scalar);
      }
      EXPECT_TRUE(failed.empty());
      return std::pair(sum.sum[0], sum.sum[1]);
    };
    const auto expected = run(true);
    EXPECT_FALSE(expected.first.is_zero());
    for (const std::string& target : simd_targets()) {
      ASSERT_TRUE(pin_simd_target(target));
      EXPECT_TRUE(run(false) == expected) << target;
    }
    ASSERT_TRUE(pin_simd_target(""));
  }
}

}  // namespace
}  // namespace zkmem
