// What C++ programs need beyond the C library: memory, the end of static objects, calls that must not happen.
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <new>

#include <unistd.h>

namespace {

// Plain text, so that no program carries printf for this.
[[noreturn]] void die(const char* message) {
  std::fputs(message, stdout);
  std::abort();
}

void* allocate(std::size_t bytes) { return std::malloc(bytes == 0 ? 1 : bytes); }

void* allocate(std::size_t bytes, std::align_val_t alignment) {
  const auto boundary = static_cast<std::size_t>(alignment);
  return std::aligned_alloc(boundary, bytes == 0 ? boundary : bytes);
}

void* checked(void* memory) {
  if (memory == nullptr) die("operator new: out of memory\n");
  return memory;
}

// What runs at exit, last come first served. picolibc has room for 32 entries; programs have any number of
// static objects.
struct AtExit {
  enum Kind { kPlain, kWithArgument, kWithStatus } kind;
  union {
    void (*plain)();
    void (*with_argument)(void*);
    void (*with_status)(int, void*);
  };
  void* argument;
  AtExit* before;
};
AtExit* last_at_exit = nullptr;

AtExit* add_at_exit(AtExit::Kind kind, void* argument) {
  auto* const entry = static_cast<AtExit*>(std::malloc(sizeof(AtExit)));
  if (entry == nullptr) return nullptr;
  entry->kind = kind;
  entry->argument = argument;
  entry->before = last_at_exit;
  last_at_exit = entry;
  return entry;
}

}  // namespace

const std::nothrow_t std::nothrow{};

void* operator new(std::size_t bytes) { return checked(allocate(bytes)); }
void* operator new[](std::size_t bytes) { return checked(allocate(bytes)); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return checked(allocate(bytes, alignment));
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return checked(allocate(bytes, alignment));
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return allocate(bytes); }
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept { return allocate(bytes); }
void* operator new(std::size_t bytes, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return allocate(bytes, alignment);
}
void* operator new[](std::size_t bytes, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return allocate(bytes, alignment);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t, const std::nothrow_t&) noexcept { std::free(memory); }

extern "C" {

int atexit(void (*function)()) {
  AtExit* const entry = add_at_exit(AtExit::kPlain, nullptr);
  if (entry == nullptr) return -1;
  entry->plain = function;
  return 0;
}

int on_exit(void (*function)(int, void*), void* argument) {
  AtExit* const entry = add_at_exit(AtExit::kWithStatus, argument);
  if (entry == nullptr) return -1;
  entry->with_status = function;
  return 0;
}

// Itanium C++ ABI 3.3.6: static objects' destructors. There is one program and one thread, so `home` and
// thread exit do not matter.
int __cxa_atexit(void (*destructor)(void*), void* object, void* home) {
  (void)home;
  AtExit* const entry = add_at_exit(AtExit::kWithArgument, object);
  if (entry == nullptr) die("static object: out of memory\n");
  entry->with_argument = destructor;
  return 0;
}
int __cxa_thread_atexit(void (*destructor)(void*), void* object, void* home) {
  return __cxa_atexit(destructor, object, home);
}

extern void (*__fini_array_start[])();
extern void (*__fini_array_end[])();

// picolibc's exit() calls this. A function may register more of them, or call exit() again.
void __call_exitprocs(int status, void*) {
  while (AtExit* const entry = last_at_exit) {
    last_at_exit = entry->before;
    switch (entry->kind) {
      case AtExit::kPlain:
        entry->plain();
        break;
      case AtExit::kWithArgument:
        entry->with_argument(entry->argument);
        break;
      case AtExit::kWithStatus:
        entry->with_status(status, entry->argument);
        break;
    }
    std::free(entry);
  }
  for (auto* end = __fini_array_end; end != __fini_array_start;) (*--end)();
}

// Itanium C++ ABI 3.2.6.
[[noreturn]] void __cxa_pure_virtual() { die("pure virtual function called\n"); }
[[noreturn]] void __cxa_deleted_virtual() { die("deleted virtual function called\n"); }

}  // extern "C"
