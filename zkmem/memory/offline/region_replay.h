// The replay of one region: a stretch of an address space that no access of the segment leaves. Internal to
// offline/.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/memory/offline/block_grid.h"
#include "zkmem/memory/offline/image_reader.h"
#include "zkmem/memory/offline/leaf_blocks.h"
#include "zkmem/memory/offline/replay.h"

namespace zkmem {

struct Region {
  uint32_t address_space = 0;
  uint32_t first = 0;  // cells [first, first + count), whole leaves
  uint32_t count = 0;
  std::span<const uint32_t> accesses;  // indices, ascending
};

struct RegionOutput {
  AccessAdapterRecords online;
  std::vector<uint32_t> online_access;  // the access that each online record serves
  AccessAdapterRecords finalize;
  TouchedMemory touched;
};

class RegionReplay {
 public:
  // Writes the accesses' previous timestamps and cells to `replay`, everything else to `output`.
  RegionReplay(const MemoryConfig& config, const CellImage& initial, std::span<const ReplayAccess> accesses,
               std::span<const uint32_t> cells, SegmentReplay& replay, RegionOutput& output)
      : config_(config),
        image_(initial),
        accesses_(accesses),
        cells_(cells),
        replay_(replay),
        output_(output) {}

  // Regions ascending.
  void run(const Region& region);

 private:
  void load(const Region& region);
  void run_whole(const Region& region);
  void run_lazy(const Region& region);
  void choose_leaf_blocks(const Region& region);
  void halve_until_cut_at(uint32_t pointer);
  void note_touched(const Region& region);
  template <class Walk>
  void run_accesses(const Region& region, Walk& walk);
  TouchedLeaf touched_leaf(uint32_t leaf_start, LeafBlockSizes sizes);

  const MemoryConfig& config_;
  ImageReader image_;
  std::span<const ReplayAccess> accesses_;
  std::span<const uint32_t> cells_;
  SegmentReplay& replay_;
  RegionOutput& output_;
  BlockGrid grid_;
  std::vector<LeafBlockSizes> leaf_sizes_;
  std::vector<uint8_t> leaf_touched_;
  std::vector<LeafBlockCosts> costs_;
};

}  // namespace zkmem
