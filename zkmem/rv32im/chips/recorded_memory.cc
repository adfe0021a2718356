#include "zkmem/rv32im/chips/recorded_memory.h"

#include <algorithm>

#include "zkmem/base/parallel.h"

namespace zkmem::rv32im {
namespace {

constexpr uint32_t kLeafBytes = 8;
constexpr uint32_t kLeavesPerPage = kPageCells / kLeafBytes;
constexpr uint8_t kBlock = 4;

struct TouchedPage {
  PageId id;
  const WordSlot* slots = nullptr;
};

std::vector<TouchedLeaf> leaves_of(const TouchedPage& page, const CellImage& start) {
  const std::span<const uint8_t> before = start.page(page.id);
  std::vector<TouchedLeaf> leaves;
  for (uint32_t i = 0; i < kLeavesPerPage; ++i) {
    const WordSlot* slots = page.slots + size_t{2} * i;
    if (slots[0].timestamp == 0 && slots[1].timestamp == 0) continue;
    TouchedLeaf leaf;
    leaf.address_space = page.id.space;
    leaf.label = page.id.page * kLeavesPerPage + i;
    leaf.initial_block = kBlock;
    leaf.final_block = kBlock;
    for (uint32_t half = 0; half < 2; ++half) {
      leaf.timestamps[half] = slots[half].timestamp;
      if (slots[half].timestamp != 0)
        leaf.touched = static_cast<uint8_t>(leaf.touched | 0xf << (kBlock * half));
      for (uint32_t cell = 0; cell < kBlock; ++cell) {
        leaf.final[kBlock * half + cell] = slots[half].word >> (8 * cell) & 0xff;
      }
    }
    if (!before.empty()) {
      for (uint32_t cell = 0; cell < kLeafBytes; ++cell)
        leaf.initial[cell] = before[size_t{kLeafBytes} * i + cell];
    }
    leaves.push_back(leaf);
  }
  return leaves;
}

}  // namespace

TouchedMemory touched_memory(const Context& context, MemoryCore& memory) {
  std::vector<TouchedPage> pages;
  for (const PageId id : memory.touched_pages()) pages.push_back({id, memory.word_slots(id)});
  std::sort(pages.begin(), pages.end(),
            [](const TouchedPage& a, const TouchedPage& b) { return a.id < b.id; });

  std::vector<std::vector<TouchedLeaf>> leaves(pages.size());
  const CellImage& start = memory.segment_start();
  parallel_for(context, pages.size(), 8, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) leaves[i] = leaves_of(pages[i], start);
  });
  TouchedMemory touched;
  for (const auto& of_page : leaves) touched.insert(touched.end(), of_page.begin(), of_page.end());
  return touched;
}

}  // namespace zkmem::rv32im
