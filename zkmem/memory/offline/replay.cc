#include "zkmem/memory/offline/replay.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "zkmem/base/parallel.h"
#include "zkmem/memory/offline/aligned_replay.h"
#include "zkmem/memory/offline/region_replay.h"

namespace zkmem {
namespace {

constexpr uint32_t kRegionPage = 256;     // cells; regions are whole pages
constexpr size_t kAccessesAtOnce = 4096;  // regions are grouped into tasks of about this many

// Where the regions are: pages of a space that accesses touch, joined where an access crosses into the next
// page.
struct RegionMap {
  std::vector<Region> regions;
  std::vector<std::vector<uint32_t>> region_of_page;  // by space
};

RegionMap find_regions(const MemoryConfig& config, std::span<const ReplayAccess> accesses) {
  constexpr uint8_t kTouched = 1;
  constexpr uint8_t kJoinsNext = 2;
  std::vector<std::vector<uint8_t>> pages(config.spaces.size());
  for (const ReplayAccess& access : accesses) {
    std::vector<uint8_t>& flags = pages[access.address_space];
    const uint32_t first = access.pointer / kRegionPage;
    const uint32_t last = (access.pointer + access.size - 1) / kRegionPage;
    if (flags.size() <= last) flags.resize(std::max<size_t>(size_t{last} + 1, flags.size() * 2));
    flags[first] |= kTouched;
    flags[last] |= kTouched;
    if (first != last) flags[first] |= kJoinsNext;
  }
  RegionMap map;
  map.region_of_page.resize(pages.size());
  for (uint32_t space = 0; space < pages.size(); ++space) {
    const std::vector<uint8_t>& flags = pages[space];
    map.region_of_page[space].resize(flags.size());
    bool joined = false;
    for (uint32_t page = 0; page < flags.size(); ++page) {
      if (flags[page] == 0) continue;
      if (!joined) map.regions.push_back({space, page * kRegionPage, 0, {}});
      map.regions.back().count += kRegionPage;
      map.region_of_page[space][page] = static_cast<uint32_t>(map.regions.size() - 1);
      joined = (flags[page] & kJoinsNext) != 0;
    }
  }
  return map;
}

// Lists each region's accesses in order; `order` owns the lists.
void bucket_accesses(std::span<const ReplayAccess> accesses, RegionMap& map, std::vector<uint32_t>& order) {
  const auto region_of = [&](const ReplayAccess& access) {
    return map.region_of_page[access.address_space][access.pointer / kRegionPage];
  };
  std::vector<size_t> next(map.regions.size() + 1, 0);
  for (const ReplayAccess& access : accesses) ++next[region_of(access) + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  order.resize(accesses.size());
  for (size_t r = 0; r < map.regions.size(); ++r) {
    map.regions[r].accesses = std::span(order).subspan(next[r], next[r + 1] - next[r]);
  }
  for (size_t i = 0; i < accesses.size(); ++i)
    order[next[region_of(accesses[i])]++] = static_cast<uint32_t>(i);
}

// Groups of consecutive regions, cut by the log alone: first region of each group, then the end.
std::vector<size_t> group_regions(std::span<const Region> regions) {
  std::vector<size_t> groups = {0};
  size_t accesses = 0;
  for (size_t r = 0; r < regions.size(); ++r) {
    accesses += regions[r].accesses.size();
    if (accesses >= kAccessesAtOnce || r + 1 == regions.size()) {
      groups.push_back(r + 1);
      accesses = 0;
    }
  }
  return groups;
}

}  // namespace

SegmentReplay take_touched(SegmentReplay& replay) {
  SegmentReplay taken;
  taken.records = std::exchange(replay.records, {});
  taken.num_online_records = replay.num_online_records;
  taken.touched = std::exchange(replay.touched, {});
  return taken;
}

SegmentReplay replay_segment(const Context& context, const MemoryConfig& config, const CellImage& initial,
                             std::span<const ReplayAccess> accesses, std::span<const uint32_t> cells) {
  SegmentReplay replay;
  replay.previous_timestamps.resize(accesses.size());
  replay.new_records.resize(accesses.size());
  replay.previous_cells.resize(cells.size());
  if (accesses.empty()) return replay;
  if (can_replay_aligned(config, accesses)) {
    replay_aligned(context, initial, accesses, cells, replay);
    return replay;
  }
  RegionMap map = find_regions(config, accesses);
  std::vector<uint32_t> order;
  bucket_accesses(accesses, map, order);
  const std::vector<size_t> groups = group_regions(map.regions);
  std::vector<RegionOutput> outputs(groups.size() - 1);
  parallel_for(context, outputs.size(), 1, [&](size_t begin, size_t end) {
    for (size_t g = begin; g < end; ++g) {
      RegionReplay walk(config, initial, accesses, cells, replay, outputs[g]);
      for (size_t r = groups[g]; r < groups[g + 1]; ++r) walk.run(map.regions[r]);
    }
  });
  std::vector<const AccessAdapterRecords*> parts;
  std::vector<const std::vector<uint32_t>*> steps;
  for (const RegionOutput& output : outputs) {
    parts.push_back(&output.online);
    steps.push_back(&output.online_access);
  }
  replay.records = AccessAdapterRecords::interleave(parts, steps, accesses.size());
  replay.num_online_records = replay.records.size();
  for (const RegionOutput& output : outputs) {
    replay.records.append(output.finalize);
    replay.touched.insert(replay.touched.end(), output.touched.begin(), output.touched.end());
  }
  return replay;
}

}  // namespace zkmem
