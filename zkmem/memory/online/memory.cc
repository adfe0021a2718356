#include "zkmem/memory/online/memory.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "zkmem/base/check.h"

namespace zkmem {

namespace {

constexpr size_t kFirstLogEntries = size_t{1} << 14;

using PackedCells = std::array<uint32_t, kMaxAccessSize>;

unsigned char* bytes_of(PackedCells& words) { return reinterpret_cast<unsigned char*>(words.data()); }

void unpack(CellType type, const PackedCells& packed, std::span<uint32_t> cells) {
  const uint32_t bytes = cell_bytes(type);
  const auto* at = reinterpret_cast<const unsigned char*>(packed.data());
  for (size_t i = 0; i < cells.size(); ++i) {
    cells[i] = 0;
    std::memcpy(&cells[i], at + i * bytes, bytes);
  }
}

void pack(CellType type, std::span<const uint32_t> cells, PackedCells& packed) {
  const uint32_t bytes = cell_bytes(type);
  for (size_t i = 0; i < cells.size(); ++i) std::memcpy(bytes_of(packed) + i * bytes, &cells[i], bytes);
}

bool fits_word_form(const SlotLayout& layout, Address a, uint32_t size) {
  return size == layout.block && layout.payload <= 4 && a.pointer / layout.block < LogEntry::kWriteBit &&
         a.address_space < WordPort::kSpaces;
}

}  // namespace

MemoryCore::MemoryCore(const MemoryConfig& config, CellImage initial)
    : config_(config),
      map_(config, AddressMap::Kind::kTimed, std::move(initial)),
      log_(config),
      log_start_(map_.base()) {
  log_.reserve(kFirstLogEntries);
  port_.clock_limit_ = config_.last_timestamp();
  open_spaces();
}

// Points the port at the pages of the current map.
void MemoryCore::open_spaces() {
  word_spaces_.assign(WordPort::kSpaces, {});
  for (uint32_t s = 1; s < std::min<size_t>(WordPort::kSpaces, config_.spaces.size()); ++s) {
    const AddressSpaceConfig& space = config_.spaces[s];
    if (!space.is_used() || space.cell_type != CellType::kU8 || map_.layout(s).block != 4) continue;
    const auto blocks = static_cast<uint32_t>(space.num_cells / 4);
    word_spaces_[s] = {map_.table(s),
                       {space.guest_can_read() ? blocks : 0, space.guest_can_write() ? blocks : 0}};
  }
  port_.spaces_ = word_spaces_.data();
  open_log();
}

// Points the port at the end of the log and at the room left there.
void MemoryCore::open_log() {
  port_.cursor_ = log_.entry_data() + log_.size();
  const uint64_t room = segment_begin_ + inc_entries_ + config_.access_capacity - cleared_accesses_;
  port_.end_ = log_.entry_data() + std::min<uint64_t>(log_.capacity(), room);
  port_.keep_room();
}

uint64_t MemoryCore::accesses_in_segment() const {
  return log_size() - segment_begin_ - inc_entries_ + cleared_accesses_;
}

void MemoryCore::increment_timestamp_by(uint32_t ticks) { ZKMEM_CHECK(port_.skip(ticks)); }

// The `time` word of the entry about to be pushed; a gap too long for it becomes an entry of its own.
uint32_t MemoryCore::take_entry_time(uint32_t prev_timestamp) {
  sync_log();
  if (port_.gap_ > LogEntry::kMaxGap) {
    log_.push({AccessLog::kIncForm, 0, port_.gap_, 0});
    ++inc_entries_;
    port_.gap_ = 0;
  }
  return prev_timestamp | std::exchange(port_.gap_, 0) << LogEntry::kGapShift;
}

AccessTimes MemoryCore::read(Address a, std::span<uint32_t> values) {
  PackedCells packed{};
  std::array<uint32_t, kMaxAccessSize> times;
  const SlotLayout& layout = map_.layout(a.address_space);
  const auto size = static_cast<uint32_t>(values.size());
  const uint32_t blocks = size / layout.block;
  const uint32_t now = port_.clock_;
  uint32_t prev = 0;
  for (uint32_t i = 0; i < blocks; ++i) {
    std::byte* slot = map_.slot(a.address_space, a.pointer / layout.block + i);
    std::memcpy(bytes_of(packed) + size_t{i} * layout.payload, slot, layout.payload);
    times[i] = load_u32(slot + layout.time_offset());
    prev = std::max(prev, times[i]);
    store_u32(slot + layout.time_offset(), now);
  }
  unpack(layout.type, packed, values);
  const uint32_t time = take_entry_time(prev);
  if (fits_word_form(layout, a, size)) {
    log_.push(
        {a.address_space << LogEntry::kSpaceShift | a.pointer / layout.block, time, packed[0], packed[0]});
  } else {
    const uint32_t words = (size * cell_bytes(layout.type) + 3) / 4;
    log_.push_long({OpType::kRead, a.address_space, a.pointer, size}, time, std::span(packed).first(words),
                   {}, std::span(times).first(blocks));
  }
  ++port_.clock_;
  open_log();
  return {now, prev};
}

AccessTimes MemoryCore::write(Address a, std::span<const uint32_t> values, std::span<uint32_t> prev_values) {
  PackedCells packed{};
  PackedCells before{};
  std::array<uint32_t, kMaxAccessSize> times;
  const SlotLayout& layout = map_.layout(a.address_space);
  const auto size = static_cast<uint32_t>(values.size());
  const uint32_t blocks = size / layout.block;
  const uint32_t now = port_.clock_;
  pack(layout.type, values, packed);
  uint32_t prev = 0;
  for (uint32_t i = 0; i < blocks; ++i) {
    std::byte* slot = map_.slot(a.address_space, a.pointer / layout.block + i);
    std::memcpy(bytes_of(before) + size_t{i} * layout.payload, slot, layout.payload);
    std::memcpy(slot, bytes_of(packed) + size_t{i} * layout.payload, layout.payload);
    times[i] = load_u32(slot + layout.time_offset());
    prev = std::max(prev, times[i]);
    store_u32(slot + layout.time_offset(), now);
  }
  unpack(layout.type, before, prev_values);
  const uint32_t time = take_entry_time(prev);
  if (fits_word_form(layout, a, size)) {
    log_.push({a.address_space << LogEntry::kSpaceShift | LogEntry::kWriteBit | a.pointer / layout.block,
               time, packed[0], before[0]});
  } else {
    const uint32_t words = (size * cell_bytes(layout.type) + 3) / 4;
    log_.push_long({OpType::kWrite, a.address_space, a.pointer, size}, time, std::span(packed).first(words),
                   std::span(before).first(words), std::span(times).first(blocks));
  }
  ++port_.clock_;
  open_log();
  return {now, prev};
}

AccessTimes MemoryCore::read_immediate(uint32_t value) {
  const uint32_t now = port_.clock_;
  const uint32_t time = take_entry_time(0);
  log_.push({AccessLog::kImmediateForm, time, value, value});
  ++port_.clock_;
  open_log();
  return {now, 0};
}

const WordSlot* MemoryCore::word_slots(PageId id) {
  const uint32_t per_page = map_.layout(id.space).slots_per_page();
  return view_as<WordSlot>(map_.slot(id.space, id.page * per_page));
}

const AccessLog& MemoryCore::log() {
  sync_log();
  return log_;
}

void MemoryCore::reserve_log(size_t entries) {
  sync_log();
  log_.reserve(entries);
  open_log();
}

void MemoryCore::clear_log() {
  ZKMEM_CHECK(checkpoints_.empty());
  cleared_accesses_ = accesses_in_segment();
  begin_log();
}

AccessLog MemoryCore::take_log() {
  checkpoints_.clear();
  saved_.clear();
  cleared_accesses_ = accesses_in_segment();
  sync_log();
  AccessLog taken = std::exchange(log_, AccessLog(config_));
  log_.reserve(kFirstLogEntries);
  begin_log();
  return taken;
}

void MemoryCore::begin_log() {
  log_.clear(port_.clock_ - port_.gap_);
  segment_begin_ = inc_entries_ = 0;
  log_start_ = map_.base();
  open_log();
}

void MemoryCore::cut_segment() {
  const uint32_t end = port_.clock_;
  const size_t before_marker = (sync_log(), log_.size());
  const size_t saved_incs = inc_entries_;
  const uint32_t time = take_entry_time(0);
  log_.push({AccessLog::kSegmentForm, time, end, 0});
  CellImage image = map_.write_back();
  if (checkpoints_.empty()) {
    map_.restart(std::move(image));
  } else {
    AddressMap next(config_, AddressMap::Kind::kTimed, std::move(image));
    saved_.push_back({std::exchange(map_, std::move(next)), before_marker, segment_begin_, saved_incs, end});
  }
  segment_begin_ = log_.size();
  inc_entries_ = 0;
  cleared_accesses_ = 0;
  port_.clock_ = 1;
  open_spaces();
}

CheckpointId MemoryCore::checkpoint() {
  sync_log();
  const CheckpointId id{next_checkpoint_++};
  checkpoints_.push_back({id, log_.mark(), port_.clock_, port_.gap_, segment_begin_, inc_entries_,
                          cleared_accesses_, map_.touched().size(), saved_.size()});
  return id;
}

// Puts back what the entries from `first` on replaced, last one first. All belong to the current map.
void MemoryCore::undo_entries(size_t first) {
  for (size_t i = log_.size(); i-- > first;) {
    const LogEntry& entry = log_.entry_data()[i];
    if (entry.is_word()) {
      const SlotLayout& layout = map_.layout(entry.space());
      std::byte* slot = map_.slot(entry.space(), entry.block());
      std::memcpy(slot, &entry.prev_value, layout.payload);
      store_u32(slot + layout.time_offset(), entry.prev_timestamp());
    } else if (entry.block() == AccessLog::kLongForm) {
      const AccessLog::LongRecord record = log_.long_record(entry);
      const Address a{record.access.address_space, record.access.pointer};
      const SlotLayout& layout = map_.layout(a.address_space);
      const auto* before = reinterpret_cast<const unsigned char*>(record.prev_values.data());
      for (uint32_t k = 0; k < record.block_times.size(); ++k) {
        std::byte* slot = map_.slot(a.address_space, a.pointer / layout.block + k);
        std::memcpy(slot, before + size_t{k} * layout.payload, layout.payload);
        store_u32(slot + layout.time_offset(), record.block_times[k]);
      }
    }
  }
}

bool MemoryCore::rollback(CheckpointId id) {
  const auto found = std::ranges::find(checkpoints_, id, &Checkpoint::id);
  if (found == checkpoints_.end()) return false;
  const Checkpoint& to = *found;
  sync_log();
  if (saved_.size() > to.saved_segments) {
    // Later segments vanish whole; the one the checkpoint lies in comes back as it was when it ended.
    SavedSegment& segment = saved_[to.saved_segments];
    map_ = std::move(segment.map);
    log_.settle(segment.log_entries, segment.end_timestamp);
    saved_.erase(saved_.begin() + static_cast<std::ptrdiff_t>(to.saved_segments), saved_.end());
  }
  undo_entries(to.log.entries);
  map_.forget_touched_after(to.touched);
  log_.truncate(to.log, to.clock);
  segment_begin_ = to.segment_begin;
  inc_entries_ = to.inc_entries;
  cleared_accesses_ = to.cleared_accesses;
  port_.clock_ = to.clock;
  port_.gap_ = to.gap;
  open_spaces();
  checkpoints_.erase(found + 1, checkpoints_.end());
  return true;
}

bool MemoryCore::release(CheckpointId id) {
  const auto found = std::ranges::find(checkpoints_, id, &Checkpoint::id);
  if (found == checkpoints_.end()) return false;
  checkpoints_.erase(found, checkpoints_.end());
  if (checkpoints_.empty()) saved_.clear();
  return true;
}

}  // namespace zkmem
