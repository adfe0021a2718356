// Random logs in every profile: what the offline memory says of each access and of the final memory equals a
// naive model's, and the memory bus, computed in plain code from the traces and the accesses, balances.
#include <algorithm>
#include <map>
#include <tuple>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "zkmem/field/babybear.h"
#include "zkmem/field/koalabear.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/offline/memory_segment.h"
#include "zkmem/memory/online/controller.h"
#include "zkmem/memory/traces/finalized_memory.h"

namespace zkmem {
namespace {

struct Setting {
  MemoryProfile profile;
  BoundaryMode mode;
};
constexpr Setting kSettings[] = {{MemoryProfile::kOpenVmV1, BoundaryMode::kPersistent},
                                 {MemoryProfile::kOpenVmV1, BoundaryMode::kVolatile},
                                 {MemoryProfile::kOpenVmV2, BoundaryMode::kPersistent},
                                 {MemoryProfile::kHybrid, BoundaryMode::kPersistent},
                                 {MemoryProfile::kHybrid, BoundaryMode::kVolatile}};

MemoryConfig config_of(const Setting& setting) {
  MemoryConfig config;
  config.profile = setting.profile;
  config.mode = setting.mode;
  config.pointer_max_bits = 13;
  const auto space = [](CellType type, uint64_t cells, uint32_t block) {
    return AddressSpaceConfig{type, cells, block, Permissions::kReadWrite, ""};
  };
  config.spaces = {space(CellType::kNull, 0, 1),   space(CellType::kU8, 44, 4),
                   space(CellType::kU8, 96, 1),    space(CellType::kU16, 64, 2),
                   space(CellType::kField, 72, 1), space(CellType::kField, 64, 4),
                   space(CellType::kU8, 8192, 4)};
  if (setting.profile == MemoryProfile::kOpenVmV1) {
    config.spaces.push_back(space(CellType::kU8, 128, 8));
    config.spaces.push_back(space(CellType::kField, 128, 16));
  }
  EXPECT_TRUE(config.validate().ok());
  return config;
}

template <class T>
T pick(T low, T high) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<T>(low, high));
}

uint32_t random_cell(const MemoryConfig& config, uint32_t space, uint32_t modulus) {
  return pick<uint32_t>(0, cell_bound(config.spaces[space].cell_type, modulus));
}

// An access that the configuration permits; small spaces, so that accesses overlap. `words`: blocks of 4
// bytes only.
Access random_access(const MemoryConfig& config, bool words) {
  Access access;
  access.op = pick(0, 2) == 0 ? OpType::kRead : OpType::kWrite;
  access.address_space =
      words ? 1 + 5 * pick(0u, 2u) : pick<uint32_t>(1, static_cast<uint32_t>(config.spaces.size()));
  const AddressSpaceConfig& space = config.spaces[access.address_space];
  const uint32_t block = config.block_size(access.address_space);
  const uint32_t largest = config.profile == MemoryProfile::kOpenVmV2 ? block : 32;
  access.size = block;
  while (!words && access.size < largest && pick(0, 3) != 0) access.size *= 2;
  const auto places = static_cast<uint32_t>((space.num_cells - access.size) / block + 1);
  // Half of the accesses to the large space stay around the border of two regions.
  uint32_t place = pick<uint32_t>(0, places);
  if (space.num_cells > 4096 && pick(0, 2) == 0) place = 248 / block + place % 4;
  access.pointer = place * block;
  return access;
}

using Cells = std::map<Address, uint32_t>;
uint32_t at(const Cells& cells, Address a) {
  const auto found = cells.find(a);
  return found == cells.end() ? 0 : found->second;
}

// The memory bus: how often each message was sent, minus how often it was received.
class Bus {
 public:
  void send(int64_t count, uint32_t space, uint32_t pointer, std::vector<uint32_t> values,
            uint32_t timestamp) {
    counts_[{space, pointer, std::move(values), timestamp}] += count;
  }
  bool balances() const {
    return std::all_of(counts_.begin(), counts_.end(), [](const auto& entry) { return entry.second == 0; });
  }

 private:
  std::map<std::tuple<uint32_t, uint32_t, std::vector<uint32_t>, uint32_t>, int64_t> counts_;
};

uint32_t cell(const Trace& trace, size_t row, size_t col) { return trace.at(row, col).as_canonical(); }
std::vector<uint32_t> cells(const Trace& trace, size_t row, size_t first, size_t count) {
  std::vector<uint32_t> out;
  for (size_t i = 0; i < count; ++i) out.push_back(cell(trace, row, first + i));
  return out;
}
int64_t direction(const Trace& trace, size_t row) {
  const uint32_t value = cell(trace, row, 0);
  return value <= 1 ? int64_t{value} : -1;
}

void add_persistent_boundary(const Trace& trace, uint32_t block, Bus& bus) {
  for (size_t row = 0; row < trace.height(); ++row) {
    for (uint32_t b = 0; b < 8 / block; ++b) {
      bus.send(direction(trace, row), cell(trace, row, 1), cell(trace, row, 2) * 8 + b * block,
               cells(trace, row, 3 + b * block, block), cell(trace, row, 19 + b));
    }
  }
}

void add_volatile_boundary(const Trace& trace, uint32_t block, unsigned range_bits, bool is_hybrid,
                           Bus& bus) {
  // hybrid: space, limbs[2], final_data[block], final_timestamp, is_valid; openvm-v1: initial_data before
  // them
  const size_t data = is_hybrid ? 3 : 4;
  for (size_t row = 0; row < trace.height(); ++row) {
    const int64_t valid = cell(trace, row, data + block + 1);
    const uint32_t number = cell(trace, row, 1) + (cell(trace, row, 2) << range_bits);
    bus.send(valid, cell(trace, row, 0), number * block, std::vector<uint32_t>(block, 0), 0);
    bus.send(-valid, cell(trace, row, 0), number * block, cells(trace, row, data, block),
             cell(trace, row, data + block));
  }
}

void add_adapter(const Trace& trace, uint32_t n, Bus& bus) {
  for (size_t row = 0; row < trace.height(); ++row) {
    const int64_t split = int64_t{cell(trace, row, 0)} * (2 * int64_t{cell(trace, row, 1)} - 1);
    const uint32_t space = cell(trace, row, 2);
    const uint32_t pointer = cell(trace, row, 3);
    const uint32_t left = cell(trace, row, 4 + n);
    const uint32_t right = cell(trace, row, 5 + n);
    RC_ASSERT(cell(trace, row, 6 + n) == (right > left ? 1u : 0u));
    bus.send(-split, space, pointer, cells(trace, row, 4, n), std::max(left, right));
    bus.send(split, space, pointer, cells(trace, row, 4, n / 2), left);
    bus.send(split, space, pointer + n / 2, cells(trace, row, 4 + n / 2, n / 2), right);
  }
}

// What the naive model says of an access to memory.
struct ModelAccess {
  Access access;
  uint32_t timestamp = 0;
  uint32_t prev_timestamp = 0;
  std::vector<uint32_t> before;
  std::vector<uint32_t> after;
};

template <class F>
void check_random_log(const Setting& setting) {
  const MemoryConfig config = config_of(setting);
  MemoryImage<F> image(config);
  Cells values;
  if (setting.mode == BoundaryMode::kPersistent) {
    for (int i = pick(0, 40); i > 0; --i) {
      const auto space = pick<uint32_t>(1, static_cast<uint32_t>(config.spaces.size()));
      const Address a{space, pick<uint32_t>(0, static_cast<uint32_t>(config.spaces[space].num_cells))};
      values[a] = random_cell(config, space, F::kModulus);
      RC_ASSERT(image.set(a, values[a]).ok());
    }
  }
  auto controller = *MemoryController<F>::create(config, image);
  Cells times;
  Bus bus;
  std::vector<ModelAccess> expected;
  size_t immediates = 0;
  const bool words = pick(0, 4) == 0;
  for (int i = pick(0, 120); i > 0; --i) {
    if (pick(0, 8) == 0) {
      RC_ASSERT(controller.increment_timestamp_by(pick<uint32_t>(1, 40)).ok());
      continue;
    }
    if (!words && pick(0, 20) == 0) {
      const auto immediate = controller.template read<1>({0, pick<uint32_t>(0, F::kModulus)});
      RC_ASSERT(immediate.ok());
      ++immediates;
      continue;
    }
    const Access access = random_access(config, words);
    ModelAccess record{access, controller.timestamp(), 0, {}, {}};
    for (uint32_t k = 0; k < access.size; ++k) {
      const Address a{access.address_space, access.pointer + k};
      record.before.push_back(at(values, a));
      record.after.push_back(access.op == OpType::kWrite
                                 ? random_cell(config, access.address_space, F::kModulus)
                                 : record.before.back());
      record.prev_timestamp = std::max(record.prev_timestamp, at(times, a));
      times[a] = record.timestamp;
      values[a] = record.after.back();
    }
    const Address a{access.address_space, access.pointer};
    if (access.op == OpType::kWrite) {
      RC_ASSERT(controller.write(a, record.after).ok());
    } else {
      RC_ASSERT(controller.read(a, access.size).ok());
    }
    bus.send(-1, access.address_space, access.pointer, record.before, record.prev_timestamp);
    bus.send(1, access.address_space, access.pointer, record.after, record.timestamp);
    expected.push_back(record);
  }

  Context context;
  context.threads = pick(1u, 4u);
  const AccessLog& log = controller.memory().log();
  const std::vector<MemorySegment> segments = memory_segments(log);
  RC_ASSERT(segments.size() == 1u);
  const MemorySegment& segment = segments[0];
  SegmentReplay replay = replay_segment(context, config, image, segment.accesses, segment.cells);
  RC_ASSERT(segment.immediates.size() == immediates);
  RC_ASSERT(segment.accesses.size() == expected.size());
  uint32_t records = 0;
  for (size_t i = 0; i < expected.size(); ++i) {
    const ReplayAccess& access = segment.accesses[i];
    const ModelAccess& model = expected[i];
    RC_ASSERT(access.is_write == (model.access.op == OpType::kWrite));
    RC_ASSERT(access.address_space == model.access.address_space);
    RC_ASSERT(access.pointer == model.access.pointer);
    RC_ASSERT(access.timestamp == model.timestamp);
    RC_ASSERT(replay.previous_timestamps[i] == model.prev_timestamp);
    const auto cells_in = [&](const std::vector<uint32_t>& pool) {
      return std::vector<uint32_t>(pool.begin() + access.cells, pool.begin() + access.cells + access.size);
    };
    RC_ASSERT(cells_in(segment.cells) == model.after);
    RC_ASSERT(cells_in(replay.previous_cells) == model.before);
    records += replay.new_records[i];
  }
  RC_ASSERT(records == replay.num_online_records);

  // Final memory: every touched cell is in exactly one block, whose time is the latest of its cells'.
  std::map<Address, int> covered;
  for (const TimestampedBlock& block : final_blocks(replay.touched)) {
    uint32_t latest = 0;
    for (uint32_t k = 0; k < block.values.size(); ++k) {
      const Address a{block.address_space, block.pointer + k};
      ++covered[a];
      latest = std::max(latest, at(times, a));
      RC_ASSERT(block.values[k] == at(values, a));
    }
    RC_ASSERT(block.timestamp == latest);
  }
  for (const auto& [address, time] : times) RC_ASSERT(covered[address] == 1);
  for (const auto& [address, count] : covered) RC_ASSERT(count == 1);

  if constexpr (std::same_as<F, BabyBear>) {
    MerkleTree start = *tree_of_image(context, scalar_poseidon2_batch(), config, image);
    const FinalizedMemory memory(config, start, std::move(replay));
    std::vector<Trace> traces;
    for (const MemoryChip& chip : memory.chips()) traces.emplace_back(chip.height, chip.width);
    std::vector<TraceView> views;
    for (Trace& trace : traces) views.push_back(trace.view());
    RangeCounts counts(config.range_max_bits);
    const MerkleTree after = memory.fill(context, scalar_poseidon2_batch(), views, counts);
    for (size_t c = 0; c < traces.size(); ++c) {
      const MemoryChip& chip = memory.chips()[c];
      if (chip.kind == MemoryChipKind::kPersistentBoundary)
        add_persistent_boundary(traces[c], chip.block, bus);
      if (chip.kind == MemoryChipKind::kAccessAdapter) add_adapter(traces[c], chip.block, bus);
      if (chip.kind == MemoryChipKind::kVolatileBoundary) {
        add_volatile_boundary(traces[c], chip.block, config.range_max_bits,
                              config.profile == MemoryProfile::kHybrid, bus);
      }
    }
    RC_ASSERT(bus.balances());
    if (setting.mode == BoundaryMode::kPersistent) {
      RC_ASSERT(
          after.root() ==
          tree_of_image(context, scalar_poseidon2_batch(), config, controller.memory().image())->root());
    }
  }
}

class RandomLogs : public ::testing::TestWithParam<Setting> {};

TEST_P(RandomLogs, EqualTheNaiveModelAndBalance) {
  EXPECT_TRUE(rc::check([] { check_random_log<BabyBear>(GetParam()); }));
}
TEST_P(RandomLogs, WorkOverAnotherField) {
  EXPECT_TRUE(rc::check([] { check_random_log<KoalaBear>(GetParam()); }));
}

INSTANTIATE_TEST_SUITE_P(Profiles, RandomLogs, ::testing::ValuesIn(kSettings), [](const auto& setting) {
  std::string name(to_string(setting.param.profile));
  name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
  return name + "_" + std::string(to_string(setting.param.mode));
});

}  // namespace
}  // namespace zkmem
