#include "zkmem/sdk/report/regions.h"

#include <algorithm>
#include <utility>

#include "zkmem/rv32im/memory_names.h"
#include "zkmem/rv32im/opcode.h"

namespace zkmem {
namespace {

constexpr uint64_t kMemoryEnd = uint64_t{1} << 29;

struct Range {
  uint64_t begin = 0;
  uint64_t end = 0;
};

// Between sections, which are ascending and may overlap in a file that lies.
std::vector<Range> rooms_between(const std::vector<rv32im::NamedMemory>& names) {
  std::vector<Range> rooms;
  uint64_t end = 0;
  for (const rv32im::NamedMemory& named : names) {
    if (!named.is_section) continue;
    if (named.address > end) rooms.push_back({end, named.address});
    end = std::max(end, uint64_t{named.address} + named.bytes);
  }
  if (end < kMemoryEnd) rooms.push_back({end, kMemoryEnd});
  return rooms;
}

// Touched pages' parts of the room, neighbours as one.
std::vector<Range> touched_in(const Range& room, const std::vector<PageCosts>& pages) {
  std::vector<Range> touched;
  for (const PageCosts& page : pages) {
    if (page.space != rv32im::kMemorySpace) continue;
    const Range part{std::max(room.begin, uint64_t{page.page} * kPageCells),
                     std::min(room.end, (uint64_t{page.page} + 1) * kPageCells)};
    if (part.begin >= part.end) continue;
    if (!touched.empty() && touched.back().end == part.begin)
      touched.back().end = part.end;
    else
      touched.push_back(part);
  }
  return touched;
}

class Regions {
 public:
  void add(MemoryRegion::Kind kind, const std::string& name, uint64_t begin, uint64_t end) {
    if (begin < end) all_.push_back({kind, name, rv32im::kMemorySpace, begin, end - begin});
  }
  void add_heap(const std::vector<Range>& touched) {
    if (!touched.empty()) add(MemoryRegion::Kind::kHeap, "heap", touched.front().begin, touched.back().end);
  }
  void add_stack(const std::vector<Range>& touched) {
    if (!touched.empty()) add(MemoryRegion::Kind::kStack, "stack", touched.front().begin, touched.back().end);
  }
  // In one room, the heap below.
  void add_both(const std::vector<Range>& touched) {
    size_t parted = 0;  // the stack's first
    uint64_t widest = 0;
    for (size_t i = 1; i < touched.size(); ++i) {
      const uint64_t between = touched[i].begin - touched[i - 1].end;
      if (between > widest) widest = between, parted = i;
    }
    const auto middle = touched.begin() + static_cast<ptrdiff_t>(parted);
    add_heap({touched.begin(), middle});
    add_stack({middle, touched.end()});
  }
  std::vector<MemoryRegion> take() && {
    std::ranges::stable_sort(
        all_, {}, [](const MemoryRegion& region) { return std::pair(region.pointer, region.kind); });
    return std::move(all_);
  }

 private:
  std::vector<MemoryRegion> all_;
};

}  // namespace

std::vector<MemoryRegion> memory_regions(std::span<const uint8_t> file, uint32_t stack_pointer,
                                         const std::vector<PageCosts>& pages) {
  using Kind = MemoryRegion::Kind;
  const std::vector<rv32im::NamedMemory> names = rv32im::named_memory(file);
  Regions regions;
  for (const rv32im::NamedMemory& named : names)
    regions.add(named.is_section ? Kind::kSection : Kind::kSymbol, named.name, named.address,
                uint64_t{named.address} + named.bytes);
  const bool has_sections = std::ranges::any_of(names, &rv32im::NamedMemory::is_section);
  if (!has_sections) return std::move(regions).take();
  const std::vector<Range> rooms = rooms_between(names);
  for (const Range& room : rooms) {
    // A stack that is empty ends where the room does.
    const bool has_stack = stack_pointer > room.begin && stack_pointer <= room.end;
    const bool has_heap = room.end == kMemoryEnd;
    const std::vector<Range> touched = touched_in(room, pages);
    if (has_stack && has_heap)
      regions.add_both(touched);
    else if (has_stack)
      regions.add_stack(touched);
    else if (has_heap)
      regions.add_heap(touched);
  }
  return std::move(regions).take();
}

}  // namespace zkmem
