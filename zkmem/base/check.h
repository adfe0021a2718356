// CHECK is for our own bugs only: a condition no input can make false. What input can cause is a Result.
#pragma once

namespace zkmem::internal {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}

#define ZKMEM_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::zkmem::internal::check_failed(#condition, __FILE__, __LINE__))

// Checked in debug builds only: for the inner loops.
#ifdef NDEBUG
#define ZKMEM_DCHECK(condition) static_cast<void>(0)
#else
#define ZKMEM_DCHECK(condition) ZKMEM_CHECK(condition)
#endif
