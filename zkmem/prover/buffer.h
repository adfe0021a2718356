// An uninitialised array in the prover's working memory, given back when it goes.
#pragma once

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include "zkmem/prover/work_memory.h"

namespace zkmem {

template <class T>
class Buffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Buffer() = default;
  // The contents are indeterminate. The memory must outlive the buffer.
  Buffer(WorkMemory& memory, size_t size)
      : memory_(&memory), data_(static_cast<T*>(memory.take(size * sizeof(T)))), size_(size) {}
  Buffer(Buffer&& other) noexcept { *this = std::move(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(memory_, other.memory_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    other.reset();
    return *this;
  }
  ~Buffer() { reset(); }

  size_t size() const { return size_; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  T& operator[](size_t i) { return data_[i]; }
  const T& operator[](size_t i) const { return data_[i]; }
  std::span<T> span() { return {data_, size_}; }
  std::span<const T> span() const { return {data_, size_}; }

 private:
  void reset() {
    if (data_ != nullptr) memory_->give(data_, size_ * sizeof(T));
    data_ = nullptr;
    size_ = 0;
  }

  WorkMemory* memory_ = nullptr;
  T* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace zkmem
