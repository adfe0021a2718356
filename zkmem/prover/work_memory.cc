#include "zkmem/prover/work_memory.h"

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "zkmem/base/pages.h"

namespace zkmem {
namespace {

constexpr size_t kLine = 64;
constexpr size_t kHugePage = size_t{1} << 21;
// Blocks below this are small.
constexpr size_t kSmall = size_t{1} << 17;
constexpr size_t kFirstRanges = 64;
// Addresses beside what is asked for, for what is lost between blocks: those of one kind never fill the range
// without a gap.
constexpr size_t kGapBytes = size_t{32} << 20;

size_t round_up(size_t x, size_t to) { return (x + to - 1) / to * to; }

}  // namespace

WorkMemory::WorkMemory(uint64_t bytes) {
  // What no address can reach is taken block by block, or refused there.
  if (bytes > SIZE_MAX / 2) return;
  const auto wanted = static_cast<size_t>(bytes);
  size_ = round_up(wanted + wanted / 16, kHugePage) + kGapBytes;
  free_.reserve(kFirstRanges);
  // One page more, to start at a multiple of the page size.
  mapping_ = reserve_pages(size_ + kHugePage);
  if (mapping_ == nullptr) {
    size_ = 0;
    return;
  }
  base_ = mapping_ + (kHugePage - reinterpret_cast<uintptr_t>(mapping_) % kHugePage) % kHugePage;
  free_.push_back({0, size_});
}

WorkMemory::~WorkMemory() {
  if (mapping_ != nullptr) release_pages(mapping_, size_ + kHugePage);
}

size_t WorkMemory::grain_of(size_t bytes) {
  return bytes < kSmall ? kLine : std::min(std::bit_floor(bytes) / 16, kHugePage);
}

size_t WorkMemory::rounded(size_t bytes) { return round_up(std::max<size_t>(bytes, 1), grain_of(bytes)); }

std::optional<size_t> WorkMemory::take_place(size_t length) {
  if (length < kSmall) {
    const auto last = std::find_if(free_.rbegin(), free_.rend(),
                                   [length](const Range& range) { return range.length >= length; });
    if (last == free_.rend()) return std::nullopt;
    const size_t place = last->end() - length;
    last->length -= length;
    if (last->length == 0) free_.erase(std::next(last).base());
    top_depth_ = std::max<uint64_t>(top_depth_, size_ - place);
    return place;
  }
  for (auto it = free_.begin(); it != free_.end(); ++it) {
    const size_t place = round_up(it->offset, grain_of(length));
    if (place + length > it->end()) continue;
    const Range before = {it->offset, place - it->offset};
    const Range after = {place + length, it->end() - place - length};
    it = free_.erase(it);
    if (after.length != 0) it = free_.insert(it, after);
    if (before.length != 0) free_.insert(it, before);
    high_water_ = std::max<uint64_t>(high_water_, place + length);
    return place;
  }
  return std::nullopt;
}

void* WorkMemory::take(size_t bytes) {
  {
    const MutexLock lock(mutex_);
    // Free ranges lie between blocks, so there is at most one more of them: giving back never allocates.
    if (free_.capacity() < blocks_ + 2) free_.reserve(2 * (blocks_ + 2));
    use_ += bytes;
    peak_use_ = std::max(peak_use_, use_);
    if (const std::optional<size_t> place = take_place(rounded(bytes))) {
      ++blocks_;
      return base_ + *place;
    }
  }
  void* block = std::aligned_alloc(kLine, rounded(bytes));
  if (block != nullptr) return block;
  // What a run needs was compared with the budget before, not with what the machine has left.
  const MutexLock lock(mutex_);
  use_ -= bytes;
  out_of_memory();
}

void WorkMemory::give(void* block, size_t bytes) noexcept {
  std::byte* address = static_cast<std::byte*>(block);
  const MutexLock lock(mutex_);
  use_ -= bytes;
  if (base_ == nullptr || address < base_ || address >= base_ + size_) {
    std::free(block);
    return;
  }
  --blocks_;
  const size_t length = rounded(bytes);
  const size_t offset = static_cast<size_t>(address - base_);
  const auto next = std::ranges::upper_bound(free_, offset, {}, &Range::offset);
  const bool joins_next = next != free_.end() && offset + length == next->offset;
  const bool joins_before = next != free_.begin() && std::prev(next)->end() == offset;
  if (joins_before) {
    std::prev(next)->length += length;
    if (!joins_next) return;
    std::prev(next)->length += next->length;
    free_.erase(next);
  } else if (joins_next) {
    *next = {offset, length + next->length};
  } else {
    free_.insert(next, {offset, length});
  }
}

}  // namespace zkmem
