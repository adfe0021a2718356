#include "zkmem/cli/output.h"

#include <cerrno>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace zkmem::cli {
namespace {

constexpr size_t kCollected = size_t{1} << 16;  // bytes, before they are written

class Stream {
 public:
  Stream(int descriptor, const char* name) : descriptor_(descriptor), name_(name) {}

  bool failed() const { return error_ != 0; }
  bool was_closed() const { return error_ == EBADF; }
  Error error() const {
    return {ErrorKind::kIo,
            fmt::format("cannot write to {}: {}", name_, std::generic_category().message(error_))};
  }

  void write(std::string_view text, size_t collected) {
    if (failed()) return;
    waiting_ += text;
    if (waiting_.size() >= collected) flush();
  }

  void flush() {
    std::string_view rest = waiting_;
    while (!rest.empty() && !failed()) {
      const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
      if (written >= 0) {
        rest.remove_prefix(static_cast<size_t>(written));
      } else if (errno != EINTR) {
        error_ = errno;
      }
    }
    waiting_.clear();
  }

  // Some file systems tell only now that there was no room.
  void close() {
    flush();
    if (::close(descriptor_) != 0 && errno != EBADF && errno != EINTR && !failed()) error_ = errno;
  }

 private:
  int descriptor_;
  const char* name_;
  std::string waiting_;
  int error_ = 0;  // the first
};

Stream& out() {
  static Stream stream(STDOUT_FILENO, "standard output");
  return stream;
}
Stream& err() {
  static Stream stream(STDERR_FILENO, "standard error");
  return stream;
}

}  // namespace

void reserve_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0) continue;
    // The lowest free number is this one. Open the other way round, so that its use fails as a closed one's.
    ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

bool write_out(std::string_view text) {
  static const bool at_once = ::isatty(STDOUT_FILENO) == 1;
  out().write(text, at_once ? 0 : kCollected);
  return !out().failed();
}

void write_err(std::string_view text) {
  out().flush();
  err().write(text, 0);
}

Status flush_output() {
  out().flush();
  if (out().failed()) return out().error();
  return {};
}

Status finish_output() {
  out().close();
  if (out().failed()) return out().error();
  if (err().failed() && !err().was_closed()) return err().error();
  return {};
}

}  // namespace zkmem::cli
