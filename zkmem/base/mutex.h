// A lock where there are threads; nothing where the build has none (ZKMEM_NO_THREADS).
#pragma once

#ifndef ZKMEM_NO_THREADS
#include <mutex>
#endif

namespace zkmem {

#ifdef ZKMEM_NO_THREADS
class Mutex {};
class [[nodiscard]] MutexLock {
 public:
  explicit MutexLock(Mutex&) {}
};
#else
using Mutex = std::mutex;
using MutexLock = std::lock_guard<std::mutex>;
#endif

}  // namespace zkmem
