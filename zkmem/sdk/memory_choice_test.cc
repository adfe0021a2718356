#include "zkmem/sdk/memory_choice.h"

#include <random>
#include <set>

#include <gtest/gtest.h>

#include "zkmem/field/babybear.h"
#include "zkmem/memory/online/controller.h"

namespace zkmem {
namespace {

using Controller = MemoryController<BabyBear>;

MemoryConfig config() {
  MemoryConfig config = MemoryConfig::hybrid_default();
  config.put_under(BoundaryMode::kPersistent);
  return config;
}

// Writes of four cells at these places, in one segment.
MemoryCost cost_of(const std::vector<uint32_t>& pointers) {
  Controller controller = Controller::create(config()).value();
  for (const uint32_t pointer : pointers)
    EXPECT_TRUE(controller.write({2, pointer}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
  MemoryCost cost(config());
  cost.add_segment(controller.memory().log());
  return cost;
}

std::vector<uint32_t> scattered(size_t count) {
  std::mt19937 random(7);
  std::vector<uint32_t> pointers;
  for (size_t i = 0; i < count; ++i) pointers.push_back(random() % (1U << 25) * 4);
  return pointers;
}

TEST(MemoryCost, CountsEachNodeOnce) {
  const std::vector<uint32_t> pointers = scattered(200);
  std::set<std::pair<unsigned, uint64_t>> nodes;
  std::set<uint64_t> leaves;
  const unsigned height = config().addr_space_height + config().address_height();
  for (const uint32_t pointer : pointers) {
    const uint64_t leaf = (uint64_t{1} << config().address_height()) + pointer / 8;
    leaves.insert(leaf);
    for (unsigned level = 0; level <= height; ++level) nodes.emplace(level, leaf >> level);
  }
  const MemoryCost cost = cost_of(pointers);
  EXPECT_EQ(cost.roots(), 664 * nodes.size());
  EXPECT_EQ(cost.ledger({}), (26 + 20) * leaves.size());
  EXPECT_EQ(cost.ledger({true, true}), 26 * leaves.size() + 380 * nodes.size());
  for (const HashedEnds& one : {HashedEnds{true, false}, {false, true}})
    EXPECT_EQ(cost.ledger(one), 26 * leaves.size() + 223 * nodes.size());
  EXPECT_EQ(cost.rest(), 30 * pointers.size() + (uint64_t{1} << 23));
}

TEST(MemoryCost, OfSegmentsThatTouchTheSame) {
  Controller controller = Controller::create(config()).value();
  ASSERT_TRUE(controller.write({2, 0}, std::vector<uint32_t>{1, 2, 3, 4}).ok());
  MemoryCost once(config());
  once.add_segment(controller.memory().log());
  MemoryCost twice(config());
  twice.add_segment(controller.memory().log());
  twice.add_segment(controller.memory().log());
  EXPECT_EQ(twice.roots(), 2 * once.roots());
  EXPECT_EQ(twice.ledger({}), 2 * 26 + 20);
}

TEST(MemoryCost, OfWordsAcrossLeavesAndOfNothing) {
  const MemoryCost none = cost_of({});
  EXPECT_EQ(none.roots(), 0u);
  EXPECT_FALSE(none.ledger_pays({}));
  EXPECT_EQ(cost_of({4}).ledger({}), 46u);
  Controller controller = Controller::create(config()).value();
  ASSERT_TRUE(controller.read({2, 0}, 16).ok());
  MemoryCost cost(config());
  cost.add_segment(controller.memory().log());
  EXPECT_EQ(cost.ledger({}), 2 * 46u);
}

TEST(MemoryCost, TheLedgerPaysWhereAccessesAreScattered) {
  EXPECT_FALSE(cost_of(scattered(60)).ledger_pays({})) << "few of them";
  EXPECT_TRUE(cost_of(scattered(2000)).ledger_pays({}));
  EXPECT_FALSE(cost_of(std::vector<uint32_t>(2000, 16)).ledger_pays({})) << "in one place";
  // Of one segment, hashing at the ends is the same hashing with fewer columns.
  EXPECT_FALSE(cost_of(scattered(300)).ledger_pays({true, true}));
}

}  // namespace
}  // namespace zkmem
