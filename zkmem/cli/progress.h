// Progress of long work: one line on a terminal's stderr, rewritten in place and never wider than the
// terminal; elsewhere nothing, or with --progress a line every few seconds. And Ctrl-C as a flag.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

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
  // As a signal does.
  static void raise();
};

class Progress {
 public:
  // --progress, of every command that has some.
  static void add_option(CLI::App& command);

  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // What there is to prove: the trace cells of each segment. Gives lines a percentage of the whole, a rate
  // and the time left. Without it they say the phase and how far it is.
  void begin_work(std::vector<uint64_t> segment_cells);
  // Segments that are found done already (nothing was reported since the one before began) count for nothing.
  void begin_segment(size_t index);
  ProgressSink sink();
  // A line above the progress, on stderr; printed in a pipe too.
  void note(std::string_view line);
  // Removes the line, before anything else is printed.
  void end();

 private:
  void draw(std::string_view phase, double fraction);
  std::string text(std::string_view phase, double fraction) const;

  bool in_place_;        // one line, rewritten
  bool drawn_ = false;   // it is there
  bool said_ = false;    // a first line was
  bool worked_ = false;  // on the current segment
  size_t segment_ = 0;
  std::vector<uint64_t> segment_cells_;
  double done_cells_ = 0;  // of finished segments
  double all_cells_ = 0;
  double segment_fraction_ = 0;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_;
};

// Bytes with K, M or G behind them (powers of 1024): "512M". 0 for anything else.
uint64_t parse_bytes(std::string_view text);
// Three quarters of the machine's memory.
uint64_t default_memory_budget();
// This process's peak resident memory in bytes.
uint64_t peak_memory();
// What it has resident now.
uint64_t resident_memory();

}  // namespace zkmem::cli
