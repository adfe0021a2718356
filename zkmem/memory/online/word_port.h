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

// A space as the hot path sees it. Limits are numbers of 4-byte blocks: 0 closes the space to the operation.
struct WordSpace {
  std::byte* const* pages = nullptr;
  uint32_t limits[2] = {0, 0};  // by OpType

  uint32_t read_limit() const { return limits[static_cast<size_t>(OpType::kRead)]; }
};

class WordPort {
 public:
  static constexpr uint32_t kSpaces = 16;  // those a log entry in word form can name

  // The clock: time of the next access.
  uint32_t timestamp() const { return clock_; }

  // The access, or what otherwise() says where it is refused. address_space < kSpaces. There is no branch on
  // `op`: where it is data, as in a log, it is not to be predicted. A read's `value` does not matter.
  template <class Otherwise>
  auto access_or(OpType op, uint32_t address_space, uint32_t pointer, uint32_t value,
                 const Otherwise& otherwise) -> decltype(otherwise()) {
    const WordSpace& space = spaces_[address_space];
    const uint32_t block = std::rotr(pointer, 2);  // a misaligned pointer becomes larger than any limit
    if ((block >= space.limits[static_cast<size_t>(op)]) | (cursor_ == end_)) [[unlikely]]
      return otherwise();
    std::byte* const page = space.pages[block / (kPageCells / 4)];
    if (page == nullptr) [[unlikely]]
      return otherwise();
    const uint32_t place = (2 * address_space + static_cast<uint32_t>(op)) << LogEntry::kBlockBits | block;
    return exchange(page + size_t{block % (kPageCells / 4)} * sizeof(WordSlot), place, op, value);
  }

  std::optional<WordResult> access(OpType op, uint32_t address_space, uint32_t pointer, uint32_t value) {
    return access_or(op, address_space, pointer, value,
                     []() -> std::optional<WordResult> { return std::nullopt; });
  }
  std::optional<WordResult> read(uint32_t address_space, uint32_t pointer) {
    return access(OpType::kRead, address_space, pointer, 0);
  }
  std::optional<WordResult> write(uint32_t address_space, uint32_t pointer, uint32_t value) {
    return access(OpType::kWrite, address_space, pointer, value);
  }

  // The block's cells and time will be wanted soon. Scattered accesses that are known ahead gain more than
  // twice. (Inlined always: g++ takes a call that only prefetches for one that does nothing.)
  [[gnu::always_inline]] void prefetch(uint32_t address_space, uint32_t pointer) const {
    const WordSpace& space = spaces_[address_space];
    const uint32_t block = std::rotr(pointer, 2);
    if (block >= space.read_limit()) return;
    const std::byte* page = space.pages[block / (kPageCells / 4)];
    if (page == nullptr) return;
    __builtin_prefetch(page + size_t{block % (kPageCells / 4)} * sizeof(WordSlot), 1);
  }

  // The word without an access; nothing where a read would be refused.
  std::optional<uint32_t> peek(uint32_t address_space, uint32_t pointer) const {
    const WordSpace& space = spaces_[address_space];
    const uint32_t block = std::rotr(pointer, 2);
    if (block >= space.read_limit()) return std::nullopt;
    const std::byte* page = space.pages[block / (kPageCells / 4)];
    if (page == nullptr) return std::nullopt;
    return load_u32(page + size_t{block % (kPageCells / 4)} * sizeof(WordSlot));
  }

  // The clock moves without an access. False, and nothing moves, when it would leave its range.
  bool skip(uint32_t ticks) {
    if (ticks > clock_limit_ - clock_) return false;
    clock_ += ticks;
    gap_ += ticks;
    keep_room();
    return true;
  }

  // Entries written so far in this log.
  const LogEntry* log_cursor() const { return cursor_; }

 private:
  friend class MemoryCore;

  // Takes back room that the clock does not allow for, or that a gap too long for an entry closes: so an
  // access asks for room only.
  void keep_room() {
    const uint32_t most = gap_ > LogEntry::kMaxGap ? 0 : clock_limit_ - clock_;
    if (end_ - cursor_ > static_cast<std::ptrdiff_t>(most)) end_ = cursor_ + most;
  }

  // The access itself: the word and the clock into the slot, an entry into the log.
  WordResult exchange(std::byte* slot, uint32_t place, OpType op, uint32_t value) {
    uint64_t before = 0;  // a WordSlot in one register: the word below, its time above
    std::memcpy(&before, slot, sizeof(before));
    const auto old = static_cast<uint32_t>(before);
    const auto time = static_cast<uint32_t>(before >> 32);
    const uint32_t word = op == OpType::kWrite ? value : old;
    const uint64_t after = word | uint64_t{clock_} << 32;
    const LogEntry entry{place, time | gap_ << LogEntry::kGapShift, word, old};
    std::memcpy(slot, &after, sizeof(after));
    std::memcpy(static_cast<void*>(cursor_), &entry, sizeof(entry));
    ++cursor_;
    ++clock_;
    gap_ = 0;
    return {old, time};
  }

  const WordSpace* spaces_ = nullptr;
  LogEntry* cursor_ = nullptr;
  LogEntry* end_ = nullptr;  // of the room that the log, the capacity and the clock leave
  uint32_t clock_ = 1;
  uint32_t clock_limit_ = 0;  // the largest value the clock may take
  uint32_t gap_ = 0;          // ticks since the last entry
};

}  // namespace zkmem
