// How many adapter rows hybrid needs, against plain counting: OpenVM v1.2's rows on the same log, and every
// other choice of a leaf's block sizes.
#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "zkmem/field/babybear.h"
#include "zkmem/memory/offline/leaf_blocks.h"
#include "zkmem/memory/offline/replay.h"
#include "zkmem/memory/testing/golden_log.h"
#include "zkmem/memory/traces/access_adapter_trace.h"

namespace zkmem {
namespace {

using Leaf = std::pair<uint32_t, uint32_t>;  // space, label
using SizesOf = std::function<LeafBlockSizes(Leaf)>;

// Splitting and merging in halves where an access (or the end) needs it, counted on a map of blocks. With
// blocks of 8 (persistent) or 1 (volatile) everywhere this is v1.2's algorithm (system/memory/offline.rs),
// whose counts on log_a are known.
class PlainCount {
 public:
  explicit PlainCount(SizesOf sizes_of) : sizes_of_(std::move(sizes_of)) {}

  size_t rows(std::span<const ReplayAccess> accesses) {
    for (const ReplayAccess& access : accesses) need(access.address_space, access.pointer, access.size);
    std::set<Leaf> leaves;
    for (const auto& [address, block] : blocks_) leaves.insert({address.first, address.second / 8});
    for (const Leaf& leaf : leaves) {
      const LeafBlockSizes sizes = sizes_of_(leaf);
      for (uint32_t at = leaf.second * 8; at < leaf.second * 8 + 8; at += sizes.final) {
        bool touched = false;
        for (uint32_t cell = at; cell < at + sizes.final; ++cell)
          touched |= blocks_.contains({leaf.first, cell});
        if (touched || sizes.initial != sizes.final) need(leaf.first, at, sizes.final);
      }
    }
    return rows_;
  }

 private:
  struct Block {
    uint32_t pointer, size;
  };
  Block block(uint32_t space, uint32_t pointer) {
    if (!blocks_.contains({space, pointer})) {
      const uint32_t size = sizes_of_({space, pointer / 8}).initial;
      put(space, pointer / size * size, size);
    }
    return blocks_.at({space, pointer});
  }
  void put(uint32_t space, uint32_t pointer, uint32_t size) {
    for (uint32_t cell = pointer; cell < pointer + size; ++cell) blocks_[{space, cell}] = {pointer, size};
  }
  void need(uint32_t space, uint32_t pointer, uint32_t size) {
    for (;;) {
      const Block here = block(space, pointer);
      if (here.pointer == pointer && here.size == size) return;
      if (here.pointer == pointer && here.size < size) break;
      ++rows_;
      put(space, here.pointer, here.size / 2);
      put(space, here.pointer + here.size / 2, here.size / 2);
    }
    need(space, pointer, size / 2);
    need(space, pointer + size / 2, size / 2);
    ++rows_;
    put(space, pointer, size);
  }

  SizesOf sizes_of_;
  std::map<std::pair<uint32_t, uint32_t>, Block> blocks_;
  size_t rows_ = 0;
};

SizesOf everywhere(uint8_t size) {
  return [size](Leaf) { return LeafBlockSizes{size, size}; };
}

MemoryConfig config_of(BoundaryMode mode) {
  MemoryConfig config;
  config.mode = mode;
  config.pointer_max_bits = 10;
  const auto space = [](CellType type, uint32_t block) {
    return AddressSpaceConfig{type, 96, block, Permissions::kReadWrite, ""};
  };
  config.spaces = {AddressSpaceConfig{}, space(CellType::kU8, 4), space(CellType::kU8, 1),
                   space(CellType::kU16, 2)};
  return config;
}

template <class T>
T pick(T low, T high) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<T>(low, high));
}

std::vector<ReplayAccess> random_accesses(const MemoryConfig& config) {
  std::vector<ReplayAccess> accesses;
  const auto count = pick<uint32_t>(1, 40);
  const uint32_t reach = pick<uint32_t>(32, 97);
  for (uint32_t t = 1; t <= count; ++t) {
    ReplayAccess access;
    access.address_space = pick(1u, 4u);
    const uint32_t block = config.spaces[access.address_space].min_block_size;
    uint32_t size = block;
    while (size < 32 && pick(0, 3) != 0) size *= 2;
    access.size = static_cast<uint8_t>(size);
    access.pointer = pick<uint32_t>(0, (reach - size) / block + 1) * block;
    access.timestamp = t;
    accesses.push_back(access);
  }
  return accesses;
}

struct HybridRows {
  size_t rows;
  std::map<Leaf, LeafBlockSizes> sizes;
};

HybridRows hybrid_rows(const MemoryConfig& config, std::span<const ReplayAccess> accesses) {
  SegmentReplay replay =
      replay_segment({}, config, MemoryImage<BabyBear>(config), accesses, std::vector<uint32_t>(32));
  HybridRows result;
  for (const TouchedLeaf& leaf : replay.touched) {
    result.sizes[{leaf.address_space, leaf.label}] = {leaf.initial_block, leaf.final_block};
  }
  result.rows = AccessAdapterInventory(std::move(replay.records), replay.num_online_records, 29).total_rows();
  return result;
}

// memory.md: v1.2 needs 1152 rows on log_a with persistent memory and 1334 with volatile memory.
TEST(HybridRows, PlainCountingIsThatOfTheReference) {
  EXPECT_EQ(PlainCount(everywhere(8)).rows(testing::load_golden_log("persistent", "hybrid").accesses), 1152u);
  EXPECT_EQ(PlainCount(everywhere(1)).rows(testing::load_golden_log("volatile", "hybrid").accesses), 1334u);
}

RC_GTEST_PROP(HybridRows, AreNeverMoreThanThoseOfOpenVmV12, ()) {
  const MemoryConfig persistent = config_of(BoundaryMode::kPersistent);
  const std::vector<ReplayAccess> accesses = random_accesses(persistent);
  RC_ASSERT(hybrid_rows(persistent, accesses).rows <= PlainCount(everywhere(8)).rows(accesses));
  const MemoryConfig unhashed = config_of(BoundaryMode::kVolatile);
  RC_ASSERT(hybrid_rows(unhashed, accesses).rows <= PlainCount(everywhere(1)).rows(accesses));
}

RC_GTEST_PROP(HybridRows, NoOtherSizesOfALeafNeedFewer, ()) {
  const MemoryConfig config = config_of(BoundaryMode::kPersistent);
  const std::vector<ReplayAccess> accesses = random_accesses(config);
  HybridRows hybrid = hybrid_rows(config, accesses);
  const auto count = [&] {
    return PlainCount([&](Leaf leaf) { return hybrid.sizes.at(leaf); }).rows(accesses);
  };
  RC_ASSERT(count() == hybrid.rows);
  for (auto& [leaf, sizes] : hybrid.sizes) {
    const LeafBlockSizes chosen = sizes;
    for (const uint32_t initial : kLeafBlockSizes) {
      for (const uint32_t final : kLeafBlockSizes) {
        if (std::min(initial, final) < config.spaces[leaf.first].min_block_size) continue;
        sizes = {static_cast<uint8_t>(initial), static_cast<uint8_t>(final)};
        RC_ASSERT(count() >= hybrid.rows);
      }
    }
    sizes = chosen;
  }
}

RC_GTEST_PROP(HybridRows, AlignedBlocksOfFourNeedNone, ()) {
  const MemoryConfig config = config_of(BoundaryMode::kPersistent);
  std::vector<ReplayAccess> accesses = random_accesses(config);
  for (ReplayAccess& access : accesses) {
    access.size = 4;
    access.pointer = access.pointer / 4 * 4;
  }
  RC_ASSERT(hybrid_rows(config, accesses).rows == 0u);
}

}  // namespace
}  // namespace zkmem
