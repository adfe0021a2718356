// Attacks 10 and 13: messages on two buses, and tuples that differ by zeros at their end, are never the same
// message, neither for the checker nor in a proof.
#include <gtest/gtest.h>

#include "zkmem/air/air_builder.h"
#include "zkmem/air/check/row_checker.h"
#include "zkmem/air/interaction.h"
#include "zkmem/protocol/keygen.h"
#include "zkmem/protocol/presets.h"
#include "zkmem/prover/prove.h"

namespace zkmem {
namespace {

// Every row sends (1) or receives (-1) a message that starts with its value and goes on with zeros.
class TalkAir final : public Air {
 public:
  TalkAir(uint16_t bus, size_t length, int direction) : bus_{bus}, length_(length), direction_(direction) {}

  std::string name() const override { return direction_ > 0 ? "Sender" : "Receiver"; }
  AirWidths widths() const override { return {.preprocessed = 0, .cached_mains = {}, .common_main = 1}; }
  std::vector<std::string> column_names() const override { return {"value"}; }
  void eval(AirBuilder& builder) const override {
    std::vector<Expr> message = {builder.main(0)};
    while (message.size() < length_) message.push_back(builder.zero());
    bus_.interact(builder, message, builder.constant(1) * BabyBear::from_i64(direction_));
  }

 private:
  PermutationBus bus_;
  size_t length_;
  int direction_;
};

struct Talk {
  uint16_t bus = 7;
  size_t length = 2;
};

// Both have the same values; "" if the statement is proven, else why not.
std::string outcome(const Talk& sent, const Talk& received) {
  const TalkAir sender(sent.bus, sent.length, 1);
  const TalkAir receiver(received.bus, received.length, -1);
  const std::vector<CheckedAir> checked = {checked_air(sender, true), checked_air(receiver, true)};
  constexpr size_t kHeight = 8;
  OwnedAirTraces traces;
  traces.common_main = Trace(kHeight, 1);
  for (size_t row = 0; row < kHeight; ++row) traces.common_main.at(row, 0) = BabyBear::from_u64(row + 3);
  const ProvingInput input = {traces.view(0), traces.view(1)};
  const auto report = check_traces({}, checked, input, {});
  ZKMEM_CHECK(report.ok());
  const std::vector<KeygenAir> airs = {{&sender, true, std::nullopt}, {&receiver, true, std::nullopt}};
  const auto key = generate_verifying_key(test_small_params(2, 8, 3), airs);
  ZKMEM_CHECK(key.ok());
  const auto proof = prove({}, *key, input);
  if (!proof.ok()) {
    EXPECT_FALSE(report->ok()) << "prover and checker must agree";
    return std::string(proof.error().message);
  }
  EXPECT_TRUE(report->ok());
  return "";
}

TEST(BusCollision, TheSameMessageBalances) { EXPECT_EQ(outcome({7, 2}, {7, 2}), ""); }

TEST(BusCollision, Attack10ZeroPaddedTuples) {
  for (const size_t length : {1U, 3U, 4U}) {
    EXPECT_EQ(outcome({7, 2}, {7, length}).substr(0, 27), "interactions do not balance") << length;
  }
}

TEST(BusCollision, Attack13TheSameTupleOnAnotherBus) {
  for (const uint16_t bus : {uint16_t{6}, uint16_t{8}, uint16_t{0}}) {
    EXPECT_EQ(outcome({7, 2}, {bus, 2}).substr(0, 27), "interactions do not balance") << bus;
  }
}

}  // namespace
}  // namespace zkmem
