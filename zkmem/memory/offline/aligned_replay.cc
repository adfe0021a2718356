#include "zkmem/memory/offline/aligned_replay.h"

#include <algorithm>

#include "zkmem/base/parallel.h"
#include "zkmem/memory/offline/image_reader.h"
#include "zkmem/memory/offline/radix_sort.h"

namespace zkmem {
namespace {

constexpr size_t kItemsAtOnce = size_t{1} << 14;
constexpr unsigned kBlockBits = 27;  // pointers have at most 29 bits, spaces at most 5

// An access sorted by its block: (space, block) above, the access's position below.
uint32_t key_of(uint64_t item) { return static_cast<uint32_t>(item >> 32); }
uint32_t index_of(uint64_t item) { return static_cast<uint32_t>(item); }
uint32_t leaf_of(uint64_t item) { return key_of(item) >> 1; }

// Items from `begin` on that start a leaf: the first item of a leaf at or after it.
size_t leaf_start(std::span<const uint64_t> items, size_t begin) {
  while (begin > 0 && begin < items.size() && leaf_of(items[begin]) == leaf_of(items[begin - 1])) ++begin;
  return begin;
}

// Calls body(first_leaf, begin, end) in parallel on stretches of items that hold whole leaves; first_leaf
// counts the leaves before. `count` takes the number of leaves first.
template <class Prepare, class Body>
void for_each_stretch(const Context& context, std::span<const uint64_t> items, const Prepare& prepare,
                      const Body& body) {
  const size_t stretches = (items.size() + kItemsAtOnce - 1) / kItemsAtOnce;
  std::vector<size_t> leaves(stretches + 1, 0);
  parallel_for(context, items.size(), kItemsAtOnce, [&](size_t begin, size_t end) {
    size_t count = 0;
    for (size_t i = begin; i < end; ++i)
      count += i == 0 || leaf_of(items[i]) != leaf_of(items[i - 1]) ? 1u : 0u;
    leaves[begin / kItemsAtOnce + 1] = count;
  });
  for (size_t s = 0; s < stretches; ++s) leaves[s + 1] += leaves[s];
  prepare(leaves[stretches]);
  parallel_for(context, items.size(), kItemsAtOnce, [&](size_t begin, size_t end) {
    body(leaves[begin / kItemsAtOnce], leaf_start(items, begin),
         end == items.size() ? end : leaf_start(items, end));
  });
}

TouchedLeaf untouched_leaf(uint32_t number, ImageReader& image) {
  TouchedLeaf leaf;
  leaf.initial_block = kWordCells;
  leaf.final_block = kWordCells;
  leaf.address_space = number >> (kBlockBits - 1);
  leaf.label = number & ((1u << (kBlockBits - 1)) - 1);
  image.read(leaf.address_space, leaf.label * kLeafCells, leaf.initial);
  leaf.final = leaf.initial;
  return leaf;
}

}  // namespace

bool can_replay_aligned(const MemoryConfig& config, std::span<const ReplayAccess> accesses) {
  if (config.profile == MemoryProfile::kOpenVmV1) return false;
  std::vector<uint8_t> fits(config.spaces.size());
  for (uint32_t space = 0; space < fits.size(); ++space) {
    fits[space] = config.has_space(space) && (config.mode == BoundaryMode::kPersistent ||
                                              config.initial_block_size(space) == kWordCells);
  }
  return std::all_of(accesses.begin(), accesses.end(), [&](const ReplayAccess& access) {
    return access.size == kWordCells && access.pointer % kWordCells == 0 && fits[access.address_space] != 0;
  });
}

void replay_aligned(const Context& context, const CellImage& initial, std::span<const ReplayAccess> accesses,
                    std::span<const uint32_t> cells, SegmentReplay& replay) {
  std::vector<uint64_t> items(accesses.size());
  parallel_for(context, items.size(), kItemsAtOnce, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const uint64_t key =
          uint64_t{accesses[i].address_space} << kBlockBits | accesses[i].pointer / kWordCells;
      items[i] = key << 32 | i;
    }
  });
  sort_by_key(context, items);
  const auto prepare = [&](size_t leaves) { replay.touched.resize(leaves); };
  for_each_stretch(context, items, prepare, [&](size_t next_leaf, size_t begin, size_t end) {
    ImageReader image(initial);
    for (size_t i = begin; i < end;) {
      TouchedLeaf& leaf = replay.touched[next_leaf++];
      leaf = untouched_leaf(leaf_of(items[i]), image);
      const uint32_t this_leaf = leaf_of(items[i]);
      for (; i < end && leaf_of(items[i]) == this_leaf; ++i) {
        const ReplayAccess& access = accesses[index_of(items[i])];
        const uint32_t block = key_of(items[i]) & 1;
        uint32_t* const values = &leaf.final[size_t{block} * kWordCells];
        replay.previous_timestamps[index_of(items[i])] = leaf.timestamps[block];
        std::copy_n(values, kWordCells, replay.previous_cells.begin() + access.cells);
        if (access.is_write) std::copy_n(cells.begin() + access.cells, kWordCells, values);
        leaf.timestamps[block] = access.timestamp;
        leaf.touched = static_cast<uint8_t>(leaf.touched | 0xfu << (4 * block));
      }
    }
  });
}

}  // namespace zkmem
