#include "zkmem/prover/work_memory.h"

#include <algorithm>
#include <cstdlib>

#include <sys/mman.h>

#include "zkmem/base/check.h"

namespace zkmem {
namespace {

constexpr size_t kLine = 64;
constexpr size_t kHugePage = size_t{1} << 21;
constexpr size_t kFirstRanges = 64;

size_t round_up(size_t x, size_t to) { return (x + to - 1) / to * to; }

}  // namespace

WorkMemory::WorkMemory(uint64_t bytes) : size_(round_up(bytes, kHugePage)) {
  free_.reserve(kFirstRanges);
  // One page more, to start at a multiple of the page size.
  void* range = ::mmap(nullptr, size_ + kHugePage, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (range == MAP_FAILED) {
    size_ = 0;
    return;
  }
  base_ = static_cast<std::byte*>(range);
  ::madvise(base_, size_ + kHugePage, MADV_HUGEPAGE);
  const size_t skipped = (kHugePage - reinterpret_cast<uintptr_t>(base_) % kHugePage) % kHugePage;
  free_.push_back({skipped, size_});
}

WorkMemory::~WorkMemory() {
  if (base_ != nullptr) ::munmap(base_, size_ + kHugePage);
}

size_t WorkMemory::rounded(size_t bytes) { return round_up(std::max<size_t>(bytes, 1), kLine); }

void* WorkMemory::take(size_t bytes) {
  const size_t length = rounded(bytes);
  const size_t alignment = length >= kHugePage ? kHugePage : kLine;
  {
    const std::lock_guard lock(mutex_);
    // Free ranges lie between blocks, so there is at most one more of them: giving back never allocates.
    if (free_.capacity() < blocks_ + 2) free_.reserve(2 * (blocks_ + 2));
    use_ += length;
    peak_use_ = std::max(peak_use_, use_);
    for (auto it = free_.begin(); it != free_.end(); ++it) {
      const auto [offset, room] = *it;
      const size_t address = reinterpret_cast<uintptr_t>(base_) + offset;
      const size_t gap = round_up(address, alignment) - address;
      if (gap + length > room) continue;
      const size_t end = offset + gap + length;
      const size_t rest = offset + room - end;
      if (gap == 0 && rest == 0) {
        free_.erase(it);
      } else if (gap == 0) {
        *it = {end, rest};
      } else {
        it->length = gap;
        if (rest != 0) free_.insert(std::next(it), {end, rest});
      }
      ++blocks_;
      high_water_ = std::max<uint64_t>(high_water_, end);
      return base_ + offset + gap;
    }
  }
  void* block = std::aligned_alloc(kLine, length);
  if (block != nullptr) return block;
  // What a run needs was compared with the budget before, not with what the machine has left.
  const std::lock_guard lock(mutex_);
  use_ -= length;
  throw std::bad_alloc();
}

void WorkMemory::give(void* block, size_t bytes) noexcept {
  std::byte* address = static_cast<std::byte*>(block);
  const std::lock_guard lock(mutex_);
  const size_t length = rounded(bytes);
  use_ -= length;
  if (base_ == nullptr || address < base_ || address >= base_ + size_ + kHugePage) {
    std::free(block);
    return;
  }
  --blocks_;
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
