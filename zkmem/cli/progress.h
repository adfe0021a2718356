// Progress of long work: one line on a terminal's stderr, rewritten in place; nothing in a pipe. And Ctrl-C
// as a flag.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "zkmem/base/context.h"

namespace zkmem::cli {

// While it lives, SIGINT and SIGTERM set flag(); a second one kills as usual.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  static const std::atomic<bool>& flag();
};

class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // "segment 2 of 7" or empty; `cells` is what the segment's proof commits, 0 if not known yet.
  void begin_segment(size_t index, size_t count);
  ProgressSink sink();
  // A line above the progress, on stderr; printed in a pipe too.
  void note(std::string_view line);

 private:
  void draw(std::string_view phase, double fraction);
  void clear();

  bool on_terminal_;
  bool drawn_ = false;
  size_t segment_ = 0;
  size_t segments_ = 0;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_;
};

// Bytes with K, M or G behind them (powers of 1024): "512M". 0 for anything else.
uint64_t parse_bytes(std::string_view text);
// Three quarters of the machine's memory.
uint64_t default_memory_budget();
// This process's peak resident memory in bytes.
uint64_t peak_memory();

}  // namespace zkmem::cli
