// Large uninitialised arrays on huge pages where the system gives them: what the prover's working memory is
// made of.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <span>
#include <type_traits>

#include <sys/mman.h>

#include "zkmem/base/check.h"

namespace zkmem {

template <class T>
class Buffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Buffer() = default;
  // The contents are indeterminate.
  explicit Buffer(size_t size) : size_(size) {
    if (size == 0) return;
    const size_t alignment = size * sizeof(T) >= kHugePage ? kHugePage : 64;
    const size_t bytes = (size * sizeof(T) + alignment - 1) / alignment * alignment;
    data_.reset(static_cast<T*>(std::aligned_alloc(alignment, bytes)));
    ZKMEM_CHECK(data_ != nullptr);  // what a run needs was compared with the budget before
    if (alignment == kHugePage) ::madvise(data_.get(), bytes, MADV_HUGEPAGE);
  }

  size_t size() const { return size_; }
  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  T& operator[](size_t i) { return data_.get()[i]; }
  const T& operator[](size_t i) const { return data_.get()[i]; }
  std::span<T> span() { return {data(), size_}; }
  std::span<const T> span() const { return {data(), size_}; }

 private:
  static constexpr size_t kHugePage = size_t{1} << 21;
  struct Free {
    void operator()(T* p) const { std::free(p); }
  };
  std::unique_ptr<T, Free> data_;
  size_t size_ = 0;
};

}  // namespace zkmem
