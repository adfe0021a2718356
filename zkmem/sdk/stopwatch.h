// Seconds by phase, into a segment's report.
#pragma once

#include <chrono>

#include "zkmem/sdk/segment_report.h"

namespace zkmem {

class Stopwatch {
 public:
  explicit Stopwatch(SegmentReport& report) : report_(report) {}
  // The time since the last call (or the beginning) belongs to this phase.
  void lap(const char* phase) {
    const auto now = std::chrono::steady_clock::now();
    report_.seconds[phase] += std::chrono::duration<double>(now - last_).count();
    last_ = now;
  }

 private:
  SegmentReport& report_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace zkmem
