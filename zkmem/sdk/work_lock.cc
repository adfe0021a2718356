#include "zkmem/sdk/work_lock.h"

#include <array>
#include <cerrno>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace zkmem {
namespace {

// Bytes of `lock` that stand for one holder and say who it is: the whole folder's first, then segment 0's, …
constexpr long kRecord = 96;

long start_of(size_t segment) { return kRecord * (static_cast<long>(segment) + 1); }

struct flock range(long start, long length) {
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = start;
  lock.l_len = length;  // 0: to the end, wherever it will be
  return lock;
}

bool no_locks_here(int error) { return error == ENOSYS || error == EOPNOTSUPP || error == ENOLCK; }

std::string holder_at(int fd, long start) {
  std::array<char, kRecord> text{};
  const ssize_t got = ::pread(fd, text.data(), text.size() - 1, start);
  return got > 0 ? std::string(text.data()) : std::string("unknown");
}

std::string this_process() {
  std::array<char, 64> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  return fmt::format("pid {} on {}", ::getpid(), host.data());
}

}  // namespace

WorkLock::~WorkLock() {
  if (fd_ >= 0) ::close(fd_);
}

Result<WorkLock> WorkLock::take(const std::string& folder, long start, long length, const std::string& what) {
  const std::string path = folder + "/" + kFileName;
  WorkLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (lock.fd_ < 0) return io_error("open", path, errno);
  struct flock wanted = range(start, length);
  if (::fcntl(lock.fd_, F_OFD_SETLK, &wanted) != 0) {
    if (no_locks_here(errno)) return lock;
    if (errno != EAGAIN && errno != EACCES) return io_error("lock", path, errno);
    long held = start;
    if (::fcntl(lock.fd_, F_OFD_GETLK, &wanted) == 0 && wanted.l_type != F_UNLCK) held = wanted.l_start;
    return bad_input(fmt::format("another process works on {} ({}): wait for it, or stop it", what,
                                 holder_at(lock.fd_, held)));
  }
  struct stat file = {};
  if (::fstat(lock.fd_, &file) == 0 && file.st_nlink == 0)
    return bad_input(fmt::format("'{}' was removed by another process just now", folder));
  std::string holder = this_process();
  holder.resize(static_cast<size_t>(kRecord));
  if (::pwrite(lock.fd_, holder.data(), holder.size(), start) < 0) return io_error("write", path, errno);
  return lock;
}

Result<WorkLock> WorkLock::whole(const std::string& folder) {
  return take(folder, 0, 0, fmt::format("'{}'", folder));
}

Result<WorkLock> WorkLock::segment(const std::string& folder, size_t index) {
  return take(folder, start_of(index), kRecord, fmt::format("segment {} of '{}'", index, folder));
}

Result<WorkLock> WorkLock::planning(const std::string& folder) {
  ZKMEM_ASSIGN_OR_RETURN(WorkLock lock, whole(folder));
  struct flock segments = range(kRecord, 0);
  segments.l_type = F_UNLCK;
  if (::fcntl(lock.fd_, F_OFD_SETLK, &segments) != 0 && !no_locks_here(errno))
    return io_error("unlock", folder + "/" + kFileName, errno);
  return lock;
}

bool WorkLock::take_rest() const {
  struct flock wanted = range(0, 0);
  return ::fcntl(fd_, F_OFD_SETLK, &wanted) == 0;
}

bool WorkLock::is_planned(const std::string& folder) { return is_held_at(folder, 0); }

bool WorkLock::is_held(const std::string& folder, size_t index) {
  return is_held_at(folder, start_of(index));
}

bool WorkLock::is_held_at(const std::string& folder, long start) {
  const WorkLock file(::open((folder + "/" + kFileName).c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd_ < 0) return false;
  struct flock wanted = range(start, kRecord);
  wanted.l_type = F_RDLCK;  // the file is open for reading only
  return ::fcntl(file.fd_, F_OFD_GETLK, &wanted) == 0 && wanted.l_type != F_UNLCK;
}

}  // namespace zkmem
