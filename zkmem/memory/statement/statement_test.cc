// The statement `memory`: what the executor accepts, checks.
#include <algorithm>

#include <gtest/gtest.h>

#include "zkmem/memory/testing/random_log.h"
#include "zkmem/memory/testing/statement_world.h"

namespace zkmem {
namespace {

using testing::make_world;
using testing::Random;
using testing::StatementWorld;

struct Setting {
  MemoryProfile profile;
  BoundaryMode mode;
};

std::string name_of(const ::testing::TestParamInfo<Setting>& test) {
  std::string name =
      std::string(to_string(test.param.profile)) + "_" + std::string(to_string(test.param.mode));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

MemoryController<BabyBear> controller_of(const MemoryConfig& config, const MemoryImage<BabyBear>& image) {
  auto controller = MemoryController<BabyBear>::create(config, image);
  ZKMEM_CHECK(controller.ok());
  return std::move(*controller);
}

MemoryImage<BabyBear> image_of(const MemoryConfig& config, Random& random) {
  MemoryImage<BabyBear> image(config);
  if (config.starts_from_zero()) return image;
  for (uint32_t i = 0; i < 200; ++i) {
    const uint32_t space = 1 + random.below(static_cast<uint32_t>(config.spaces.size()) - 1);
    const uint32_t cell = random.below(static_cast<uint32_t>(config.spaces[space].num_cells));
    ZKMEM_CHECK(image.set({space, cell}, random.below(200)).ok());
  }
  return image;
}

class Statement : public ::testing::TestWithParam<Setting> {};

TEST_P(Statement, RandomLogsCheck) {
  const MemoryConfig config = testing::small_config(GetParam().profile, GetParam().mode);
  for (uint64_t seed = 0; seed < 12; ++seed) {
    Random random(seed);
    const MemoryImage<BabyBear> image = image_of(config, random);
    auto controller = controller_of(config, image);
    // Volatile memory starts from zero, so there is nothing that a second segment could go on from.
    const uint32_t cuts = config.mode == BoundaryMode::kVolatile ? 0 : static_cast<uint32_t>(seed % 3);
    for (uint32_t segment = 0; segment < cuts; ++segment) {
      testing::run_random(controller, random, 40, 64);
      controller.cut_segment();
    }
    testing::run_random(controller, random, static_cast<uint32_t>(10 * seed), seed % 2 == 0 ? 40 : 1024);
    const StatementWorld world = make_world(config, controller.memory().log(), image);
    const uint32_t ends = config.mode == BoundaryMode::kGlobal ? 1 : 0;
    EXPECT_EQ(world.segments.size(), cuts + 1 + ends);
    EXPECT_EQ(world.check(), "") << "seed " << seed;
  }
}

TEST_P(Statement, TracesAreTheSameAtEveryThreadCount) {
  const MemoryConfig config = testing::small_config(GetParam().profile, GetParam().mode);
  Random random(7);
  const MemoryImage<BabyBear> image = image_of(config, random);
  auto controller = controller_of(config, image);
  testing::run_random(controller, random, 3000, 1024);
  Context one;
  one.threads = 1;
  const StatementWorld expected = make_world(config, controller.memory().log(), image, one);
  for (const unsigned threads : {2U, 4U}) {
    Context context;
    context.threads = threads;
    const StatementWorld world = make_world(config, controller.memory().log(), image, context);
    for (size_t air = 0; air < world.airs.entries.size(); ++air) {
      const auto& a = expected.segments[0].per_air[air];
      const auto& b = world.segments[0].per_air[air];
      ASSERT_EQ(a.has_value(), b.has_value());
      if (!a) continue;
      EXPECT_TRUE(a->common_main == b->common_main) << world.checked[air].name;
      EXPECT_TRUE(a->cached_mains == b->cached_mains) << world.checked[air].name;
      EXPECT_TRUE(a->public_values == b->public_values) << world.checked[air].name;
    }
    EXPECT_EQ(world.check(context), "");
  }
}

SegmentTraces traces_of(const MemoryAirs& airs, const MemoryImage<BabyBear>& image, const AccessLog& log,
                        TraceBuffer buffer) {
  const MerkleTree tree = *tree_of_image({}, scalar_poseidon2_batch(), airs.config, image);
  const std::vector<MemorySegment> segments = memory_segments(log);
  const LeafMarks none;
  const LedgerLink link{none, testing::some_challenge()};
  const BoundaryMode mode = airs.config.mode;
  auto traces = make_segment_traces({}, scalar_poseidon2_batch(), airs, segments.at(0),
                                    {image, mode == BoundaryMode::kPersistent ? &tree : nullptr,
                                     mode == BoundaryMode::kGlobal ? &link : nullptr},
                                    std::move(buffer));
  ZKMEM_CHECK(traces.ok());
  return std::move(*traces);
}

bool same_cells(ConstTraceView a, ConstTraceView b) {
  return a.height() == b.height() && a.width() == b.width() &&
         std::equal(a.data(), a.data() + a.height() * a.width(), b.data());
}

const BabyBear* first_cell(const SegmentTraces& traces) {
  const BabyBear* first = traces.input().at(0).common_main.data();
  for (const AirTraces& air : traces.input()) first = std::min(first, air.common_main.data());
  return first;
}

TEST_P(Statement, TracesInAUsedBufferAreThoseInAFreshOne) {
  const MemoryConfig config = testing::small_config(GetParam().profile, GetParam().mode);
  const auto airs = MemoryAirs::create(config);
  ASSERT_TRUE(airs.ok());
  const MemoryImage<BabyBear> image(config);
  Random random(11);
  auto large = controller_of(config, image);
  testing::run_random(large, random, 2000, 1024);
  auto small = controller_of(config, image);
  testing::run_random(small, random, 37, 1024);

  SegmentTraces before = traces_of(*airs, image, large.memory().log(), {});
  const BabyBear* const place = first_cell(before);
  const SegmentTraces used = traces_of(*airs, image, small.memory().log(), std::move(before.buffer));
  const SegmentTraces fresh = traces_of(*airs, image, small.memory().log(), {});
  EXPECT_EQ(first_cell(used), place) << "the buffer is used again";
  ASSERT_EQ(used.input().size(), fresh.input().size());
  for (size_t i = 0; i < used.input().size(); ++i) {
    const AirTraces& a = used.input()[i];
    const AirTraces& b = fresh.input()[i];
    const std::string name = airs->entries[a.air].air->name();
    EXPECT_EQ(a.air, b.air);
    EXPECT_TRUE(same_cells(a.common_main, b.common_main)) << name;
    ASSERT_EQ(a.cached_mains.size(), b.cached_mains.size()) << name;
    for (size_t c = 0; c < a.cached_mains.size(); ++c) {
      EXPECT_TRUE(same_cells(a.cached_mains[c], b.cached_mains[c])) << name;
    }
  }
}

TEST_P(Statement, CommonMainsLieInTheOrderOfTheCommitment) {
  const MemoryConfig config = testing::small_config(GetParam().profile, GetParam().mode);
  const auto airs = MemoryAirs::create(config);
  ASSERT_TRUE(airs.ok());
  const MemoryImage<BabyBear> image(config);
  Random random(5);
  auto controller = controller_of(config, image);
  testing::run_random(controller, random, 300, 1024);
  const SegmentTraces traces = traces_of(*airs, image, controller.memory().log(), {});
  std::vector<const AirTraces*> order;
  for (const AirTraces& air : traces.input()) {
    if (air.air != airs->poseidon2) order.push_back(&air);
  }
  std::ranges::stable_sort(order, std::greater(), &AirTraces::height);
  for (size_t i = 1; i < order.size(); ++i) {
    const ConstTraceView before = order[i - 1]->common_main;
    EXPECT_EQ(order[i]->common_main.data(),
              before.data() + TraceBuffer::room_for(before.height(), before.width()));
  }
}

TEST(StatementRefusals, VolatileMemoryHasOneSegment) {
  const MemoryConfig config = testing::small_config(MemoryProfile::kHybrid, BoundaryMode::kVolatile);
  const auto airs = MemoryAirs::create(config);
  ASSERT_TRUE(airs.ok());
  MemorySegment segment;
  segment.index = 1;
  const MemoryImage<BabyBear> image(config);
  const auto traces = make_segment_traces({}, scalar_poseidon2_batch(), *airs, segment, {image});
  ASSERT_FALSE(traces.ok());
  EXPECT_EQ(traces.error().message,
            "segment 1: volatile memory starts from zero and cannot go on from another segment; use "
            "persistent mode");
}

INSTANTIATE_TEST_SUITE_P(All, Statement,
                         ::testing::Values(Setting{MemoryProfile::kOpenVmV1, BoundaryMode::kPersistent},
                                           Setting{MemoryProfile::kOpenVmV1, BoundaryMode::kVolatile},
                                           Setting{MemoryProfile::kOpenVmV2, BoundaryMode::kPersistent},
                                           Setting{MemoryProfile::kHybrid, BoundaryMode::kPersistent},
                                           Setting{MemoryProfile::kHybrid, BoundaryMode::kVolatile},
                                           Setting{MemoryProfile::kOpenVmV1, BoundaryMode::kGlobal},
                                           Setting{MemoryProfile::kOpenVmV2, BoundaryMode::kGlobal},
                                           Setting{MemoryProfile::kHybrid, BoundaryMode::kGlobal}),
                         name_of);

}  // namespace
}  // namespace zkmem
