#include "zkmem/freestanding/arena.h"

#include <bit>
#include <cstdint>
#include <new>

#include "zkmem/base/check.h"

namespace zkmem::freestanding {
namespace {

constexpr size_t kAlignment = 16;
constexpr size_t kClasses = 4 * 64;

// In front of each block, as long as the alignment asks for.
struct alignas(kAlignment) Header {
  size_t size_class;
  Header* next;  // of those that are free
};

uint8_t* memory_begin;
uint8_t* first_unused;
uint8_t* memory_end;
Header* free_blocks[kClasses];

constexpr size_t kLargest =
    SIZE_MAX / 16;  // sizes of blocks and sums of them do not wrap, whatever a size has bits

// The smallest class whose blocks hold `size` bytes, which is at most kLargest.
size_t class_of(size_t size) {
  if (size <= 4 * kAlignment) return size <= kAlignment ? 0 : (size - 1) / kAlignment;
  const auto log = static_cast<size_t>(std::bit_width(size - 1)) - 1;  // 2^log < size <= 2^(log + 1)
  return 4 * (log - 5) + (((size - 1) >> (log - 2)) & 3);
}

size_t size_of(size_t size_class) {
  if (size_class < 4) return (size_class + 1) * kAlignment;
  return (5 + size_class % 4) << (size_class / 4 + 3);
}

}  // namespace

void* return_point[5];
zkmem_verify_code left_with;
const char* left_because;

void open_arena(void* memory, size_t size) {
  const auto address = reinterpret_cast<uintptr_t>(memory);
  const size_t skipped = (kAlignment - address % kAlignment) % kAlignment;
  memory_begin = static_cast<uint8_t*>(memory);
  memory_end = memory_begin + size;
  first_unused = skipped < size ? memory_begin + skipped : memory_end;
  for (Header*& free : free_blocks) free = nullptr;
}

size_t arena_used() { return static_cast<size_t>(first_unused - memory_begin); }

void* take(size_t size) {
  if (size > kLargest) leave(ZKMEM_VERIFY_EXHAUSTED, "the arena is too small");
  const size_t size_class = class_of(size);
  if (Header* found = free_blocks[size_class]; found != nullptr) {
    free_blocks[size_class] = found->next;
    return found + 1;
  }
  const size_t needed = sizeof(Header) + size_of(size_class);
  if (static_cast<size_t>(memory_end - first_unused) < needed)
    leave(ZKMEM_VERIFY_EXHAUSTED, "the arena is too small");
  Header* made = new (first_unused) Header{size_class, nullptr};
  first_unused += needed;
  return made + 1;
}

void give_back(void* block) {
  if (block == nullptr) return;
  Header* header = static_cast<Header*>(block) - 1;
  header->next = free_blocks[header->size_class];
  free_blocks[header->size_class] = header;
}

void leave(zkmem_verify_code code, const char* why) {
  left_with = code;
  left_because = why;
  __builtin_longjmp(return_point, 1);
}

}  // namespace zkmem::freestanding

// The names by which compiled code asks for memory, and by which the standard library says that it cannot go
// on. All of them are local to the archive.
void* operator new(size_t size) { return zkmem::freestanding::take(size); }
void operator delete(void* block) noexcept { zkmem::freestanding::give_back(block); }
void operator delete(void* block, size_t) noexcept { zkmem::freestanding::give_back(block); }

// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,cert-dcl58-cpp)
namespace std {
void __throw_bad_alloc() { zkmem::freestanding::leave(ZKMEM_VERIFY_EXHAUSTED, "the arena is too small"); }
void __throw_bad_array_new_length() { __throw_bad_alloc(); }
void __throw_length_error(const char*) { __throw_bad_alloc(); }
void __throw_logic_error(const char* what) { zkmem::freestanding::leave(ZKMEM_VERIFY_INTERNAL, what); }
void __throw_out_of_range_fmt(const char* what, ...) { __throw_logic_error(what); }
}  // namespace std
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,cert-dcl58-cpp)

namespace zkmem::internal {

void check_failed(const char* condition, const char*, int) {
  freestanding::leave(ZKMEM_VERIFY_INTERNAL, condition);
}

}  // namespace zkmem::internal
