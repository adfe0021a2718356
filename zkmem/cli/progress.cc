#include "zkmem/cli/progress.h"

#include <charconv>
#include <cstdio>

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

namespace zkmem::cli {
namespace {

std::atomic<bool> interrupted = false;

void on_signal(int number) {
  interrupted.store(true, std::memory_order_relaxed);
  ::signal(number, SIG_DFL);
}

}  // namespace

Interrupt::Interrupt() {
  interrupted = false;
  ::signal(SIGINT, on_signal);
  ::signal(SIGTERM, on_signal);
}

Interrupt::~Interrupt() {
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
}

const std::atomic<bool>& Interrupt::flag() { return interrupted; }

Progress::Progress()
    : on_terminal_(::isatty(STDERR_FILENO) == 1), start_(std::chrono::steady_clock::now()), last_(start_) {}

Progress::~Progress() { clear(); }

void Progress::begin_segment(size_t index, size_t count) {
  segment_ = index;
  segments_ = count;
}

ProgressSink Progress::sink() {
  if (!on_terminal_) return {};
  return [this](std::string_view phase, double fraction) { draw(phase, fraction); };
}

void Progress::note(std::string_view line) {
  clear();
  fmt::print(stderr, "{}\n", line);
}

void Progress::draw(std::string_view phase, double fraction) {
  const auto now = std::chrono::steady_clock::now();
  if (drawn_ && now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  drawn_ = true;
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  std::string line = segments_ == 0 ? "" : fmt::format("segment {} of {}  ", segment_ + 1, segments_);
  line += fmt::format("{} {:3.0f} %  {:.0f} s", phase, 100 * fraction, elapsed);
  if (segments_ > 1 && segment_ > 0) {
    const double left = elapsed / static_cast<double>(segment_) * static_cast<double>(segments_ - segment_);
    line += fmt::format(", about {:.0f} s left", left);
  }
  line += fmt::format("  {} MiB", peak_memory() >> 20);
  fmt::print(stderr, "\r\x1b[K{}", line);
  std::fflush(stderr);
}

void Progress::clear() {
  if (!drawn_) return;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
  drawn_ = false;
}

uint64_t parse_bytes(std::string_view text) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return 0;
  const std::string_view unit = text.substr(static_cast<size_t>(end - text.data()));
  unsigned shift = 0;
  if (unit == "K")
    shift = 10;
  else if (unit == "M")
    shift = 20;
  else if (unit == "G")
    shift = 30;
  else if (!unit.empty())
    return 0;
  if (value > UINT64_MAX >> shift) return 0;
  return value << shift;
}

uint64_t default_memory_budget() {
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long size = ::sysconf(_SC_PAGE_SIZE);
  return pages > 0 && size > 0 ? static_cast<uint64_t>(pages) * static_cast<uint64_t>(size) / 4 * 3 : 0;
}

uint64_t peak_memory() {
  rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) << 10;
}

}  // namespace zkmem::cli
