#include "zkmem/base/pages.h"

#include <new>

#include <sys/mman.h>

namespace zkmem {

std::byte* reserve_pages(size_t bytes) {
  void* range =
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (range == MAP_FAILED) return nullptr;
  ::madvise(range, bytes, MADV_HUGEPAGE);  // advice: a refusal only costs speed
  return static_cast<std::byte*>(range);
}

void release_pages(std::byte* begin, size_t bytes) { ::munmap(begin, bytes); }

void out_of_memory() { throw std::bad_alloc(); }

}  // namespace zkmem
