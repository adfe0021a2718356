// A growable region of zeroed memory straight from the operating system: untouched parts cost nothing,
// growing moves page tables instead of bytes (but the bytes of a small region into a large one), large
// regions ask for huge pages. Movable, not copyable; one owner, no locking.
#pragma once

#include <cstddef>

namespace zkmem {

// The bytes seen as Ts; they must be aligned for T. (A page or a mapped region is aligned for any cell type.)
template <class T>
T* view_as(std::byte* bytes) {
  void* raw = bytes;
  return static_cast<T*>(raw);
}
template <class T>
const T* view_as(const std::byte* bytes) {
  const void* raw = bytes;
  return static_cast<const T*>(raw);
}

class MappedBuffer {
 public:
  MappedBuffer() = default;
  // Throws std::bad_alloc when the system has no more address space.
  explicit MappedBuffer(size_t bytes) { grow(bytes); }
  ~MappedBuffer() { reset(); }
  MappedBuffer(MappedBuffer&& other) noexcept;
  MappedBuffer& operator=(MappedBuffer&& other) noexcept;
  MappedBuffer(const MappedBuffer&) = delete;
  MappedBuffer& operator=(const MappedBuffer&) = delete;

  std::byte* data() const { return data_; }
  size_t size() const { return size_; }

  // At least `bytes` long afterwards, contents kept, new bytes zero. Pointers into the region are void.
  void grow(size_t bytes);
  void reset();

 private:
  std::byte* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace zkmem
