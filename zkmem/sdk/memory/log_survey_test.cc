#include "zkmem/sdk/memory/log_survey.h"

#include <bit>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/hash/simd.h"
#include "zkmem/memory/offline/memory_segment.h"
#include "zkmem/memory/statement/segment_traces.h"
#include "zkmem/memory/testing/random_log.h"
#include "zkmem/sdk/segment_fit.h"
#include "zkmem/sdk/testing/proven_log.h"

namespace zkmem {
namespace {

using testing::log_of;
using testing::tiny_config;
using Controller = MemoryController<BabyBear>;

class SurveyOfEveryProfile : public ::testing::TestWithParam<MemoryProfile> {};
INSTANTIATE_TEST_SUITE_P(Profiles, SurveyOfEveryProfile,
                         ::testing::Values(MemoryProfile::kHybrid, MemoryProfile::kOpenVmV1,
                                           MemoryProfile::kOpenVmV2),
                         [](const auto& test) {
                           std::string name(to_string(test.param));
                           std::erase(name, '-');
                           return name;
                         });

// The heights of the log's only segment: as surveyed, and as its traces have them.
void expect_exact(const LogFile& log) {
  const MemoryAirs airs = MemoryAirs::create(log.config).value();
  const CutSurvey survey = survey_log(Context{}, airs, log.log).value();
  ASSERT_EQ(survey.size(), 1u);
  CutSurvey::Window window(survey, 0);
  ASSERT_TRUE(window.grow());
  const std::vector<MemorySegment> segments = memory_segments(log.log);
  ASSERT_EQ(segments.size(), 1u);
  EXPECT_EQ(window.length().accesses, segments[0].accesses.size() + segments[0].immediates.size());
  const LeafMarks none;
  const LedgerLink ledger{none, kNoChallenge};
  const SegmentTraces traces = make_segment_traces(Context{}, simd_poseidon2_batch(), airs, segments[0],
                                                   {log.initial, nullptr, &ledger}, {}, SegmentFill::kShape)
                                   .value();
  LogHeights heights(airs.entries.size());
  for (const AirTraces& chip : traces.input())
    heights[chip.air] = static_cast<uint32_t>(std::countr_zero(chip.height()));
  EXPECT_EQ(window.heights(), heights);
}

TEST_P(SurveyOfEveryProfile, ReplaysWhereSizesMix) {
  for (const uint64_t seed : {uint64_t{1}, uint64_t{2}, uint64_t{3}})
    expect_exact(testing::random_log(tiny_config(GetParam(), BoundaryMode::kGlobal), seed, 200));
}

TEST_P(SurveyOfEveryProfile, ReadsRowsOffALogOfBlocks) {
  const MemoryConfig config = tiny_config(GetParam(), BoundaryMode::kGlobal);
  const uint32_t block = config.initial_block_size(2);
  expect_exact(log_of(config, [&](Controller& controller) {
    for (uint32_t i = 0; i < 100; ++i) {
      ASSERT_TRUE(controller.read({2, block * (i * i % 64)}, block).ok());
      if (i % 9 == 0) {
        ASSERT_TRUE(controller.increment_timestamp_by(1 + i).ok());
        ASSERT_TRUE(controller.increment_timestamp_by(2).ok());
        ASSERT_TRUE(controller.read({0, i}, 1).ok());
      }
    }
    ASSERT_TRUE(controller.increment_timestamp_by(50).ok());
  }));
}

TEST(LogSurvey, PiecesEndWhereTheLogsSegmentsDo) {
  const LogFile log =
      log_of(tiny_config(MemoryProfile::kHybrid, BoundaryMode::kGlobal), [](Controller& controller) {
        ASSERT_TRUE(controller.read({2, 0}, 4).ok());
        controller.cut_segment();
        ASSERT_TRUE(controller.read({2, 4}, 4).ok());
        ASSERT_TRUE(controller.read({2, 8}, 4).ok());
      });
  const MemoryAirs airs = MemoryAirs::create(log.config).value();
  const CutSurvey survey = survey_log(Context{}, airs, log.log).value();
  ASSERT_EQ(survey.size(), 2u);
  EXPECT_TRUE(survey.piece(0).must_end);
  EXPECT_EQ(survey.piece(0).length.accesses, 1u);
  EXPECT_FALSE(survey.piece(1).must_end);
  EXPECT_EQ(survey.piece(1).length.accesses, 2u);
}

}  // namespace
}  // namespace zkmem
