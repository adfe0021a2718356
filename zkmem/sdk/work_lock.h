// Who writes into a work folder: one process that has all of it (planning, `prove`), or any number that have
// a segment each. An advisory lock on ranges of the folder's file `lock`, which the system releases with the
// process: a killed run leaves nothing to clear away. Where the file system knows no locks there are none.
#pragma once

#include <string>
#include <utility>

#include "zkmem/base/result.h"

namespace zkmem {

class WorkLock {
 public:
  static constexpr const char* kFileName = "lock";

  // Fails at once, naming the process, if another holds any part of the folder, or this segment.
  static Result<WorkLock> whole(const std::string& folder);
  static Result<WorkLock> segment(const std::string& folder, size_t index);
  // Whether a process is at work on this segment.
  static bool is_held(const std::string& folder, size_t index);

  WorkLock(WorkLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  WorkLock& operator=(WorkLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  WorkLock(const WorkLock&) = delete;
  ~WorkLock();

 private:
  explicit WorkLock(int fd) : fd_(fd) {}
  static Result<WorkLock> take(const std::string& folder, long start, long length, const std::string& what);

  int fd_;
};

}  // namespace zkmem
