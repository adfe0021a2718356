// Who writes into a work folder: one process that has all of it (`prove`), or one that plans, and any number
// that have a segment each. An advisory lock on ranges of the folder's file `lock`, which the system releases
// with the process: a killed run leaves nothing to clear away. Where the file system knows no locks there are
// none.
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
  // The same as whole() at first; segments that are planned can then be locked by others.
  static Result<WorkLock> planning(const std::string& folder);
  // Whether a process plans, or has the whole.
  static bool is_planned(const std::string& folder);
  // Of who plans: the whole again; false: others are at work on segments.
  bool take_rest() const;
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
  static bool is_held_at(const std::string& folder, long start);
  static Result<WorkLock> take(const std::string& folder, long start, long length, const std::string& what);

  int fd_;
};

}  // namespace zkmem
