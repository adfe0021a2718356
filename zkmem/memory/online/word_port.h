// The hot path of a running segment: reads and writes of 4-byte blocks of u8 cells, inlined, with one table
// look-up, one cache line of memory and one 16-byte append each. A port is a small value that a compiler can
// keep in registers; the memory it came from is told what it did by MemoryCore::settle(port).
//
// A port does only what needs no other work: it returns nothing (and changes nothing) for an access that
// breaks a rule, touches a page for the first time, or needs room in the log. The general path then does it
// or says why not.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "zkmem/memory/access_log.h"
#include "zkmem/memory/online/address_map.h"

namespace zkmem {

// What one word access saw: the word (of a read) or the word it replaced (of a write), and the time of the
// access before.
struct WordResult {
  uint32_t value;
  uint32_t prev_timestamp;
};

// A space as the hot path sees it. Limits are numbers of 4-byte blocks: 0 closes the space to it.
struct WordSpace {
  std::byte* const* pages = nullptr;
  uint32_t read_limit = 0;
  uint32_t write_limit = 0;
};

class WordPort {
 public:
  static constexpr uint32_t kSpaces = 16;  // those a log entry in word form can name

  // The clock: time of the next access.
  uint32_t timestamp() const { return clock_; }

  // address_space < kSpaces.
  std::optional<WordResult> read(uint32_t address_space, uint32_t pointer) {
    const WordSpace& space = spaces_[address_space];
    const uint32_t block = std::rotr(pointer, 2);  // a misaligned pointer becomes larger than any limit
    WordSlot* slot = find(space.pages, block, space.read_limit);
    if (slot == nullptr) return std::nullopt;
    const WordResult before{slot->word, slot->timestamp};
    append(address_space << LogEntry::kSpaceShift | block, before.prev_timestamp, before.value, before.value);
    slot->timestamp = clock_++;
    return before;
  }

  std::optional<WordResult> write(uint32_t address_space, uint32_t pointer, uint32_t value) {
    const WordSpace& space = spaces_[address_space];
    const uint32_t block = std::rotr(pointer, 2);
    WordSlot* slot = find(space.pages, block, space.write_limit);
    if (slot == nullptr) return std::nullopt;
    const WordResult before{slot->word, slot->timestamp};
    append(address_space << LogEntry::kSpaceShift | LogEntry::kWriteBit | block, before.prev_timestamp, value,
           before.value);
    slot->word = value;
    slot->timestamp = clock_++;
    return before;
  }

  // The block's slot if it may be read and its page is live, else null: to look before an access.
  const WordSlot* slot(uint32_t address_space, uint32_t pointer) const {
    const WordSpace& space = spaces_[address_space];
    const uint32_t block = std::rotr(pointer, 2);
    if (block >= space.read_limit) return nullptr;
    const std::byte* page = space.pages[block / (kPageCells / 4)];
    return page == nullptr ? nullptr : reinterpret_cast<const WordSlot*>(page) + block % (kPageCells / 4);
  }

  // Either, without a branch on which: for replaying logs, where that is not to be predicted.
  std::optional<WordResult> access(OpType op, uint32_t address_space, uint32_t pointer, uint32_t value) {
    const WordSpace& space = spaces_[address_space];
    const uint32_t block = std::rotr(pointer, 2);
    WordSlot* slot = find(space.pages, block, op == OpType::kWrite ? space.write_limit : space.read_limit);
    if (slot == nullptr) return std::nullopt;
    const WordResult before{slot->word, slot->timestamp};
    const uint32_t mask = 0u - static_cast<uint32_t>(op);  // all ones for a write
    const uint32_t word = before.value ^ ((before.value ^ value) & mask);
    append(address_space << LogEntry::kSpaceShift | (LogEntry::kWriteBit & mask) | block,
           before.prev_timestamp, word, before.value);
    slot->word = word;
    slot->timestamp = clock_++;
    return before;
  }

  // The block's cells and time will be wanted soon. Scattered accesses that are known ahead gain more than
  // twice.
  void prefetch(uint32_t address_space, uint32_t pointer) const {
    const WordSpace& space = spaces_[address_space];
    const uint32_t block = std::rotr(pointer, 2);
    if (block >= space.read_limit) return;
    const std::byte* page = space.pages[block / (kPageCells / 4)];
    if (page == nullptr) return;
    __builtin_prefetch(page + size_t{block % (kPageCells / 4)} * sizeof(WordSlot), 1);
  }

  // The word without an access; nothing where a read would be refused.
  std::optional<uint32_t> peek(uint32_t address_space, uint32_t pointer) const {
    const WordSpace& space = spaces_[address_space];
    const uint32_t block = std::rotr(pointer, 2);
    if (block >= space.read_limit) return std::nullopt;
    const std::byte* page = space.pages[block / (kPageCells / 4)];
    if (page == nullptr) return std::nullopt;
    return load_u32(page + size_t{block % (kPageCells / 4)} * sizeof(WordSlot));
  }

  // The clock moves without an access. False, and nothing moves, when it would leave its range.
  bool skip(uint32_t ticks) {
    if (ticks > clock_limit_ - clock_) return false;
    clock_ += ticks;
    gap_ += ticks;
    return true;
  }

  // Entries written so far in this log.
  const LogEntry* log_cursor() const { return cursor_; }

 private:
  friend class MemoryCore;

  WordSlot* find(std::byte* const* pages, uint32_t block, uint32_t limit) const {
    // One test for: block in range, log has room, clock may advance, gap fits the entry.
    if ((block >= limit) | (cursor_ == end_) | (clock_ >= clock_limit_) | (gap_ > LogEntry::kMaxGap))
        [[unlikely]] {
      return nullptr;
    }
    std::byte* page = pages[block / (kPageCells / 4)];
    if (page == nullptr) [[unlikely]]
      return nullptr;
    return view_as<WordSlot>(page) + block % (kPageCells / 4);
  }

  void append(uint32_t place, uint32_t prev_timestamp, uint32_t value, uint32_t prev_value) {
    *cursor_++ = {place, prev_timestamp | gap_ << LogEntry::kGapShift, value, prev_value};
    gap_ = 0;
  }

  const WordSpace* spaces_ = nullptr;
  LogEntry* cursor_ = nullptr;
  LogEntry* end_ = nullptr;  // of the room that the log and the capacity leave
  uint32_t clock_ = 1;
  uint32_t clock_limit_ = 0;  // the largest value the clock may take
  uint32_t gap_ = 0;          // ticks since the last entry
};

}  // namespace zkmem
