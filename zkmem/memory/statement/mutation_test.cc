// Changes every cell of every chip of a small log's traces, one at a time, as a cheater would who then fills
// the lookup tables for what the changed row looks up. Cells whose change nobody notices must be known to be
// free, for a reason that stands here; and each reason must be needed.
#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "zkmem/air/check/trace_cells.h"
#include "zkmem/memory/chips/access_log/space_table_air.h"
#include "zkmem/memory/testing/random_log.h"
#include "zkmem/memory/testing/statement_world.h"
#include "zkmem/primitives/poseidon2_air.h"

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

// Why a cell may hold anything; empty if it may not.
using Reason = std::string;
constexpr const char* kUnread = "Poseidon2: the column `export` is the reference's, and read by nothing";
constexpr const char* kPaddingTable = "a table's row with multiplicity 0 offers nothing, whatever its key";
constexpr const char* kPadding =
    "a padding row: its counts are 0 and its constraints are conditional on being in use";
constexpr const char* kImmediate = "an immediate read: it is not on the memory bus and looks nothing up";
constexpr const char* kSameWrite =
    "an access that leaves its values: read or write of them is another log (with another digest) of the "
    "same memory";
constexpr const char* kNoStep = "inc: a step of 0 from time 0, a closed trail that carries no access";
constexpr const char* kLastCompared = "volatile boundary: comparison with a next row that is not in use";

class Traces {
 public:
  Traces(const StatementWorld& world, size_t segment, size_t air)
      : name_(world.checked[air].name),
        columns_(world.checked[air].columns),
        traces_(*world.segments[segment].per_air[air]) {}

  BabyBear at(size_t row, const std::string& column) const {
    auto place = static_cast<size_t>(std::ranges::find(columns_, column) - columns_.begin());
    for (const Trace& cached : traces_.cached_mains) {
      if (place < cached.width()) return cached.at(row, place);
      place -= cached.width();
    }
    return traces_.common_main.at(row, place);
  }
  // Of a log chip: an access to memory whose values are those before it.
  bool changes_nothing(size_t row) const {
    if (at(row, "is_valid").is_zero() || at(row, "address_space").is_zero()) return false;
    const int size = std::stoi(name_.substr(name_.rfind('_') + 1));
    for (int i = 0; i < size; ++i) {
      const std::string cell = "__" + std::to_string(i);
      if (at(row, "values" + cell) != at(row, "prev_data" + cell)) return false;
    }
    return true;
  }
  const std::string& name() const { return name_; }
  size_t height() const { return traces_.common_main.height(); }

 private:
  const std::string& name_;
  const std::vector<std::string>& columns_;
  const OwnedAirTraces& traces_;
};

Reason reason_to_be_free(const Traces& chip, size_t row, const std::string& column) {
  const auto is_zero = [&](const char* name) { return chip.at(row, name).is_zero(); };
  const std::string& name = chip.name();
  if (name.starts_with("Poseidon2")) return column == "exported" ? kUnread : "";
  if (name == "BlockTimeAir") return column != "mult" && is_zero("mult") ? kPaddingTable : "";
  if (name.starts_with("AccessLogAir")) {
    if (column == "is_valid") return "";
    if (column == "is_write") return chip.changes_nothing(row) ? kSameWrite : "";
    if (is_zero("is_valid")) return kPadding;
    return name == "AccessLogAir_1" && is_zero("address_space") ? kImmediate : "";
  }
  if (name.starts_with("AccessAdapterAir"))
    return column != "is_valid" && is_zero("is_valid") ? kPadding : "";
  if (name.starts_with("PersistentBoundaryAir") || name == "MemoryMerkleAir") {
    return column != "expand_direction" && is_zero("expand_direction") ? kPadding : "";
  }
  if (name.starts_with("VolatileBoundaryAir")) {
    if (column.starts_with("order__")) {
      const bool is_compared = row + 1 < chip.height() && !chip.at(row + 1, "is_valid").is_zero();
      return is_compared ? "" : kLastCompared;
    }
    return column != "is_valid" && is_zero("is_valid") ? kPadding : "";
  }
  if (name.starts_with("SegmentBoundaryAir") || name == "LedgerEndsAir") {
    // The sum runs over padding, too.
    const bool is_held = column == "in_use" || column.starts_with("running_sum") || column.ends_with("_high");
    return !is_held && is_zero("in_use") ? kPadding : "";
  }
  if (name == "IncAir" && is_zero("is_valid")) return column == "is_valid" ? kNoStep : kPadding;
  return "";
}

using Messages = std::map<std::pair<uint16_t, std::vector<uint32_t>>, BabyBear>;

struct RowFacts {
  bool constraints_hold = true;
  Messages messages;  // counts by bus and message
};

RowFacts row_facts(const CheckedAir& air, const AirTraces& traces, size_t row) {
  const ConstraintDag& dag = air.constraints.dag;
  const std::vector<BabyBear> values = check::evaluate_nodes(dag, traces, row);
  RowFacts facts;
  for (const uint32_t node : dag.constraint_idx) facts.constraints_hold &= values[node].is_zero();
  for (const DagInteraction& interaction : dag.interactions) {
    if (values[interaction.count].is_zero()) continue;
    std::vector<uint32_t> message;
    for (const uint32_t node : interaction.message) message.push_back(values[node].as_canonical());
    facts.messages[{interaction.bus_index, message}] += values[interaction.count];
  }
  std::erase_if(facts.messages, [](const auto& entry) { return entry.second.is_zero(); });
  return facts;
}

// Whether the space table has this key.
bool is_space_fact(const MemoryConfig& config, const std::vector<uint32_t>& key) {
  for (const SpaceTableEntry& entry : space_table_entries(config)) {
    const auto use = static_cast<uint32_t>(entry.use);
    if (key[0] != entry.space || key[1] != use) continue;
    if (entry.use == SpaceTableEntry::Use::kBoundary) return key[2] == config.initial_block_size(entry.space);
    std::vector<uint32_t> offered{entry.space, use};
    for (const uint32_t fact : space_facts(config, entry.space).fields()) offered.push_back(fact);
    return key == offered;
  }
  return false;
}

// Whether a table could be filled so that it has this key; never on a permutation bus.
bool can_be_offered(const MemoryAirs& airs, uint16_t bus, const std::vector<uint32_t>& key) {
  switch (bus) {
    case memory_buses::kRange:
      return key[1] <= airs.config.range_max_bits && key[0] < uint64_t{1} << key[1];
    case memory_buses::kBlockTimes:
      return key[0] < uint64_t{1} << airs.config.timestamp_max_bits;
    case memory_buses::kSpaces:
      return is_space_fact(airs.config, key);
    case memory_buses::kCompression: {
      Poseidon2State state;
      for (size_t i = 0; i < state.size(); ++i) state[i] = BabyBear::from_canonical(key[i]);
      poseidon2_permute(state);
      for (size_t i = 0; i < kDigestWidth; ++i) {
        if (state[i].as_canonical() != key[kPoseidon2Width + i]) return false;
      }
      return true;
    }
    default:
      return false;
  }
}

// The bus on which an AIR is the table.
std::optional<uint16_t> bus_of_table(const MemoryAirs& airs, size_t air) {
  if (air == airs.range) return memory_buses::kRange;
  if (air == airs.poseidon2) return memory_buses::kCompression;
  if (air == airs.block_times) return memory_buses::kBlockTimes;
  if (air == airs.space_table) return memory_buses::kSpaces;
  return std::nullopt;
}

// Whether the tables could be filled anew so that the buses balance after a row's change.
bool still_balances(const MemoryAirs& airs, size_t air, const Messages& before, const Messages& after) {
  Messages change = after;
  for (const auto& [key, count] : before) change[key] -= count;
  return std::ranges::all_of(change, [&](const auto& entry) {
    const auto& [bus, message] = entry.first;
    return entry.second.is_zero() || (bus_of_table(airs, air) != bus && can_be_offered(airs, bus, message));
  });
}

class Mutation : public ::testing::TestWithParam<Setting> {
 protected:
  void SetUp() override {
    const MemoryConfig config = testing::small_config(GetParam().profile, GetParam().mode);
    Random random(3);
    const MemoryImage<BabyBear> image(config);
    auto controller = MemoryController<BabyBear>::create(config, image);
    ASSERT_TRUE(controller.ok());
    testing::run_random(*controller, random, 40, 24);
    ASSERT_TRUE(controller->read({kImmediateSpace, 77}, 1).ok());
    ASSERT_TRUE(controller->increment_timestamp_by(5).ok());
    world_ = testing::make_world(config, controller->memory().log(), image);
    ASSERT_EQ(world_->check(), "");
  }

  // Rows that are tried: all, but of tables whose rows are on their own and alike some.
  std::vector<size_t> rows_to_try(size_t segment, size_t air) const {
    const size_t height = world_->segments[segment].per_air[air]->common_main.height();
    std::vector<size_t> rows;
    const bool is_large = air == world_->airs.poseidon2 || air == world_->airs.range;
    for (size_t row = 0; row < height; ++row) {
      if (!is_large || row < 4 || row + 2 >= height || row == height / 2) rows.push_back(row);
    }
    return rows;
  }

  std::optional<StatementWorld> world_;
};

TEST_P(Mutation, EveryCellMattersOrIsKnownToBeFree) {
  StatementWorld& world = *world_;
  Random random(5);
  std::map<std::string, size_t> survivors;  // by chip, column and reason
  std::set<Reason> needed;
  size_t tried = 0;
  size_t agreed = 0;
  std::vector<std::pair<size_t, size_t>> chips;  // segment, chip
  for (size_t s = 0; s < world.segments.size(); ++s)
    for (size_t air = 0; air < world.checked.size(); ++air)
      if (world.segments[s].per_air[air]) chips.emplace_back(s, air);
  for (const auto& [place, air] : chips) {
    testing::WorldSegment& segment = world.segments[place];
    const CheckedAir& checked = world.checked[air];
    const Traces chip(world, place, air);
    for (const size_t row : rows_to_try(place, air)) {
      const size_t before = (row + chip.height() - 1) % chip.height();
      const AirTraces view = segment.per_air[air]->view(air);
      const std::array<size_t, 2> rows = {before, row};
      const size_t num_rows = before == row ? 1 : 2;
      std::array<RowFacts, 2> honest;
      for (size_t k = 0; k < num_rows; ++k) honest[k] = row_facts(checked, view, rows[k]);
      size_t first_column = 0;
      std::vector<Trace*> parts;
      for (Trace& cached : segment.per_air[air]->cached_mains) parts.push_back(&cached);
      parts.push_back(&segment.per_air[air]->common_main);
      for (Trace* part : parts) {
        for (size_t column = 0; column < part->width(); ++column) {
          const std::string& name = checked.columns[first_column + column];
          const Reason reason = reason_to_be_free(chip, row, name);
          for (const BabyBear change :
               {BabyBear::one(), BabyBear::from_canonical(2 + random.below(1000000))}) {
            BabyBear& cell = part->at(row, column);
            cell += change;
            ++tried;
            bool survives = true;
            for (size_t k = 0; k < num_rows; ++k) {
              const RowFacts facts = row_facts(checked, view, rows[k]);
              survives &= facts.constraints_hold &&
                          still_balances(world.airs, air, honest[k].messages, facts.messages);
            }
            // The checker itself, which repairs nothing, must refuse what is refused here.
            if (!survives && tried % 199 == 0) {
              EXPECT_NE(world.check(), "") << checked.name << " " << name << " row " << row;
              ++agreed;
            }
            cell -= change;
            if (!survives) continue;
            needed.insert(reason);
            if (reason.empty()) ++survivors[checked.name + " " + name + " row " + std::to_string(row)];
          }
        }
        first_column += part->width();
      }
    }
  }
  EXPECT_GT(tried, 3000U);
  EXPECT_GT(agreed, 5U);
  for (const auto& [cell, count] : survivors) ADD_FAILURE() << cell << " survived " << count << " changes";
  needed.erase("");
  for (const Reason& reason : needed) std::printf("free: %s\n", reason.c_str());
  EXPECT_EQ(needed.contains(kUnread), GetParam().mode == BoundaryMode::kPersistent);
  EXPECT_EQ(needed.contains(kLastCompared), GetParam().mode == BoundaryMode::kVolatile);
  EXPECT_TRUE(needed.contains(kPadding) && needed.contains(kImmediate) && needed.contains(kSameWrite));
}

INSTANTIATE_TEST_SUITE_P(All, Mutation,
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
