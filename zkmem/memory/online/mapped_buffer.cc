#include "zkmem/memory/online/mapped_buffer.h"

#include <cstdint>
#include <cstring>
#include <new>
#include <utility>

#include <sys/mman.h>

namespace zkmem {

namespace {

constexpr size_t kSmallPage = 4096;
constexpr size_t kHugePage = size_t{2} << 20;

size_t round_up(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

// A fresh region; from two huge pages on it begins on a huge-page boundary so that the kernel can use them.
std::byte* map_region(size_t bytes) {
  const bool huge = bytes >= 2 * kHugePage;
  const size_t reserve = huge ? bytes + kHugePage : bytes;
  void* raw =
      ::mmap(nullptr, reserve, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (raw == MAP_FAILED) throw std::bad_alloc();
  auto* begin = static_cast<std::byte*>(raw);
  if (!huge) return begin;
  const size_t lead = (kHugePage - reinterpret_cast<uintptr_t>(begin) % kHugePage) % kHugePage;
  if (lead != 0) ::munmap(begin, lead);
  if (const size_t tail = kHugePage - lead; tail != 0) ::munmap(begin + lead + bytes, tail);
  ::madvise(begin + lead, bytes, MADV_HUGEPAGE);  // advice: a refusal only costs speed
  return begin + lead;
}

}  // namespace

MappedBuffer::MappedBuffer(MappedBuffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedBuffer& MappedBuffer::operator=(MappedBuffer&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

void MappedBuffer::grow(size_t bytes) {
  if (bytes <= size_) return;
  const size_t wanted = round_up(bytes, bytes >= 2 * kHugePage ? kHugePage : kSmallPage);
  std::byte* region = map_region(wanted);
  if (data_ != nullptr && size_ < kHugePage && wanted >= 2 * kHugePage) {
    // Small pages moved there would keep the region's first huge page from being one.
    std::memcpy(region, data_, size_);
    ::munmap(data_, size_);
  } else if (data_ != nullptr) {
    // Moving page tables over the new region keeps the contents without touching them.
    if (::mremap(data_, size_, size_, MREMAP_MAYMOVE | MREMAP_FIXED, region) == MAP_FAILED) {
      ::munmap(region, wanted);
      throw std::bad_alloc();
    }
  }
  data_ = region;
  size_ = wanted;
}

void MappedBuffer::reset() {
  if (data_ != nullptr) ::munmap(data_, size_);
  data_ = nullptr;
  size_ = 0;
}

}  // namespace zkmem
