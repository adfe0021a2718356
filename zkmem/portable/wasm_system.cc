// What the standard library asks of a system that is not there.
#include <cstdint>
#include <cstdlib>
#include <new>

#include <wasi/api.h>

#include "zkmem/base/check.h"
#include "zkmem/base/pages.h"

namespace {

enum : uint32_t { kUnknown = 0, kMemory = 1, kCheck = 2 };
uint32_t trap_reason = kUnknown;

}  // namespace

// Why the last call ended in a trap: 0 nobody knows, 1 there was no memory left, 2 a check of our own failed.
extern "C" [[clang::export_name("zkmem_trap_reason")]] uint32_t zkmem_trap_reason() { return trap_reason; }

// The C library's calls of the system, so that the module imports nothing: there is no environment and no
// file. Nothing here writes or ends the process but what fails, and that is to stop at once.
extern "C" {

__wasi_errno_t __wasi_environ_get(uint8_t**, uint8_t*) { return __WASI_ERRNO_NOSYS; }
__wasi_errno_t __wasi_environ_sizes_get(__wasi_size_t*, __wasi_size_t*) { return __WASI_ERRNO_NOSYS; }
__wasi_errno_t __wasi_fd_close(__wasi_fd_t) { return __WASI_ERRNO_NOSYS; }
__wasi_errno_t __wasi_fd_seek(__wasi_fd_t, __wasi_filedelta_t, __wasi_whence_t, __wasi_filesize_t*) {
  return __WASI_ERRNO_NOSYS;
}
__wasi_errno_t __wasi_fd_write(__wasi_fd_t, const __wasi_ciovec_t*, size_t, __wasi_size_t*) {
  return __WASI_ERRNO_NOSYS;
}
void __wasi_proc_exit(__wasi_exitcode_t) { __builtin_trap(); }

}  // extern "C"

// What a thread's end is to destroy stays: a module has none.
extern "C" int __cxa_thread_atexit(void (*)(void*), void*, void*) { return 0; }

namespace zkmem {

std::byte* reserve_pages(size_t) { return nullptr; }
void release_pages(std::byte*, size_t) {}

void out_of_memory() {
  trap_reason = kMemory;
  __builtin_trap();
}

namespace internal {
void check_failed(const char*, const char*, int) {
  trap_reason = kCheck;
  __builtin_trap();
}
}  // namespace internal
}  // namespace zkmem

// The library's own would tell nobody why it stops.
void* operator new(size_t size) {
  void* block = std::malloc(size != 0 ? size : 1);
  if (block == nullptr) zkmem::out_of_memory();
  return block;
}
void* operator new[](size_t size) { return operator new(size); }
void operator delete(void* block) noexcept { std::free(block); }
void operator delete[](void* block) noexcept { std::free(block); }
void operator delete(void* block, size_t) noexcept { std::free(block); }
void operator delete[](void* block, size_t) noexcept { std::free(block); }
