// What one segment's execution leaves for trace generation: which instruction ran when, and what each access
// found. Columnar, so that a pass that needs one column reads only that; random access, so that rows can be
// filled in parallel.
//
// Invariants: instruction i of the segment is program.instructions[pc_index(i)], ran with the clock at
// timestamp(i), and made accesses [first_access(i), first_access(i + 1)) of the log, in order; an access that
// an instruction skips (immediate operand, no destination) is absent while its tick passes. Every access is
// one 4-byte block. The last instruction of a terminated run is TERMINATE. Thread-compatible: const methods
// may run at the same time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/memory/online/access_log.h"

namespace zkmem {

// Where a segment ended.
struct SegmentEnd {
  uint32_t pc = 0;                    // of the next instruction; of TERMINATE itself when the run terminated
  uint32_t timestamp = 1;             // the clock after the last instruction
  std::optional<uint32_t> exit_code;  // set by TERMINATE
};

class ExecutionRecord {
 public:
  ExecutionRecord() = default;
  // Room for this many instructions; memory is only used as it fills, and kept when the record is reused.
  explicit ExecutionRecord(size_t max_instructions);

  size_t size() const { return size_; }
  uint32_t pc_index(size_t i) const { return pc_index_[i]; }
  uint32_t timestamp(size_t i) const { return timestamp_[i]; }
  uint32_t first_access(size_t i) const { return first_access_[i]; }
  std::span<const uint32_t> pc_indices() const { return {pc_index_.get(), size_}; }
  std::span<const uint32_t> timestamps() const { return {timestamp_.get(), size_}; }
  std::span<const uint32_t> first_accesses() const { return {first_access_.get(), size_}; }
  // The log; first_access(i) indexes it. Between instructions it may hold entries that are no accesses (time
  // passing).
  std::span<const LogEntry> entries() const { return entries_; }
  // The accesses of instruction i.
  std::span<const LogEntry> accesses_of(size_t i) const {
    const size_t begin = first_access_[i];
    size_t end = i + 1 < size_ ? first_access_[i + 1] : entries_.size();
    while (end > begin && !entries_[end - 1].is_word()) --end;
    return entries_.subspan(begin, end - begin);
  }

  uint32_t start_pc() const { return start_pc_; }
  const SegmentEnd& end() const { return end_; }

  // How often each instruction of the program ran: the program chip's frequencies.
  std::vector<uint32_t> frequencies(size_t program_size) const;

  // For each class the instructions i (indices into this record) of that class, in execution order.
  // `class_of` gives each program instruction's class, below `classes`.
  std::vector<std::vector<uint32_t>> bucket(const Context& context, std::span<const uint8_t> class_of,
                                            size_t classes) const;

  // Filling, by the machine: starts a segment over (keeps the memory), then begin() in order; `entries` at
  // the end.
  void restart(uint32_t start_pc);
  void begin(uint32_t pc_index, uint32_t timestamp, size_t log_entries) {
    pc_index_[size_] = pc_index;
    timestamp_[size_] = timestamp;
    first_access_[size_] = static_cast<uint32_t>(log_entries);
    ++size_;
  }
  void set_log(std::span<const LogEntry> entries) { entries_ = entries; }
  void finish(const SegmentEnd& end) { end_ = end; }

  // The columns as raw memory for the hot loop; resize() says how many instructions they then hold.
  struct Columns {
    uint32_t* pc_index;
    uint32_t* timestamp;
    uint32_t* first_access;
  };
  Columns columns() { return {pc_index_.get(), timestamp_.get(), first_access_.get()}; }
  void resize(size_t size) { size_ = size; }
  size_t capacity() const { return capacity_; }

 private:
  std::unique_ptr<uint32_t[]> pc_index_, timestamp_, first_access_;
  std::span<const LogEntry> entries_;
  size_t capacity_ = 0;
  size_t size_ = 0;
  uint32_t start_pc_ = 0;
  SegmentEnd end_;
};

}  // namespace zkmem
