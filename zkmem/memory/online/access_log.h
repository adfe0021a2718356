// The log of operations in order: accesses, and where a segment ends. It says everything a replay needs, and
// the previous time and values of each access besides when a live memory wrote it (previous_known()).
//
// An entry is 16 bytes. An access to one block of at most 4 bytes is one entry ("word form"); any other
// access is an entry that points to a record in a side array. The time of an entry is not stored: it is the
// clock after the entry before it, plus the entry's gap (ticks that passed without an access). Iterators
// carry the clock along; LogIndex gives random access and ranges for parallel passes.
//
// Not locked: one writer, or any number of readers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/error.h"
#include "zkmem/memory/online/mapped_buffer.h"

namespace zkmem {

// Word form: place = block number (27 bits) | op (1) | space 1 ... 15 (4); space 0 marks the other forms.
//            time = previous timestamp (29 bits) | gap (3 bits).
//            value, prev_value: the block's cells, little-endian (prev_value = value for a read).
struct LogEntry {
  uint32_t place;
  uint32_t time;
  uint32_t value;
  uint32_t prev_value;

  static constexpr uint32_t kBlockBits = 27;
  static constexpr uint32_t kWriteBit = 1u << 27;
  static constexpr uint32_t kSpaceShift = 28;
  static constexpr uint32_t kTimeMask = (1u << 29) - 1;
  static constexpr uint32_t kGapShift = 29;
  static constexpr uint32_t kMaxGap = 7;

  uint32_t space() const { return place >> kSpaceShift; }  // 0: not in word form
  bool is_word() const { return space() != 0; }
  bool is_write() const { return (place & kWriteBit) != 0; }
  uint32_t block() const { return place & (kWriteBit - 1); }
  uint32_t prev_timestamp() const { return time & kTimeMask; }
  uint32_t gap() const { return time >> kGapShift; }
};
static_assert(sizeof(LogEntry) == 16);

enum class LogKind : uint8_t {
  kAccess,
  kInc,      // the clock moves by `amount` without an access
  kSegment,  // the segment ends at `timestamp`; the clock restarts at 1
};

// One entry, read. Valid while the log does not change. Values are canonical cells.
class AccessView {
 public:
  LogKind kind = LogKind::kAccess;
  OpType op = OpType::kRead;
  CellType cell_type = CellType::kNull;
  bool values_known = true;  // false: a read from a file that does not say what it returned
  uint32_t address_space = 0;
  uint32_t pointer = 0;
  uint32_t size = 0;            // cells; 0 unless kAccess
  uint32_t timestamp = 0;       // of the access; the clock before a kInc; the end of a segment
  uint32_t prev_timestamp = 0;  // meaningful when the log's previous_known()
  uint32_t amount = 0;          // kInc

  bool is_access() const { return kind == LogKind::kAccess; }
  Access access() const { return {op, address_space, pointer, size}; }
  uint32_t value(uint32_t i) const { return cell(values_, i); }
  uint32_t prev_value(uint32_t i) const { return cell(prev_values_, i); }
  std::vector<uint32_t> values() const;
  std::vector<uint32_t> prev_values() const;
  // The cells as stored, little-endian, packed.
  std::span<const uint8_t> value_bytes() const {
    return {reinterpret_cast<const uint8_t*>(values_), size_t{size} * cell_bytes(cell_type)};
  }

 private:
  friend class AccessLog;
  uint32_t cell(const uint32_t* words, uint32_t i) const {
    switch (cell_type) {
      case CellType::kNull:
        return 0;
      case CellType::kU8:
        return words[i / 4] >> (8 * (i % 4)) & 0xff;
      case CellType::kU16:
        return words[i / 2] >> (16 * (i % 2)) & 0xffff;
      case CellType::kField:
        return words[i];
    }
    return 0;
  }
  const uint32_t* values_ = nullptr;
  const uint32_t* prev_values_ = nullptr;
};

class AccessLog {
 public:
  explicit AccessLog(const MemoryConfig& config);
  AccessLog(AccessLog&&) noexcept = default;
  AccessLog& operator=(AccessLog&&) noexcept = default;

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  bool previous_known() const { return previous_known_; }
  // The clock before the first entry (1 unless the log was cleared within a segment) and after the last.
  uint32_t start_timestamp() const { return start_timestamp_; }
  uint32_t end_timestamp() const { return end_timestamp_; }
  std::span<const LogEntry> entries() const { return {entry_data(), size_}; }
  // Bytes the entries and side records take.
  size_t bytes() const { return size_ * sizeof(LogEntry) + side_.size() * sizeof(uint32_t); }

  // The blocks of a space in this log: pointer = block number * block size.
  uint32_t block_size(uint32_t space) const { return spaces_[space].block; }
  CellType cell_type(uint32_t space) const { return spaces_[space].type; }

  // The entry, with the clock before it given (see Iterator and LogIndex).
  AccessView view(size_t index, uint32_t clock) const;

  class Iterator {
   public:
    using value_type = AccessView;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;

    Iterator() = default;
    Iterator(const AccessLog* log, size_t index, uint32_t clock) : log_(log), index_(index), clock_(clock) {}
    AccessView operator*() const { return log_->view(index_, clock_); }
    Iterator& operator++() {
      clock_ = log_->clock_after(index_, clock_);
      ++index_;
      return *this;
    }
    Iterator operator++(int) { return std::exchange(*this, ++Iterator(*this)); }
    size_t index() const { return index_; }
    uint32_t clock() const { return clock_; }  // before the entry
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.index_ == b.index_; }

   private:
    const AccessLog* log_ = nullptr;
    size_t index_ = 0;
    uint32_t clock_ = 1;
  };
  Iterator begin() const { return {this, 0, start_timestamp_}; }
  Iterator end() const { return {this, size_, end_timestamp_}; }
  uint32_t clock_after(size_t index, uint32_t clock) const;

  // Appending, for readers of files and for tests: accesses that check_access() and check_values() accept.
  // No values: a read whose result is not given. Previous times and values are unknown from then on.
  void append_access(const Access& access, std::span<const uint32_t> values, bool values_known = true);
  void append_inc(uint32_t amount);
  // Ticks that pass before the next entry without an entry of their own (at most one of more than 7 in a
  // row).
  void append_gap(uint32_t ticks);
  void append_segment();

  // Room for this many entries in all without moving them.
  void reserve(size_t entries);
  // Empty again, going on at this clock; the memory is kept.
  void clear(uint32_t start_timestamp = 1);

  // What a live memory needs of its log: it writes word entries through raw pointers and settles the size
  // later.
  struct Mark {
    size_t entries = 0;
    size_t side_words = 0;
  };
  Mark mark() const { return {size_, side_.size()}; }
  void truncate(Mark mark, uint32_t end_timestamp);
  LogEntry* entry_data() { return view_as<LogEntry>(buffer_.data()); }
  const LogEntry* entry_data() const { return view_as<const LogEntry>(buffer_.data()); }
  size_t capacity() const { return buffer_.size() / sizeof(LogEntry); }
  void settle(size_t size, uint32_t end_timestamp) { size_ = size, end_timestamp_ = end_timestamp; }
  void push(const LogEntry& entry);
  // An access in long form: cells packed as in value_bytes(), the last time of each of its blocks; `prev` is
  // empty for a read.
  void push_long(const Access& access, uint32_t time, std::span<const uint32_t> values,
                 std::span<const uint32_t> prev, std::span<const uint32_t> block_times);
  // The parts of a long access, for undoing it.
  struct LongRecord {
    Access access;
    std::span<const uint32_t> values;
    std::span<const uint32_t> prev_values;  // those of a read are its values
    std::span<const uint32_t> block_times;  // empty when not known
  };
  LongRecord long_record(const LogEntry& entry) const;

  // Forms of entries with space 0, in the block bits of `place`.
  enum Form : uint32_t { kIncForm = 1, kSegmentForm = 2, kImmediateForm = 3, kLongForm = 4 };

 private:
  struct Space {
    CellType type = CellType::kNull;
    uint32_t block = 1;
  };
  uint32_t take_gap() { return std::exchange(pending_gap_, 0) << LogEntry::kGapShift; }

  std::vector<Space> spaces_;
  MappedBuffer buffer_;
  size_t size_ = 0;
  std::vector<uint32_t> side_;
  uint32_t start_timestamp_ = 1;
  uint32_t end_timestamp_ = 1;
  uint32_t pending_gap_ = 0;  // appended, for the next entry
  bool previous_known_ = true;
};

// The clock at every 1024th entry and the segments of a log that no longer changes: one scan, then any entry
// in reach.
class LogIndex {
 public:
  static constexpr size_t kStep = 1024;
  struct Segment {
    size_t begin = 0;  // entries [begin, end), the marker not included
    size_t end = 0;
    uint32_t end_timestamp = 1;
  };

  explicit LogIndex(const AccessLog& log);
  AccessLog::Iterator at(size_t index) const;
  const std::vector<Segment>& segments() const { return segments_; }

 private:
  const AccessLog* log_;
  std::vector<uint32_t> clocks_;
  std::vector<Segment> segments_;
};

}  // namespace zkmem
