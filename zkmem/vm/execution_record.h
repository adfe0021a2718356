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

namespace zkmem {

// One access to a 4-byte block; words are little-endian. Its time is the instruction's plus the offset that
// the instruction set fixes for it (golden/openvm-v2/RV32IM.md, "Accesses and timestamps"). Without default
// values, so that reserving room for millions touches no memory.
struct WordAccess {
  uint32_t place;               // address space << 29 | pointer
  uint32_t previous_timestamp;  // of the block; 0: first touch in the segment
  uint32_t value;               // read, or written
  uint32_t previous_value;      // before the access: equal to `value` for a read

  static constexpr unsigned kPointerBits = 29;
  static constexpr uint32_t place_of(uint32_t space, uint32_t pointer) {
    return space << kPointerBits | pointer;
  }
  uint32_t space() const { return place >> kPointerBits; }
  uint32_t pointer() const { return place & ((uint32_t{1} << kPointerBits) - 1); }

  friend bool operator==(const WordAccess&, const WordAccess&) = default;
};
static_assert(sizeof(WordAccess) == 16);

// Where a segment ended.
struct SegmentEnd {
  uint32_t pc = 0;                    // of the next instruction; of TERMINATE itself when the run terminated
  uint32_t timestamp = 1;             // the clock after the last instruction
  std::optional<uint32_t> exit_code;  // set by TERMINATE
};

class ExecutionRecord {
 public:
  ExecutionRecord() = default;
  // Room for this many; memory is only used as it fills, and kept when the record is reused.
  ExecutionRecord(size_t max_instructions, size_t max_accesses);

  size_t size() const { return size_; }
  uint32_t pc_index(size_t i) const { return pc_index_[i]; }
  uint32_t timestamp(size_t i) const { return timestamp_[i]; }
  uint32_t first_access(size_t i) const { return first_access_[i]; }
  std::span<const uint32_t> pc_indices() const { return {pc_index_.get(), size_}; }
  std::span<const uint32_t> timestamps() const { return {timestamp_.get(), size_}; }
  std::span<const uint32_t> first_accesses() const { return {first_access_.get(), size_}; }
  std::span<const WordAccess> accesses() const { return {access_.get(), access_count_}; }
  // The accesses of instruction i.
  std::span<const WordAccess> accesses_of(size_t i) const {
    const size_t end = i + 1 < size_ ? first_access_[i + 1] : access_count_;
    return {access_.get() + first_access_[i], end - first_access_[i]};
  }

  uint32_t start_pc() const { return start_pc_; }
  const SegmentEnd& end() const { return end_; }

  // How often each instruction of the program ran: the program chip's frequencies.
  std::vector<uint32_t> frequencies(size_t program_size) const;

  // For each class the instructions i (indices into this record) of that class, in execution order.
  // `class_of` gives each program instruction's class, below `classes`.
  std::vector<std::vector<uint32_t>> bucket(const Context& context, std::span<const uint8_t> class_of,
                                            size_t classes) const;

  // Filling, by the machine: starts a segment over (keeps the memory), then begin() and add() in order.
  void restart(uint32_t start_pc);
  void begin(uint32_t pc_index, uint32_t timestamp) {
    pc_index_[size_] = pc_index;
    timestamp_[size_] = timestamp;
    first_access_[size_] = static_cast<uint32_t>(access_count_);
    ++size_;
  }
  void add(const WordAccess& access) { access_[access_count_++] = access; }
  void finish(const SegmentEnd& end) { end_ = end; }

 private:
  std::unique_ptr<uint32_t[]> pc_index_, timestamp_, first_access_;
  std::unique_ptr<WordAccess[]> access_;
  size_t size_ = 0;
  size_t access_count_ = 0;
  uint32_t start_pc_ = 0;
  SegmentEnd end_;
};

}  // namespace zkmem
