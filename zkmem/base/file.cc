#include "zkmem/base/file.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace zkmem {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ > STDERR_FILENO) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

// 0, or the errno of the first write that failed.
int write_all(int fd, std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes = bytes.subspan(static_cast<size_t>(written));
  }
  return 0;
}

}  // namespace

uint64_t machine_memory() {
  return static_cast<uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
}

Result<std::vector<uint8_t>> read_file(const std::string& path, uint64_t most) {
  const bool is_stdin = path == "-";
  const std::string name = is_stdin ? "standard input" : path;
  const Descriptor file(is_stdin ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return io_error("open", name, errno);
  struct stat info = {};
  if (::fstat(file.get(), &info) != 0) {
    if (is_stdin && errno == EBADF) return bad_input("standard input is closed");
    return io_error("stat", name, errno);
  }
  if (S_ISDIR(info.st_mode)) return io_error("read", name, EISDIR);
  const bool is_regular = S_ISREG(info.st_mode);
  most = std::min(most, is_regular ? machine_memory() : kMostStreamBytes);
  const auto too_large = [&] {
    return limit_reached(name + " is larger than " + std::to_string(most) +
                         " bytes, the most that is read here");
  };
  std::vector<uint8_t> bytes;
  if (is_regular) {
    if (static_cast<uint64_t>(info.st_size) > most) return too_large();
    bytes.reserve(static_cast<size_t>(info.st_size));
  }
  std::vector<uint8_t> chunk(size_t{1} << 16);
  for (;;) {
    const ssize_t got = ::read(file.get(), chunk.data(), chunk.size());
    if (got == 0) return bytes;
    if (got < 0) {
      if (errno == EINTR) continue;
      if (is_stdin && errno == EBADF) return bad_input("standard input is closed");
      return io_error("read", name, errno);
    }
    if (static_cast<size_t>(got) > most - bytes.size()) return too_large();
    bytes.insert(bytes.end(), chunk.begin(), chunk.begin() + got);
  }
}

Status write_file(const std::string& path, std::span<const uint8_t> bytes) {
  if (path == "-") {
    if (const int error = write_all(STDOUT_FILENO, bytes)) return io_error("write", path, error);
    return {};
  }
  // A device or a pipe cannot be replaced by rename: write into it.
  struct stat info = {};
  if (::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode)) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (file.get() < 0) return io_error("open", path, errno);
    if (const int error = write_all(file.get(), bytes)) return io_error("write", path, error);
    return {};
  }
  const std::string temporary = path + ".part." + std::to_string(::getpid());
  int error = 0;
  {
    const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file.get() < 0) return io_error("create", path, errno);
    error = write_all(file.get(), bytes);
    if (error == 0 && ::fsync(file.get()) != 0) error = errno;
  }
  if (error == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    return io_error("write", path, error);
  }
  return {};
}

Status write_file(const std::string& path, std::string_view text) {
  return write_file(path, std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

}  // namespace zkmem
