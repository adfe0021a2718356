// Online memory: cells, the clock and the log of a running segment. An access costs a look-up, one slot and
// an append; nothing is hashed. checkpoint() and rollback() undo exactly (cells, times, clock, log, touched
// pages), nested, at a cost proportional to what changed since.
//
// This layer does what it is told: accesses must be permitted (MemoryController checks them).
// Single-threaded. Semantics: memory.md, "Time" and "Online"; compare openvm-circuit 2.0.2
// system/memory/online.rs.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/online/access_log.h"
#include "zkmem/memory/online/address_map.h"
#include "zkmem/memory/online/checkpoint.h"
#include "zkmem/memory/online/word_port.h"

namespace zkmem {

// What an access of N cells says. For a read `values` are the cells; for a write `prev_values` what it
// replaced.
template <size_t N>
struct ReadResult {
  std::array<uint32_t, N> values;
  uint32_t timestamp;
  uint32_t prev_timestamp;
};
template <size_t N>
struct WriteResult {
  std::array<uint32_t, N> prev_values;
  uint32_t timestamp;
  uint32_t prev_timestamp;
};
struct AccessTimes {
  uint32_t timestamp;
  uint32_t
      prev_timestamp;  // the latest among the blocks touched; 0: none of them was touched in this segment
};

class MemoryCore {
 public:
  // Volatile mode starts from an empty image.
  MemoryCore(const MemoryConfig& config, CellImage initial);
  MemoryCore(MemoryCore&&) noexcept = default;
  MemoryCore& operator=(MemoryCore&&) noexcept = default;

  const MemoryConfig& config() const { return config_; }
  uint32_t modulus() const { return map_.base().modulus(); }

  // The clock: time of the next access. It starts at 1 in each segment and is never set.
  uint32_t timestamp() const { return port_.clock_; }
  void increment_timestamp() { increment_timestamp_by(1); }
  void increment_timestamp_by(uint32_t ticks);

  uint64_t accesses_in_segment() const;

  // Permitted accesses of any size; `values` has size cells.
  AccessTimes read(Address a, std::span<uint32_t> values);
  AccessTimes write(Address a, std::span<const uint32_t> values, std::span<uint32_t> prev_values);
  AccessTimes read_immediate(uint32_t value);

  template <size_t N>
  ReadResult<N> read(Address a) {
    ReadResult<N> result;
    const AccessTimes times = read(a, result.values);
    result.timestamp = times.timestamp;
    result.prev_timestamp = times.prev_timestamp;
    return result;
  }
  template <size_t N>
  WriteResult<N> write(Address a, const std::array<uint32_t, N>& values) {
    WriteResult<N> result;
    const AccessTimes times = write(a, values, result.prev_values);
    result.timestamp = times.timestamp;
    result.prev_timestamp = times.prev_timestamp;
    return result;
  }

  // The hot path. Between port() and settle() only the port may be used.
  WordPort port() const { return port_; }
  void settle(const WordPort& port) { port_ = port; }
  // The same through the memory itself: one access, or what otherwise() says where the port refuses it.
  template <class Otherwise>
  auto access_word_or(OpType op, uint32_t space, uint32_t pointer, uint32_t value, const Otherwise& otherwise)
      -> decltype(otherwise()) {
    return port_.access_or(op, space, pointer, value, otherwise);
  }
  [[gnu::always_inline]] void prefetch_word(uint32_t space, uint32_t pointer) const {
    port_.prefetch(space, pointer);
  }

  // Without time or trace.
  uint32_t peek(Address a) const { return map_.peek(a); }
  uint32_t peek_timestamp(Address a) const { return map_.peek_timestamp(a); }
  // Slots of a page of a space of 4-byte u8 blocks, made live: slot i holds cells 4i ... 4i+3. Valid until
  // the segment ends or a rollback.
  const WordSlot* word_slots(PageId id);
  const std::vector<PageId>& touched_pages() const { return map_.touched(); }

  // Everything since the construction or the last clear_log(); settled.
  const AccessLog& log();
  // Room for so many entries in all.
  void reserve_log(size_t entries);
  // Forgets the entries, which someone has taken, and keeps their memory; only without checkpoints. Within a
  // segment the log goes on at the present clock.
  void clear_log();
  // The same, and hands the entries over; checkpoints are released.
  AccessLog take_log();
  // What the log starts from: the memory at the construction or, if the log has been cleared at a segment's
  // start, there. A log that was cleared within a segment starts at a clock after 1, and from no image.
  const CellImage& log_start() const { return log_start_; }

  // What the current segment started from, and the contents now.
  const CellImage& segment_start() const { return map_.base(); }
  CellImage image() const { return map_.write_back(); }

  // Ends the segment: a marker in the log, the clock back to 1, all last times forgotten. Costs what was
  // touched.
  void cut_segment();

  CheckpointId checkpoint();
  // Back to the checkpoint, which stays; later ones are gone. False: no such checkpoint.
  bool rollback(CheckpointId id);
  // Forgets the checkpoint and later ones without undoing anything. False: no such checkpoint.
  bool release(CheckpointId id);

 private:
  struct SavedSegment {
    AddressMap map;
    size_t log_entries;  // before its marker
    size_t segment_begin;
    size_t inc_entries;
    uint32_t end_timestamp;
  };

  void sync_log() { log_.settle(log_size(), port_.clock_); }
  size_t log_size() const { return static_cast<size_t>(port_.cursor_ - log_.entry_data()); }
  void open_spaces();
  void open_log();
  void begin_log();
  uint32_t take_entry_time(uint32_t prev_timestamp);
  void undo_entries(size_t first);

  MemoryConfig config_;
  AddressMap map_;
  AccessLog log_;
  CellImage log_start_;
  std::vector<WordSpace> word_spaces_;
  WordPort port_;
  size_t segment_begin_ = 0;       // first log entry of the segment
  size_t inc_entries_ = 0;         // entries of the segment that are no accesses
  uint64_t cleared_accesses_ = 0;  // of the segment, no longer in the log
  std::vector<Checkpoint> checkpoints_;
  std::vector<SavedSegment> saved_;  // segments that ended while a checkpoint was held
  uint64_t next_checkpoint_ = 1;
};

// Online memory over a field F.
template <PrimeField31 F>
class Memory : public MemoryCore {
 public:
  explicit Memory(const MemoryConfig& config) : Memory(config, MemoryImage<F>(config)) {}
  Memory(const MemoryConfig& config, MemoryImage<F> initial) : MemoryCore(config, std::move(initial)) {}

  F peek_field(Address a) const { return F::from_canonical(peek(a)); }
};

}  // namespace zkmem
