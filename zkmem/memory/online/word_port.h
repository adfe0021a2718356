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
#include <cstring>
#include <optional>

#include "zkmem/memory/online/access_log.h"
#include "zkmem/memory/online/address_map.h"

namespace zkmem {

static_assert(std::endian::native == std::endian::little);  // slots and entries are handled as whole words

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
    std::byte* slot = find(space.pages, block, space.read_limit);
    if (slot == nullptr) return std::nullopt;
    const uint64_t before = load_slot(slot);
    return exchange(slot, before, address_space << LogEntry::kSpaceShift | block,
                    static_cast<uint32_t>(before));
  }

  std::optional<WordResult> write(uint32_t address_space, uint32_t pointer, uint32_t value) {
    const WordSpace& space = spaces_[address_space];
    const uint32_t block = std::rotr(pointer, 2);
    std::byte* slot = find(space.pages, block, space.write_limit);
    if (slot == nullptr) return std::nullopt;
    const uint32_t place = address_space << LogEntry::kSpaceShift | LogEntry::kWriteBit | block;
    return exchange(slot, load_slot(slot), place, value);
  }

  // Either, without a branch on which: for replaying logs, where that is not to be predicted.
  std::optional<WordResult> access(OpType op, uint32_t address_space, uint32_t pointer, uint32_t value) {
    const WordSpace& space = spaces_[address_space];
    const uint32_t block = std::rotr(pointer, 2);
    std::byte* slot = find(space.pages, block, op == OpType::kWrite ? space.write_limit : space.read_limit);
    if (slot == nullptr) return std::nullopt;
    const uint64_t before = load_slot(slot);
    const uint32_t mask = 0u - static_cast<uint32_t>(op);  // all ones for a write
    const uint32_t word = static_cast<uint32_t>(before) ^ ((static_cast<uint32_t>(before) ^ value) & mask);
    return exchange(slot, before,
                    address_space << LogEntry::kSpaceShift | (LogEntry::kWriteBit & mask) | block, word);
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

  std::byte* find(std::byte* const* pages, uint32_t block, uint32_t limit) const {
    // One test for: block in range, log has room, clock may advance, gap fits the entry.
    if ((block >= limit) | (cursor_ == end_) | (clock_ >= clock_limit_) | (gap_ > LogEntry::kMaxGap))
        [[unlikely]] {
      return nullptr;
    }
    std::byte* page = pages[block / (kPageCells / 4)];
    if (page == nullptr) [[unlikely]]
      return nullptr;
    return page + size_t{block % (kPageCells / 4)} * sizeof(WordSlot);
  }

  // A WordSlot in one register: the word below, its time above.
  static uint64_t load_slot(const std::byte* slot) {
    uint64_t value = 0;
    std::memcpy(&value, slot, sizeof(value));
    return value;
  }

  // The access itself: `word` and the clock into the slot, an entry into the log. Whole registers at a time.
  WordResult exchange(std::byte* slot, uint64_t before, uint32_t place, uint32_t word) {
    constexpr uint64_t kUpper = ~uint64_t{0} << 32;
    const uint64_t entry[2] = {place | (before & kUpper) | uint64_t{gap_} << (32 + LogEntry::kGapShift),
                               word | before << 32};
    const uint64_t after = word | uint64_t{clock_} << 32;
    std::memcpy(cursor_, entry, sizeof(entry));
    std::memcpy(slot, &after, sizeof(after));
    ++cursor_;
    ++clock_;
    gap_ = 0;
    return {static_cast<uint32_t>(before), static_cast<uint32_t>(before >> 32)};
  }

  const WordSpace* spaces_ = nullptr;
  LogEntry* cursor_ = nullptr;
  LogEntry* end_ = nullptr;  // of the room that the log and the capacity leave
  uint32_t clock_ = 1;
  uint32_t clock_limit_ = 0;  // the largest value the clock may take
  uint32_t gap_ = 0;          // ticks since the last entry
};

}  // namespace zkmem
