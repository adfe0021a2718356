#include "zkmem/cli/progress.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <utility>

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "zkmem/base/file.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/terminal.h"

namespace zkmem::cli {
namespace {

std::atomic<bool> interrupted = false;

constexpr auto kLinesApart = std::chrono::seconds(3);
bool lines_wanted = false;  // --progress

void on_signal(int number) {
  interrupted.store(true, std::memory_order_relaxed);
  ::signal(number, SIG_DFL);
}

// The phases of proving a segment in their order, and how much of its time each takes, about (a segment of
// 2^22 accesses; docs/performance.md).
struct PhaseShare {
  std::string_view phase;
  double share;
};
constexpr PhaseShare kPhases[] = {{"execute", 0.02},
                                  {"traces", 0.05},
                                  {"commit", 0.20},
                                  {"logup", 0.20},
                                  {"constraints", 0.18},
                                  {"constraint rounds", 0.10},
                                  {"stacked reduction", 0.10},
                                  {"whir", 0.15}};

// How far a segment's proof is; 0 for phases that are not part of it.
double fraction_of_segment(std::string_view phase, double fraction) {
  double before = 0;
  for (const PhaseShare& entry : kPhases) {
    if (entry.phase == phase) return before + fraction * entry.share;
    before += entry.share;
  }
  return 0;
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

void Interrupt::raise() { interrupted = true; }

void Progress::add_option(CLI::App& command) {
  command.add_flag("--progress", lines_wanted,
                   "Say how far the work is where stderr is no terminal, too: a line every few seconds");
}

Progress::Progress()
    : in_place_(can_rewrite(STDERR_FILENO)), start_(std::chrono::steady_clock::now()), last_(start_) {}

Progress::~Progress() { end(); }

void Progress::begin_work(std::vector<uint64_t> segment_cells) {
  segment_cells_ = std::move(segment_cells);
  all_cells_ = 0;
  for (const uint64_t cells : segment_cells_) all_cells_ += static_cast<double>(cells);
  start_ = std::chrono::steady_clock::now();
}

void Progress::begin_segment(size_t index) {
  if (index > 0 && index <= segment_cells_.size()) {
    const auto cells = static_cast<double>(segment_cells_[index - 1]);
    if (worked_) {
      done_cells_ += cells;
    } else {
      all_cells_ -= cells;
    }
  }
  segment_ = index;
  segment_fraction_ = 0;
  worked_ = false;
}

ProgressSink Progress::sink() {
  if (!in_place_ && !lines_wanted) return {};
  return [this](std::string_view phase, double fraction) { draw(phase, fraction); };
}

void Progress::note(std::string_view line) {
  end();
  print_err("{}\n", line);
}

void Progress::draw(std::string_view phase, double fraction) {
  worked_ = true;
  segment_fraction_ = std::max(segment_fraction_, fraction_of_segment(phase, fraction));
  const auto now = std::chrono::steady_clock::now();
  if (!in_place_) {
    if (said_ && now - last_ < kLinesApart) return;
    last_ = now;
    said_ = true;
    print_err("{}\n", text(phase, fraction));
    return;
  }
  if (drawn_ && now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  drawn_ = true;
  // A line that reaches the last column would wrap, and then could not be taken away.
  std::string line = text(phase, fraction);
  if (const size_t width = terminal_width(STDERR_FILENO); width > 0 && line.size() >= width)
    line.resize(width - 1);
  print_err("\r\x1b[K{}", line);
}

std::string Progress::text(std::string_view phase, double fraction) const {
  const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  const uint64_t mebibytes = resident_memory() >> 20;
  if (segment_cells_.empty()) {
    const std::string part = fraction < 0 ? "" : fmt::format(" {:.0f} %", 100 * fraction);
    return fmt::format("{}{}  {:.0f} s  {} MiB", phase, part, elapsed, mebibytes);
  }
  const double cells = done_cells_ + segment_fraction_ * static_cast<double>(segment_cells_[segment_]);
  const double whole = all_cells_ > 0 ? cells / all_cells_ : 0;
  std::string line =
      fmt::format("segment {} of {}  {}  {:.0f} %", segment_ + 1, segment_cells_.size(), phase, 100 * whole);
  if (cells > 0 && elapsed > 0) {
    line += fmt::format("  {:.2f} M cells/s  {:.0f} s left", cells / elapsed / 1e6,
                        elapsed / whole * (1 - whole));
  }
  return line + fmt::format("  {} MiB", mebibytes);
}

void Progress::end() {
  if (!drawn_) return;
  print_err("\r\x1b[K");
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

uint64_t default_memory_budget() { return machine_memory() / 4 * 3; }

uint64_t resident_memory() {
  unsigned long all = 0;
  unsigned long resident = 0;
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return peak_memory();
  const int fields = std::fscanf(file, "%lu %lu", &all, &resident);
  std::fclose(file);
  return fields == 2 ? resident * static_cast<uint64_t>(::sysconf(_SC_PAGE_SIZE)) : peak_memory();
}

uint64_t peak_memory() {
  rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) << 10;
}

}  // namespace zkmem::cli
