#include "zkmem/rv32im/chips/recorded_memory.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>

#include "zkmem/base/parallel.h"

namespace zkmem::rv32im {
namespace {

constexpr uint32_t kLeafBytes = 8;
constexpr uint32_t kLeavesPerPage = kPageCells / kLeafBytes;
constexpr uint8_t kBlock = 4;

TouchedLeaf leaf_at(PageId page, uint32_t i, std::span<const uint8_t> before) {
  TouchedLeaf leaf;
  leaf.address_space = page.space;
  leaf.label = page.page * kLeavesPerPage + i;
  leaf.initial_block = kBlock;
  leaf.final_block = kBlock;
  if (!before.empty()) {
    for (uint32_t cell = 0; cell < kLeafBytes; ++cell)
      leaf.initial[cell] = before[size_t{kLeafBytes} * i + cell];
  }
  return leaf;
}
void touch_half(TouchedLeaf& leaf, uint32_t half) {
  leaf.touched = static_cast<uint8_t>(leaf.touched | 0xf << (kBlock * half));
}

std::vector<TouchedLeaf> leaves_of(PageId page, const WordSlot* words, std::span<const uint8_t> before) {
  std::vector<TouchedLeaf> leaves;
  for (uint32_t i = 0; i < kLeavesPerPage; ++i) {
    const WordSlot* slots = words + size_t{2} * i;
    if (slots[0].timestamp == 0 && slots[1].timestamp == 0) continue;
    TouchedLeaf leaf = leaf_at(page, i, before);
    for (uint32_t half = 0; half < 2; ++half) {
      leaf.timestamps[half] = slots[half].timestamp;
      if (slots[half].timestamp != 0) touch_half(leaf, half);
      for (uint32_t cell = 0; cell < kBlock; ++cell) {
        leaf.final[kBlock * half + cell] = slots[half].word >> (8 * cell) & 0xff;
      }
    }
    leaves.push_back(leaf);
  }
  return leaves;
}

std::vector<TouchedLeaf> leaves_of(PageId page, const std::byte* cells, std::span<const uint8_t> before) {
  const std::byte* marks = cells + kMarkOffset;
  std::vector<TouchedLeaf> leaves;
  for (uint32_t i = 0; i < kLeavesPerPage; ++i) {
    uint16_t halves = 0;
    std::memcpy(&halves, marks + size_t{2} * i, sizeof(halves));
    if (halves == 0) continue;
    TouchedLeaf leaf = leaf_at(page, i, before);
    for (uint32_t half = 0; half < 2; ++half)
      if (marks[2 * i + half] != std::byte{0}) touch_half(leaf, half);
    for (uint32_t cell = 0; cell < kLeafBytes; ++cell)
      leaf.final[cell] = std::to_integer<uint32_t>(cells[size_t{kLeafBytes} * i + cell]);
    leaves.push_back(leaf);
  }
  return leaves;
}

// Page by page, ascending.
TouchedMemory leaves_of_pages(const Context& context, std::vector<PageId> pages,
                              const std::function<std::vector<TouchedLeaf>(PageId)>& leaves_of_page) {
  std::ranges::sort(pages);
  std::vector<std::vector<TouchedLeaf>> leaves(pages.size());
  parallel_for(context, pages.size(), 8, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) leaves[i] = leaves_of_page(pages[i]);
  });
  size_t count = 0;
  for (const auto& of_page : leaves) count += of_page.size();
  TouchedMemory touched;
  touched.reserve(count);
  for (const auto& of_page : leaves) touched.insert(touched.end(), of_page.begin(), of_page.end());
  return touched;
}

}  // namespace

TouchedMemory touched_memory(const Context& context, MemoryCore& memory) {
  std::map<PageId, const WordSlot*> slots;  // asking for them is for one thread
  for (const PageId page : memory.touched_pages()) slots[page] = memory.word_slots(page);
  const CellImage& start = memory.segment_start();
  return leaves_of_pages(context, memory.touched_pages(),
                         [&](PageId page) { return leaves_of(page, slots.at(page), start.page(page)); });
}

TouchedMemory touched_memory(const Context& context, const AddressMap& marked) {
  return leaves_of_pages(context, marked.touched(), [&](PageId page) {
    return leaves_of(page, marked.table(page.space)[page.page], marked.base().page(page));
  });
}

}  // namespace zkmem::rv32im
