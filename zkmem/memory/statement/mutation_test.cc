// Changes single cells of all used rows of all chips of a log's traces and counts what the checker does not
// notice. Every survivor must be one of the cells that are known to be free; the reasons stand beside them.
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "zkmem/memory/testing/forge.h"
#include "zkmem/memory/testing/random_log.h"

namespace zkmem {
namespace {

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

// Columns whose cells may change without a change of meaning, and when.
bool is_free(const StatementWorld& world, const testing::WorldSegment& segment, size_t air, size_t row,
             const std::string& column) {
  const std::string& chip = world.checked[air].name;
  const Trace& trace = segment.per_air[air]->common_main;
  const auto at = [&](const std::string& name) {
    const auto& columns = world.checked[air].columns;
    const auto place = static_cast<size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
    return trace.at(row, place - (columns.size() - trace.width()));
  };
  // A padding column of the reference's hash chip that nothing reads.
  if (chip.starts_with("Poseidon2") && column == "export") return true;
  if (chip.starts_with("AccessLogAir")) {
    // A lookup's key may be anything on rows that look nothing up: padding and immediates.
    const auto& cached = segment.per_air[air]->cached_mains[0];
    const bool is_valid = !cached.at(row, 0).is_zero();
    const bool on_bus = is_valid && !cached.at(row, 2).is_zero();
    if (!on_bus) return true;
    // The inverse of the space is only there to show that it is not 0; is_immediate is then 0 whatever it is.
    return false;
  }
  if (chip.starts_with("AccessAdapterAir")) return at("is_valid").is_zero();
  if (chip.starts_with("PersistentBoundaryAir") || chip == "MemoryMerkleAir") {
    return at("expand_direction").is_zero();
  }
  if (chip.starts_with("VolatileBoundaryAir")) {
    // Comparisons are made with the next row in use only; the last row's limbs are range-checked, nothing
    // else.
    const bool next_in_use = row + 1 < trace.height() && [&] {
      const auto& columns = world.checked[air].columns;
      const auto place =
          static_cast<size_t>(std::find(columns.begin(), columns.end(), "is_valid") - columns.begin());
      return !trace.at(row + 1, place).is_zero();
    }();
    const bool is_comparison = column.starts_with("diff_") || column.starts_with("lt_decomp");
    return is_comparison ? !next_in_use : at("is_valid").is_zero();
  }
  if (chip == "IncAir") return at("is_valid").is_zero();
  return false;
}

class Mutation : public ::testing::TestWithParam<Setting> {};

TEST_P(Mutation, EveryUsedCellMatters) {
  const MemoryConfig config = testing::small_config(GetParam().profile, GetParam().mode);
  Random random(3);
  const MemoryImage<BabyBear> image(config);
  auto controller = MemoryController<BabyBear>::create(config, image);
  ASSERT_TRUE(controller.ok());
  testing::run_random(*controller, random, 25, 24);
  StatementWorld world = testing::make_world(config, controller->memory().log(), image);
  ASSERT_EQ(world.check(), "");
  testing::WorldSegment& segment = world.segments[0];

  std::map<std::string, size_t> survivors;  // by chip and column
  size_t tried = 0;
  for (size_t air = 0; air < segment.per_air.size(); ++air) {
    if (!segment.per_air[air]) continue;
    size_t first_column = 0;
    std::vector<Trace*> parts;
    for (Trace& cached : segment.per_air[air]->cached_mains) parts.push_back(&cached);
    parts.push_back(&segment.per_air[air]->common_main);
    for (Trace* part : parts) {
      // Every column, on a few rows each: the first, the last, and some between.
      for (size_t column = 0; column < part->width(); ++column) {
        const std::string& name = world.checked[air].columns[first_column + column];
        const std::set<size_t> rows{0, part->height() - 1,
                                    random.below(static_cast<uint32_t>(part->height()))};
        for (const size_t row : rows) {
          if (is_free(world, segment, air, row, name)) continue;
          BabyBear& cell = part->at(row, column);
          const BabyBear before = cell;
          cell += BabyBear::from_canonical(1 + random.below(1000));
          ++tried;
          if (world.check().empty())
            ++survivors[world.checked[air].name + " " + name + " row " + std::to_string(row)];
          cell = before;
        }
      }
      first_column += part->width();
    }
  }
  EXPECT_GT(tried, 300U);
  for (const auto& [cell, count] : survivors) ADD_FAILURE() << cell << " survived";
}

INSTANTIATE_TEST_SUITE_P(All, Mutation,
                         ::testing::Values(Setting{MemoryProfile::kOpenVmV1, BoundaryMode::kPersistent},
                                           Setting{MemoryProfile::kOpenVmV1, BoundaryMode::kVolatile},
                                           Setting{MemoryProfile::kOpenVmV2, BoundaryMode::kPersistent},
                                           Setting{MemoryProfile::kHybrid, BoundaryMode::kPersistent},
                                           Setting{MemoryProfile::kHybrid, BoundaryMode::kVolatile}),
                         name_of);

}  // namespace
}  // namespace zkmem
