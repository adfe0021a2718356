// What every long-running entry point takes: how many threads, how much memory, where progress goes, when to
// stop. There is no global state; two contexts in one process do not know of each other.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>

#include "zkmem/base/result.h"

namespace zkmem {

// Called from one thread at a time. `fraction` is in [0, 1] within `phase`; kUnknownFraction: nobody knows
// how long it will take.
inline constexpr double kUnknownFraction = -1;
using ProgressSink = std::function<void(std::string_view phase, double fraction)>;

// Called from one thread at a time with one line each, without its end: how a run makes do with less.
using NoteSink = std::function<void(std::string_view line)>;

struct Context {
  unsigned threads = 0;                       // 0: as many as the machine has
  uint64_t memory_budget = 0;                 // bytes; 0: no limit
  ProgressSink progress;                      // may be empty
  NoteSink notes;                             // may be empty
  const std::atomic<bool>* cancel = nullptr;  // may be null; set by the caller, read often

  bool is_cancelled() const { return cancel != nullptr && cancel->load(std::memory_order_relaxed); }
  Status check_cancelled() const {
    if (is_cancelled()) return cancelled();
    return {};
  }
  void report(std::string_view phase, double fraction) const {
    if (progress) progress(phase, fraction);
  }
  void note(std::string_view line) const {
    if (notes) notes(line);
  }
};

}  // namespace zkmem
