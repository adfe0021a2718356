#include "zkmem/memory/offline/region_replay.h"

#include <algorithm>

#include "zkmem/memory/offline/block_walk.h"

namespace zkmem {

void RegionReplay::run(const Region& region) {
  load(region);
  if (config_.profile == MemoryProfile::kOpenVmV1) {
    run_whole(region);
  } else {
    run_lazy(region);
  }
}

void RegionReplay::load(const Region& region) {
  grid_.reset(region.address_space, region.first, region.count);
  for (uint32_t leaf = grid_.begin(); leaf < grid_.end(); leaf += kLeafCells) {
    image_.read(region.address_space, leaf, grid_.values(leaf, kLeafCells));
  }
}

template <class Walk>
void RegionReplay::run_accesses(const Region& region, Walk& walk) {
  for (const uint32_t index : region.accesses) {
    const ReplayAccess& access = accesses_[index];
    const size_t records = output_.online.size();
    replay_.previous_timestamps[index] = walk.access(access.pointer, access.size);
    const size_t added = output_.online.size() - records;
    replay_.new_records[index] = static_cast<uint16_t>(added);
    output_.online_access.insert(output_.online_access.end(), added, index);
    const std::span<uint32_t> values = grid_.values(access.pointer, access.size);
    std::copy(values.begin(), values.end(), replay_.previous_cells.begin() + access.cells);
    if (access.is_write) std::copy_n(cells_.begin() + access.cells, access.size, values.begin());
    grid_.set_block(access.pointer, access.size, access.timestamp);
  }
}

TouchedLeaf RegionReplay::touched_leaf(uint32_t leaf_start, LeafBlockSizes sizes) {
  TouchedLeaf leaf;
  leaf.address_space = grid_.address_space();
  leaf.label = leaf_start / kLeafCells;
  leaf.initial_block = sizes.initial;
  leaf.final_block = sizes.final;
  image_.read(grid_.address_space(), leaf_start, leaf.initial);
  const std::span<const uint32_t> values = grid_.values(leaf_start, kLeafCells);
  std::copy(values.begin(), values.end(), leaf.final.begin());
  return leaf;
}

void RegionReplay::run_whole(const Region& region) {
  const uint32_t initial_block = config_.initial_block_size(region.address_space);
  const uint32_t min_block = config_.spaces[region.address_space].min_block_size;
  WholeWalk online(grid_, output_.online, initial_block, min_block);
  run_accesses(region, online);
  const LeafBlockSizes sizes{static_cast<uint8_t>(initial_block), static_cast<uint8_t>(initial_block)};
  TouchedMemory& touched = output_.touched;
  const size_t before = touched.size();
  WholeWalk(grid_, output_.finalize, initial_block, min_block)
      .finalize([&](uint32_t pointer, uint32_t timestamp) {
        const uint32_t start = pointer & ~(kLeafCells - 1);
        if (touched.size() == before || touched.back().label != start / kLeafCells) {
          touched.push_back(touched_leaf(start, sizes));
        }
        TouchedLeaf& leaf = touched.back();
        leaf.timestamps[(pointer - start) / initial_block] = timestamp;
        leaf.touched =
            static_cast<uint8_t>(leaf.touched | (((1u << initial_block) - 1) << (pointer - start)));
      });
}

// Which cells are touched, by leaf.
void RegionReplay::note_touched(const Region& region) {
  leaf_touched_.assign(region.count / kLeafCells, 0);
  for (const uint32_t index : region.accesses) {
    const ReplayAccess& access = accesses_[index];
    for (uint32_t cell = access.pointer - region.first; cell < access.pointer - region.first + access.size;
         ++cell) {
      leaf_touched_[cell / kLeafCells] =
          static_cast<uint8_t>(leaf_touched_[cell / kLeafCells] | 1u << (cell % kLeafCells));
    }
  }
}

// Halves the block that reaches over `pointer` until none does: what is left of it when an access takes one
// side.
void RegionReplay::halve_until_cut_at(uint32_t pointer) {
  if (pointer == grid_.begin() || pointer == grid_.end()) return;
  for (;;) {
    const Block block = grid_.block(pointer);
    if (block.size == 0 || block.pointer == pointer) return;
    grid_.set_blocks(block.pointer, block.size, block.size / 2, block.timestamp);
  }
}

// A first pass over the accesses: what each leaf's untouched cells cost, and the blocks that are left at the
// end.
void RegionReplay::choose_leaf_blocks(const Region& region) {
  const uint32_t min_block = config_.spaces[region.address_space].min_block_size;
  costs_.assign(region.count / kLeafCells, LeafBlockCosts());
  for (const uint32_t index : region.accesses) {
    const ReplayAccess& access = accesses_[index];
    uint32_t consumed_leaf = UINT32_MAX;
    for (uint32_t cell = access.pointer; cell < access.pointer + access.size; cell += min_block) {
      const uint32_t leaf = (cell - region.first) / kLeafCells;
      if (leaf == consumed_leaf || grid_.has_block(cell)) continue;
      const auto from =
          static_cast<int32_t>(access.pointer - region.first) - static_cast<int32_t>(leaf * kLeafCells);
      costs_[leaf].consume(from, access.size);
      consumed_leaf = leaf;
    }
    halve_until_cut_at(access.pointer);
    halve_until_cut_at(access.pointer + access.size);
    grid_.set_block(access.pointer, access.size, access.timestamp);
  }
  for (uint32_t leaf = 0; leaf < leaf_sizes_.size(); ++leaf) {
    if (leaf_touched_[leaf] == 0) continue;
    const uint32_t start = region.first + leaf * kLeafCells;
    std::array<LeafBlockCosts::LastBlock, kLeafCells> last;
    for (uint32_t i = 0; i < kLeafCells; ++i) {
      const Block block = grid_.block(start + i);
      last[i] = {static_cast<int32_t>(block.pointer) - static_cast<int32_t>(start),
                 static_cast<int32_t>(block.size)};
    }
    leaf_sizes_[leaf] = costs_[leaf].choose(min_block, last);
  }
  grid_.clear_blocks();
}

void RegionReplay::run_lazy(const Region& region) {
  const auto block = static_cast<uint8_t>(config_.initial_block_size(region.address_space));
  leaf_sizes_.assign(region.count / kLeafCells, {block, block});
  note_touched(region);
  const bool persistent = config_.mode == BoundaryMode::kPersistent;
  if (persistent) choose_leaf_blocks(region);
  const LazyWalk::InitialBlockOf initial_block_of = [&](uint32_t pointer) -> uint32_t {
    return leaf_sizes_[(pointer - region.first) / kLeafCells].initial;
  };
  LazyWalk online(grid_, output_.online, initial_block_of);
  run_accesses(region, online);
  LazyWalk finalize(grid_, output_.finalize, initial_block_of);
  for (uint32_t i = 0; i < leaf_sizes_.size(); ++i) {
    if (leaf_touched_[i] == 0) continue;
    const uint32_t start = region.first + i * kLeafCells;
    TouchedLeaf leaf = touched_leaf(start, leaf_sizes_[i]);
    leaf.touched = leaf_touched_[i];
    for (uint32_t b = 0; b < kLeafCells / leaf.final_block; ++b) {
      // An untouched block needs nothing if it starts and ends in one piece; in volatile mode it has no row
      // at all.
      if (!leaf.block_touched(b) && (!persistent || leaf.initial_block == leaf.final_block)) continue;
      leaf.timestamps[b] = finalize.access(start + b * leaf.final_block, leaf.final_block);
    }
    output_.touched.push_back(leaf);
  }
}

}  // namespace zkmem
