#include "zkmem/memory/online/access_log.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "zkmem/base/check.h"

namespace zkmem {

namespace {

constexpr size_t kFirstEntries = size_t{1} << 12;
// A log that outgrows what a short one takes moves to where the kernel can use huge pages. Room that no entry
// is written to costs nothing.
constexpr size_t kShortLog = size_t{1} << 14;
constexpr size_t kLongLog = size_t{1} << 18;

size_t more_room(size_t entries) {
  if (entries < kShortLog) return std::max(kFirstEntries, 2 * entries);
  return std::max(kLongLog, 2 * entries);
}

// Side record: header (space | size << 8 | write << 16 | values unknown << 17 | block times present << 18),
// pointer, packed values, packed previous values (writes), last time of each block (if present).
constexpr uint32_t kSideWrite = 1u << 16;
constexpr uint32_t kSideUnknown = 1u << 17;
constexpr uint32_t kSideTimes = 1u << 18;

uint32_t packed_words(CellType type, uint32_t cells) { return (cells * cell_bytes(type) + 3) / 4; }

std::array<uint32_t, kMaxAccessSize> pack(CellType type, std::span<const uint32_t> cells) {
  std::array<uint32_t, kMaxAccessSize> words{};
  const uint32_t bytes = cell_bytes(type);
  auto* at = reinterpret_cast<unsigned char*>(words.data());
  for (size_t i = 0; i < cells.size(); ++i) std::memcpy(at + i * bytes, &cells[i], bytes);
  return words;
}

std::vector<uint32_t> unpacked(const AccessView& view, uint32_t (AccessView::*cell)(uint32_t) const) {
  std::vector<uint32_t> cells(view.size);
  for (uint32_t i = 0; i < view.size; ++i) cells[i] = (view.*cell)(i);
  return cells;
}

}  // namespace

std::vector<uint32_t> AccessView::values() const { return unpacked(*this, &AccessView::value); }
std::vector<uint32_t> AccessView::prev_values() const { return unpacked(*this, &AccessView::prev_value); }

AccessLog::AccessLog(const MemoryConfig& config) {
  for (uint32_t space = 0; space < config.spaces.size(); ++space) {
    spaces_.push_back(
        {config.spaces[space].cell_type, config.has_space(space) ? config.block_size(space) : 1});
  }
}

void AccessLog::reserve(size_t entries) { buffer_.grow(entries * sizeof(LogEntry)); }

void AccessLog::clear(uint32_t start_timestamp) {
  size_ = 0;
  side_.clear();
  start_timestamp_ = end_timestamp_ = start_timestamp;
  pending_gap_ = 0;
  previous_known_ = true;
}

void AccessLog::truncate(Mark mark, uint32_t end_timestamp) {
  ZKMEM_CHECK(mark.entries <= size_ && mark.side_words <= side_.size());
  size_ = mark.entries;
  side_.resize(mark.side_words);
  end_timestamp_ = end_timestamp;
}

void AccessLog::push(const LogEntry& entry) {
  if (size_ == capacity()) reserve(more_room(size_));
  entry_data()[size_++] = entry;
}

void AccessLog::push_long(const Access& access, uint32_t time, std::span<const uint32_t> values,
                          std::span<const uint32_t> prev, std::span<const uint32_t> block_times) {
  const auto offset = static_cast<uint32_t>(side_.size());
  ZKMEM_CHECK(side_.size() < UINT32_MAX);
  uint32_t header = access.address_space | access.size << 8;
  if (access.op == OpType::kWrite) header |= kSideWrite;
  if (!block_times.empty()) header |= kSideTimes;
  side_.push_back(header);
  side_.push_back(access.pointer);
  side_.insert(side_.end(), values.begin(), values.end());
  side_.insert(side_.end(), prev.begin(), prev.end());
  side_.insert(side_.end(), block_times.begin(), block_times.end());
  push({kLongForm, time, offset, 0});
}

AccessLog::LongRecord AccessLog::long_record(const LogEntry& entry) const {
  const uint32_t* at = side_.data() + entry.value;
  const uint32_t header = at[0];
  LongRecord record;
  record.access = {(header & kSideWrite) != 0 ? OpType::kWrite : OpType::kRead, header & 0xff, at[1],
                   header >> 8 & 0xff};
  const Space& space = spaces_[record.access.address_space];
  const uint32_t words = packed_words(space.type, record.access.size);
  at += 2;
  record.values = {at, words};
  if (record.access.op == OpType::kWrite) at += words;
  record.prev_values = {at, words};
  at += words;
  if ((header & kSideTimes) != 0) record.block_times = {at, record.access.size / space.block};
  return record;
}

AccessView AccessLog::view(size_t index, uint32_t clock) const {
  const LogEntry& entry = entry_data()[index];
  AccessView view;
  view.timestamp = clock + entry.gap();
  view.prev_timestamp = entry.prev_timestamp();
  view.values_ = &entry.value;
  view.prev_values_ = &entry.prev_value;
  if (entry.is_word()) {
    const Space& space = spaces_[entry.space()];
    view.op = entry.is_write() ? OpType::kWrite : OpType::kRead;
    view.cell_type = space.type;
    view.address_space = entry.space();
    view.pointer = entry.block() * space.block;
    view.size = space.block;
    return view;
  }
  switch (entry.block()) {
    case kIncForm:
      view.kind = LogKind::kInc;
      view.amount = entry.value;
      break;
    case kSegmentForm:
      view.kind = LogKind::kSegment;
      break;
    case kImmediateForm:
      view.cell_type = CellType::kField;
      view.pointer = entry.value;
      view.size = 1;
      break;
    case kLongForm: {
      const LongRecord record = long_record(entry);
      view.op = record.access.op;
      view.address_space = record.access.address_space;
      view.pointer = record.access.pointer;
      view.size = record.access.size;
      view.cell_type = spaces_[view.address_space].type;
      view.values_known = (side_[entry.value] & kSideUnknown) == 0;
      view.values_ = record.values.data();
      view.prev_values_ = record.prev_values.data();
      break;
    }
    default:
      ZKMEM_CHECK(false);
  }
  return view;
}

uint32_t AccessLog::clock_after(size_t index, uint32_t clock) const {
  const LogEntry& entry = entry_data()[index];
  const uint32_t now = clock + entry.gap();
  if (entry.is_word() || entry.block() >= kImmediateForm) return now + 1;
  return entry.block() == kIncForm ? now + entry.value : 1;
}

void AccessLog::append_access(const Access& access, std::span<const uint32_t> values, bool values_known) {
  previous_known_ = false;
  ++end_timestamp_;
  if (access.address_space == kImmediateSpace) {
    push({kImmediateForm, take_gap(), access.pointer, access.pointer});
    return;
  }
  const Space& space = spaces_[access.address_space];
  const uint32_t write = access.op == OpType::kWrite ? LogEntry::kWriteBit : 0;
  const uint32_t block = access.pointer / space.block;
  const auto words = pack(space.type, values);
  if (values_known && access.size == space.block && space.block * cell_bytes(space.type) <= 4 &&
      block < LogEntry::kWriteBit && access.address_space < 16) {
    push({access.address_space << LogEntry::kSpaceShift | write | block, take_gap(), words[0],
          write != 0 ? 0 : words[0]});
    return;
  }
  const uint32_t count = packed_words(space.type, access.size);
  const std::array<uint32_t, kMaxAccessSize> unknown{};
  push_long(access, take_gap(), std::span(words).first(count),
            std::span(unknown).first(write != 0 ? count : 0), {});
  if (!values_known) side_[entry_data()[size_ - 1].value] |= kSideUnknown;
}

void AccessLog::append_inc(uint32_t amount) {
  push({kIncForm, take_gap(), amount, 0});
  end_timestamp_ += amount;
}

void AccessLog::append_gap(uint32_t ticks) {
  if (ticks > LogEntry::kMaxGap - pending_gap_) {
    append_inc(ticks);
    return;
  }
  pending_gap_ += ticks;
  end_timestamp_ += ticks;
}

void AccessLog::append_segment() {
  push({kSegmentForm, take_gap(), end_timestamp_, 0});
  end_timestamp_ = 1;
}

LogIndex::LogIndex(const AccessLog& log) : log_(&log) {
  size_t begin = 0;
  uint32_t clock = log.start_timestamp();
  clocks_.reserve(log.size() / kStep + 1);
  const std::span<const LogEntry> entries = log.entries();
  for (size_t i = 0; i < entries.size(); ++i) {
    if (i % kStep == 0) clocks_.push_back(clock);
    const LogEntry& entry = entries[i];
    if (!entry.is_word() && entry.block() == AccessLog::kSegmentForm) {
      segments_.push_back({begin, i, clock + entry.gap()});
      begin = i + 1;
    }
    clock = log.clock_after(i, clock);
  }
  if (begin < entries.size() || segments_.empty())
    segments_.push_back({begin, entries.size(), log.end_timestamp()});
}

AccessLog::Iterator LogIndex::at(size_t index) const {
  const size_t step = index / kStep;
  if (step >= clocks_.size()) return log_->end();
  AccessLog::Iterator it(log_, step * kStep, clocks_[step]);
  while (it.index() < index) ++it;
  return it;
}

}  // namespace zkmem
