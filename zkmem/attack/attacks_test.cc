// Every attack of the catalogue is a test of its name: each of its trials ends as it must, with the words
// that are there for it. Forgeries of a program's traces have tests that make once what they share
// (sdk/execution/forged_proofs_test.cc).
#include <gtest/gtest.h>

#include "zkmem/attack/catalogue.h"

namespace zkmem::attack {
namespace {

class AttackTest : public ::testing::Test {
 public:
  explicit AttackTest(const Attack& attack) : attack_(attack) {}
  void TestBody() override {
    Trials trials({});
    attack_.run(trials);
    ASSERT_FALSE(trials.list().empty()) << "it tries nothing";
    for (const Trial& trial : trials.list())
      EXPECT_TRUE(trial.is_expected) << trial.what << "\n wanted: " << trial.expected
                                     << "\n    got: " << trial.said;
  }

 private:
  const Attack& attack_;
};

}  // namespace
}  // namespace zkmem::attack

int main(int argc, char** argv) {
  using namespace zkmem::attack;
  for (const Attack& attack : catalogue()) {
    if (attack.suite == "Forgery") continue;
    ::testing::RegisterTest(attack.suite.c_str(), attack.name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                            [&attack]() -> AttackTest* { return new AttackTest(attack); });
  }
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
