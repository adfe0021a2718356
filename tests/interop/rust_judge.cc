#include "tests/interop/rust_judge.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "zkmem/base/bytes.h"
#include "zkmem/base/check.h"

namespace zkmem::interop {

void RustJudge::begin() {
  std::array<int, 2> questions{};
  std::array<int, 2> answers{};
  ZKMEM_CHECK(::pipe2(questions.data(), O_CLOEXEC) == 0 && ::pipe2(answers.data(), O_CLOEXEC) == 0);
  ::signal(SIGPIPE, SIG_IGN);
  child_ = ::fork();
  ZKMEM_CHECK(child_ >= 0);
  if (child_ == 0) {
    const rlimit most{memory_, memory_};
    const rlimit no_core{0, 0};
    const int quiet = ::open("/dev/null", O_WRONLY);
    if (::dup2(questions[0], STDIN_FILENO) < 0 || ::dup2(answers[1], STDOUT_FILENO) < 0 ||
        ::dup2(quiet, STDERR_FILENO) < 0 || ::setrlimit(RLIMIT_AS, &most) != 0 ||
        ::setrlimit(RLIMIT_CORE, &no_core) != 0)
      ::_exit(3);
    ::execl(program_.c_str(), program_.c_str(), "answers", nullptr);
    ::_exit(3);
  }
  ::close(questions[0]);
  ::close(answers[1]);
  to_ = questions[1];
  from_ = answers[0];
  key_.clear();
}

void RustJudge::end() {
  if (child_ < 0) return;
  ::close(to_);
  ::close(from_);
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
  child_ = -1;
}

bool RustJudge::write(std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(to_, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    bytes = bytes.subspan(static_cast<size_t>(done));
  }
  return true;
}

bool RustJudge::read(std::span<uint8_t> bytes) {
  while (!bytes.empty()) {
    pollfd waited{from_, POLLIN, 0};
    const int ready = ::poll(&waited, 1, seconds_ * 1000);
    if (ready < 0 && errno == EINTR) continue;
    timed_out_ = ready == 0;
    if (ready <= 0) return false;
    const ssize_t done = ::read(from_, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    bytes = bytes.subspan(static_cast<size_t>(done));
  }
  return true;
}

void RustJudge::ask(std::span<const uint8_t> key, std::span<const uint8_t> proof) {
  if (child_ < 0) begin();
  const bool known = std::ranges::equal(key, key_);
  ByteWriter question;
  question.write_u32(known ? 0 : static_cast<uint32_t>(key.size()));
  if (!known) question.write_bytes(key);
  question.write_u32(static_cast<uint32_t>(proof.size()));
  question.write_bytes(proof);
  key_.assign(key.begin(), key.end());
  // If it has died, the answer says so.
  static_cast<void>(write(question.bytes()));
}

Answer RustJudge::answer() {
  timed_out_ = false;
  std::array<uint8_t, 5> head{};
  std::vector<uint8_t> reason;
  bool heard = read(head);
  if (heard) {
    uint32_t length = 0;
    ByteReader in{std::span<const uint8_t>(head).subspan(1)};
    ZKMEM_CHECK(in.read_u32(length));
    reason.resize(length);
    heard = read(reason);
  }
  if (heard)
    return {head[0] == 0 ? Answer::Kind::kAccepted : Answer::Kind::kRejected, {reason.begin(), reason.end()}};
  end();
  return {Answer::Kind::kNone, timed_out_ ? "no answer in time" : "it died"};
}

}  // namespace zkmem::interop
