#include "zkmem/prover/work_memory.h"

#include <algorithm>
#include <cstdlib>

#include <sys/mman.h>

#include "zkmem/base/check.h"

namespace zkmem {
namespace {

constexpr size_t kLine = 64;
constexpr size_t kHugePage = size_t{1} << 21;

size_t round_up(size_t x, size_t to) { return (x + to - 1) / to * to; }

}  // namespace

WorkMemory::WorkMemory(uint64_t bytes) : size_(round_up(bytes, kHugePage)) {
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
  free_[skipped] = size_;
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
    use_ += length;
    peak_use_ = std::max(peak_use_, use_);
    for (auto it = free_.begin(); it != free_.end(); ++it) {
      const auto [offset, room] = *it;
      const size_t address = reinterpret_cast<uintptr_t>(base_) + offset;
      const size_t gap = round_up(address, alignment) - address;
      if (gap + length > room) continue;
      free_.erase(it);
      if (gap != 0) free_[offset] = gap;
      if (gap + length < room) free_[offset + gap + length] = room - gap - length;
      high_water_ = std::max<uint64_t>(high_water_, offset + gap + length);
      return base_ + offset + gap;
    }
  }
  void* block = std::aligned_alloc(kLine, length);
  // What a run needs was compared with the budget before, not with what the machine has left.
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

void WorkMemory::give(void* block, size_t bytes) {
  std::byte* address = static_cast<std::byte*>(block);
  const std::lock_guard lock(mutex_);
  size_t length = rounded(bytes);
  use_ -= length;
  if (base_ == nullptr || address < base_ || address >= base_ + size_ + kHugePage) {
    std::free(block);
    return;
  }
  size_t offset = static_cast<size_t>(address - base_);
  auto next = free_.lower_bound(offset);
  if (next != free_.end() && offset + length == next->first) {
    length += next->second;
    next = free_.erase(next);
  }
  if (next != free_.begin()) {
    const auto before = std::prev(next);
    if (before->first + before->second == offset) {
      before->second += length;
      return;
    }
  }
  free_[offset] = length;
}

}  // namespace zkmem
