#include "zkmem/memory/statement/log_cutter.h"

#include <gtest/gtest.h>

#include "zkmem/memory/offline/memory_segment.h"
#include "zkmem/memory/testing/random_log.h"

namespace zkmem {
namespace {

MemoryController<BabyBear> random_run(const MemoryConfig& config, bool with_segments) {
  auto controller = MemoryController<BabyBear>::create(config).value();
  testing::Random random(7);
  for (int part = 0; part < 3; ++part) {
    testing::run_random(controller, random, 100, 64);
    if (with_segments) controller.cut_segment();
  }
  return controller;
}

void expect_equal(const MemorySegment& a, const MemorySegment& b) {
  EXPECT_EQ(a.end_timestamp, b.end_timestamp);
  EXPECT_EQ(a.cells, b.cells);
  ASSERT_EQ(a.accesses.size(), b.accesses.size());
  for (size_t i = 0; i < a.accesses.size(); ++i) {
    EXPECT_EQ(a.accesses[i].timestamp, b.accesses[i].timestamp) << i;
    EXPECT_EQ(a.accesses[i].pointer, b.accesses[i].pointer) << i;
  }
  ASSERT_EQ(a.immediates.size(), b.immediates.size());
  for (size_t i = 0; i < a.immediates.size(); ++i) EXPECT_EQ(a.immediates[i].value, b.immediates[i].value);
  ASSERT_EQ(a.steps.size(), b.steps.size());
}

class CutLogs : public ::testing::TestWithParam<bool> {
 protected:
  MemoryConfig config_ = testing::small_config(MemoryProfile::kHybrid, BoundaryMode::kPersistent);
  MemoryController<BabyBear> controller_ = random_run(config_, GetParam());
  const AccessLog& log_ = controller_.memory().log();
};
INSTANTIATE_TEST_SUITE_P(Marks, CutLogs, ::testing::Bool());

TEST_P(CutLogs, PieceByPieceAsAllAtOnce) {
  for (const unsigned accesses : {1u, 2u, 7u, 99u, 100u, 101u, 1000u}) {
    const CutLog whole = cut_log(config_, log_, accesses);
    const std::vector<MemorySegment> segments = memory_segments(whole.log);
    LogCutter cutter(config_, log_);
    for (const MemorySegment& segment : segments) {
      ASSERT_FALSE(cutter.done());
      const AccessLog piece = cutter.next(accesses);
      expect_equal(memory_segments(piece).front(), segment);
    }
    EXPECT_TRUE(cutter.done());
  }
}

TEST_P(CutLogs, AgainAtTheSameClocks) {
  for (const unsigned accesses : {1u, 5u, 64u, 1000u}) {
    LogCutter first(config_, log_);
    LogCutter second(config_, log_);
    while (!first.done()) {
      ASSERT_FALSE(second.done());
      const AccessLog piece = first.next(accesses);
      const auto again = second.next_until(piece.end_timestamp());
      ASSERT_TRUE(again.has_value());
      expect_equal(memory_segments(*again).front(), memory_segments(piece).front());
    }
    EXPECT_TRUE(second.done());
  }
}

TEST_P(CutLogs, NotWhereTheLogGoesOn) {
  LogCutter ends(config_, log_);
  const uint32_t end = ends.next(10).end_timestamp();
  for (const uint32_t wrong : {uint32_t{0}, uint32_t{1}, ~uint32_t{0}}) {
    EXPECT_FALSE(LogCutter(config_, log_).next_until(wrong).has_value()) << wrong;
  }
  LogCutter cutter(config_, log_);
  ASSERT_TRUE(cutter.next_until(end).has_value());
  EXPECT_FALSE(cutter.next_until(1).has_value()) << "an empty segment before an access";
}

TEST(LogCutter, NotWithinATickOrAcrossAMark) {
  const MemoryConfig config = testing::small_config(MemoryProfile::kHybrid, BoundaryMode::kPersistent);
  AccessLog log(config);
  const std::vector<uint32_t> word = {1, 2, 3, 4};
  log.append_access({OpType::kWrite, 2, 0, 4}, word);
  log.append_inc(10);
  log.append_segment();
  log.append_access({OpType::kRead, 2, 0, 4}, word);
  EXPECT_FALSE(LogCutter(config, log).next_until(5).has_value());
  EXPECT_FALSE(LogCutter(config, log).next_until(13).has_value());
  LogCutter cutter(config, log);
  ASSERT_TRUE(cutter.next_until(12).has_value());
  ASSERT_TRUE(cutter.next_until(2).has_value());
  EXPECT_TRUE(cutter.done());
}

TEST(LogCutter, EmptyLogsAreOneEmptySegment) {
  const MemoryConfig config = testing::small_config(MemoryProfile::kHybrid, BoundaryMode::kPersistent);
  const AccessLog log(config);
  LogCutter cutter(config, log);
  ASSERT_FALSE(cutter.done());
  EXPECT_TRUE(cutter.next(5).empty());
  EXPECT_TRUE(cutter.done());
  EXPECT_TRUE(LogCutter(config, log).next_until(1).has_value());
}

// Segments that the log ends itself are kept, empty ones too; ticks at its end belong to the last one.
TEST(LogCutter, MarksAreKept) {
  const MemoryConfig config = testing::small_config(MemoryProfile::kHybrid, BoundaryMode::kPersistent);
  AccessLog log(config);
  log.append_segment();
  log.append_segment();
  log.append_access({OpType::kRead, 2, 0, 4}, std::vector<uint32_t>(4));
  log.append_segment();
  log.append_gap(3);
  std::vector<uint32_t> ends;
  LogCutter cutter(config, log);
  while (!cutter.done()) ends.push_back(cutter.next(100).end_timestamp());
  EXPECT_EQ(ends, (std::vector<uint32_t>{1, 1, 2, 4}));
  LogCutter again(config, log);
  for (const uint32_t end : ends) EXPECT_TRUE(again.next_until(end).has_value());
  EXPECT_TRUE(again.done());
}

}  // namespace
}  // namespace zkmem
