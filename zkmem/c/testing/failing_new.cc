#include "zkmem/c/testing/failing_new.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace {

std::atomic<int64_t> blocks_in_use = 0;
std::atomic<int64_t> allocations_left = INT64_MAX;

void* allocate(size_t size, size_t alignment) {
  if (allocations_left.fetch_sub(1) <= 0) return nullptr;
  void* block = alignment <= alignof(std::max_align_t)
                    ? std::malloc(size == 0 ? 1 : size)
                    : std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (block != nullptr) ++blocks_in_use;
  return block;
}
void* allocate_or_throw(size_t size, size_t alignment) {
  void* block = allocate(size, alignment);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}
void release(void* block) {
  if (block != nullptr) --blocks_in_use;
  std::free(block);
}

}  // namespace

void failing_new_after(int64_t allocations) { allocations_left = allocations < 0 ? INT64_MAX : allocations; }
int64_t failing_new_blocks_in_use() { return blocks_in_use; }

void* operator new(size_t size) { return allocate_or_throw(size, 1); }
void* operator new[](size_t size) { return allocate_or_throw(size, 1); }
void* operator new(size_t size, std::align_val_t a) { return allocate_or_throw(size, size_t(a)); }
void* operator new[](size_t size, std::align_val_t a) { return allocate_or_throw(size, size_t(a)); }
void* operator new(size_t size, const std::nothrow_t&) noexcept { return allocate(size, 1); }
void* operator new[](size_t size, const std::nothrow_t&) noexcept { return allocate(size, 1); }
void operator delete(void* block) noexcept { release(block); }
void operator delete[](void* block) noexcept { release(block); }
void operator delete(void* block, size_t) noexcept { release(block); }
void operator delete[](void* block, size_t) noexcept { release(block); }
void operator delete(void* block, std::align_val_t) noexcept { release(block); }
void operator delete[](void* block, std::align_val_t) noexcept { release(block); }
void operator delete(void* block, size_t, std::align_val_t) noexcept { release(block); }
void operator delete[](void* block, size_t, std::align_val_t) noexcept { release(block); }
