// zkmem/memory/online/mapped_buffer.h where memory is the heap's: growing moves bytes.
#include <cstdlib>
#include <cstring>
#include <utility>

#include "zkmem/base/pages.h"
#include "zkmem/memory/online/mapped_buffer.h"

namespace zkmem {

MappedBuffer::MappedBuffer(MappedBuffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedBuffer& MappedBuffer::operator=(MappedBuffer&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

void MappedBuffer::grow(size_t bytes) {
  if (bytes <= size_) return;
  auto* region = static_cast<std::byte*>(std::calloc(bytes, 1));
  if (region == nullptr) out_of_memory();
  if (size_ != 0) std::memcpy(region, data_, size_);
  std::free(data_);
  data_ = region;
  size_ = bytes;
}

void MappedBuffer::reset() {
  std::free(data_);
  data_ = nullptr;
  size_ = 0;
}

}  // namespace zkmem
