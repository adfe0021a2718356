// Attacks on the instruction chips (testing/forgeries.h): each forges a whole set of traces, lookup tables
// included, and is refused by exactly the constraints and buses that are there for it.
#include <gtest/gtest.h>

#include "zkmem/rv32im/testing/forgeries.h"
#include "zkmem/rv32im/testing/random_program.h"

namespace zkmem::rv32im {
namespace {

using testing::Forger;
using testing::Forgery;
using testing::ProvenRun;
using testing::RandomProgram;
using testing::Refusal;

TEST(Attack, TheHonestTracesPass) {
  Forger f = testing::honest_sample();
  EXPECT_EQ(testing::refusal_of(f.check()), Refusal{});
  f.rebalance_lookups();  // and the forger's tables are what honest ones are
  EXPECT_EQ(testing::refusal_of(f.check()), Refusal{});
}

TEST(Attack, EachIsRefusedByWhatIsThereForIt) {
  for (const Forgery& forgery : testing::forgeries()) {
    EXPECT_FALSE(forgery.refusal.empty());
    const Refusal found = testing::refusal_of(forgery.forge().check());
    EXPECT_TRUE(testing::is_refusal(forgery.refusal, found))
        << "#" << forgery.number << " " << forgery.name << " is refused by\n"
        << ::testing::PrintToString(found);
  }
}

}  // namespace
}  // namespace zkmem::rv32im
