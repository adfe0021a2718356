#include "zkmem/memory/log/replay.h"

#include <fmt/format.h>

namespace zkmem {

namespace {

std::optional<size_t> find_last_write(const AccessLog& log, size_t before, Address cell) {
  std::optional<size_t> found;
  for (auto it = log.begin(); it.index() < before; ++it) {
    const AccessView v = *it;
    if (v.is_access() && v.op == OpType::kWrite && v.address_space == cell.address_space &&
        v.pointer <= cell.pointer && cell.pointer < uint64_t{v.pointer} + v.size) {
      found = it.index();
    }
  }
  return found;
}

// The mismatch of a read that returned `values`, if any.
std::optional<ReadMismatch> compare(const AccessLog& log, size_t entry, const AccessView& view,
                                    const std::vector<uint32_t>& values) {
  for (uint32_t i = 0; i < view.size; ++i) {
    if (view.value(i) == values[i]) continue;
    const uint32_t cell = view.pointer + i;
    return ReadMismatch{entry,     view.access(),
                        cell,      view.value(i),
                        values[i], find_last_write(log, entry, {view.address_space, cell})};
  }
  return std::nullopt;
}

}  // namespace

std::string ReadMismatch::message(const LogFile& file) const {
  const std::string source =
      last_write ? "written by " + file.place_of(*last_write) : std::string("from the initial memory");
  return fmt::format("{}: read of {} cells at {}:{}: cell {} is {} in the log but {} in memory, {}",
                     file.place_of(entry), access.size, access.address_space, access.pointer, cell, logged,
                     actual, source);
}

namespace {

// Replays entries in word form from `it` on as long as the hot path takes them: the rest is for the general
// path. A read that would not return what the log says is left to it too. Returns the first entry not done.
AccessLog::Iterator replay_words(const AccessLog& log, AccessLog::Iterator it, ControllerCore& controller) {
  constexpr size_t kAhead = 32;              // accesses; enough to hide a miss of every cache
  constexpr size_t kMost = size_t{1} << 18;  // then the caller looks whether it is cancelled
  const size_t last = it.index() + kMost;
  const std::span<const LogEntry> entries = log.entries();
  const auto pointer_of = [&](const LogEntry& entry) {
    return entry.block() * log.block_size(entry.space());
  };
  WordPort port = controller.memory().port();
  for (; it != log.end() && it.index() < last; ++it) {
    const size_t i = it.index();
    if (i + kAhead < entries.size() && entries[i + kAhead].is_word()) {
      port.prefetch(entries[i + kAhead].space(), pointer_of(entries[i + kAhead]));
    }
    const LogEntry& entry = entries[i];
    if (!entry.is_word()) break;
    const uint32_t pointer = pointer_of(entry);
    if (!entry.is_write() && port.peek(entry.space(), pointer) != entry.value) break;
    const OpType op = entry.is_write() ? OpType::kWrite : OpType::kRead;
    if (entry.gap() != 0 && !port.skip(entry.gap())) break;
    if (!port.access(op, entry.space(), pointer, entry.value)) {
      // The ticks have passed; the general path goes by the clock and does not repeat them.
      break;
    }
  }
  controller.memory().settle(port);
  return it;
}

// One entry by the general path. The mismatch of a read leaves the controller just before it.
Result<ReplayOutcome> replay_entry(const AccessLog& log, size_t entry, const AccessView& view,
                                   ControllerCore& controller) {
  const uint64_t time = uint64_t{view.timestamp} + (view.kind == LogKind::kInc ? view.amount : 0);
  const uint64_t ticks = time - controller.timestamp();
  if (ticks != 0) {
    if (auto moved = controller.increment_timestamp_by(ticks); !moved.ok()) return moved.error().to_error();
  }
  if (view.kind == LogKind::kSegment) controller.cut_segment();
  if (!view.is_access()) return ReplayOutcome{};
  const Address address{view.address_space, view.pointer};
  if (view.op == OpType::kWrite) {
    if (auto written = controller.write(address, view.values()); !written.ok())
      return written.error().to_error();
    return ReplayOutcome{};
  }
  if (view.values_known && view.address_space != kImmediateSpace) {
    if (auto error = controller.check(view.access())) return error->to_error();
    std::vector<uint32_t> actual(view.size);
    for (uint32_t i = 0; i < view.size; ++i) {
      actual[i] = controller.memory().peek({address.address_space, address.pointer + i});
    }
    if (auto mismatch = compare(log, entry, view, actual)) return ReplayOutcome{mismatch};
  }
  if (auto read = controller.read(address, view.size); !read.ok()) return read.error().to_error();
  return ReplayOutcome{};
}

}  // namespace

Result<ReplayOutcome> replay_log(const LogFile& file, ControllerCore& controller, const Context& context) {
  if (controller.timestamp() != file.log.start_timestamp()) {
    return bad_input(fmt::format("a log that begins at timestamp {} cannot be replayed at timestamp {}",
                                 file.log.start_timestamp(), controller.timestamp()));
  }
  for (auto it = file.log.begin(); it != file.log.end(); ++it) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    it = replay_words(file.log, it, controller);
    if (it == file.log.end()) break;
    auto outcome = replay_entry(file.log, it.index(), *it, controller);
    if (!outcome.ok()) return outcome.error().in(file.place_of(it.index()));
    if (outcome->mismatch) return outcome;
  }
  if (file.log.end_timestamp() > controller.timestamp()) {
    const uint32_t rest = file.log.end_timestamp() - controller.timestamp();
    if (auto moved = controller.increment_timestamp_by(rest); !moved.ok()) return moved.error().to_error();
  }
  return ReplayOutcome{};
}

}  // namespace zkmem
