#include "zkmem/protocol/keygen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/air/interaction.h"
#include "zkmem/protocol/golden_cases.h"
#include "zkmem/protocol/verifying_key_codec.h"

namespace zkmem {
namespace {

using ::testing::HasSubstr;

class GoldenKeys : public ::testing::TestWithParam<std::string> {};

TEST_P(GoldenKeys, TraceHeightConstraintsAreTheReferences) {
  const auto key = decode_verifying_key(testing::golden_bytes(GetParam() + "/vk.postcard"));
  ASSERT_TRUE(key.ok()) << key.error().message;
  const auto constraints = trace_height_constraints(key->inner.params, key->inner.per_air);
  ASSERT_TRUE(constraints.ok());
  EXPECT_TRUE(*constraints == key->inner.trace_height_constraints);
}

INSTANTIATE_TEST_SUITE_P(All, GoldenKeys, ::testing::ValuesIn([] {
                           auto cases = testing::golden_proof_cases();
                           cases.push_back("openvm-v2/rv32im_app_vk");
                           return cases;
                         }()),
                         [](const auto& test) {
                           std::string name = test.param;
                           for (char& c : name)
                             c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
                           return name;
                         });

SystemParams golden_params() {
  const auto key = decode_verifying_key(testing::golden_bytes("swirl/small/fib/vk.postcard"));
  ZKMEM_CHECK(key.ok());
  return key->inner.params;
}

// A chip whose shape each test chooses.
class TestAir final : public Air {
 public:
  std::function<void(AirBuilder&)> body;
  AirWidths shape{.preprocessed = 0, .cached_mains = {}, .common_main = 2};

  std::string name() const override { return "TestAir"; }
  AirWidths widths() const override { return shape; }
  std::vector<std::string> column_names() const override {
    return ColumnNames().add("c", shape.common_main).take();
  }
  void eval(AirBuilder& builder) const override {
    if (body) body(builder);
  }
};

std::string keygen_error(const TestAir& air, SystemParams params = golden_params()) {
  const KeygenAir entry{&air, false, {}};
  const auto key = generate_verifying_key(params, std::span(&entry, 1));
  return key.ok() ? "" : key.error().message;
}

TEST(Keygen, RefusesWhatCannotBeProven) {
  TestAir air;
  EXPECT_THAT(keygen_error(air), HasSubstr("neither constraints nor interactions"));
  air.body = [](AirBuilder& b) { b.assert_zero(b.main(0).cube() * b.main(1)); };
  EXPECT_THAT(keygen_error(air), HasSubstr("degree 4 is above the parameters' 3"));
  air.body = [](AirBuilder& b) { PermutationBus{1}.send(b, std::span<const Expr>{}, b.one()); };
  EXPECT_THAT(keygen_error(air), HasSubstr("a message on bus 1 is empty"));
  air.body = [](AirBuilder& b) { PermutationBus{1}.send(b, std::vector<Expr>(128, b.main(0)), b.one()); };
  EXPECT_THAT(keygen_error(air), HasSubstr("128 fields, the parameters allow 127"));
  air.body = [](AirBuilder& b) { b.assert_zero(b.main(0)); };
  EXPECT_EQ(keygen_error(air), "");
  air.shape.preprocessed = 1;
  EXPECT_THAT(keygen_error(air), HasSubstr("1 preprocessed columns, but no commitment"));
  air.shape = {};
  air.body = nullptr;
  EXPECT_THAT(keygen_error(air), HasSubstr("no main columns"));
}

// Attack 4: counts that sum to p are no counts at all, so every bus's total is bounded below p.
TEST(Keygen, Attack04BoundsEveryBusBelowP) {
  TestAir air;
  air.body = [](AirBuilder& b) {
    PermutationBus{1}.send(b, {b.main(0)}, b.one());
    PermutationBus{1}.receive(b, {b.main(1)}, b.one());
    b.push_interaction(2, std::vector<Expr>{b.main(0)}, b.main(1), 7);
  };
  const KeygenAir entry{&air, false, {}};
  const auto key = generate_verifying_key(golden_params(), std::span(&entry, 1));
  ASSERT_TRUE(key.ok());
  bool bounds_bus_2 = false;
  for (const TraceHeightConstraint& c : key->inner.trace_height_constraints) {
    bounds_bus_2 |= c.coefficients[0] >= 7 && c.threshold <= BabyBear::kModulus;
  }
  EXPECT_TRUE(bounds_bus_2) << "7 a row on bus 2";
  air.body = [](AirBuilder& b) {
    for (int i = 0; i < 2; ++i) b.push_interaction(2, std::vector<Expr>{b.main(0)}, b.main(1), 1U << 31);
  };
  EXPECT_THAT(keygen_error(air), HasSubstr("count weights on bus 2 sum to 4294967296"));
}

}  // namespace
}  // namespace zkmem
