#include "zkmem/memory/replay.h"

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

Result<ReplayOutcome> replay_log(const LogFile& file, ControllerCore& controller, const Context& context) {
  constexpr size_t kCheckEvery = 1u << 14;
  const auto refused = [&](size_t entry, const MemoryError& error) {
    return error.to_error().in(file.place_of(entry));
  };
  for (auto it = file.log.begin(); it != file.log.end(); ++it) {
    const size_t entry = it.index();
    if (entry % kCheckEvery == 0) ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    const AccessView view = *it;
    const uint64_t ticks =
        uint64_t{view.timestamp} - it.clock() + (view.kind == LogKind::kInc ? view.amount : 0);
    if (ticks != 0) {
      if (auto moved = controller.increment_timestamp_by(ticks); !moved.ok())
        return refused(entry, moved.error());
    }
    if (view.kind == LogKind::kSegment) controller.cut_segment();
    if (!view.is_access()) continue;
    const Address address{view.address_space, view.pointer};
    if (view.op == OpType::kWrite) {
      if (auto written = controller.write(address, view.values()); !written.ok())
        return refused(entry, written.error());
      continue;
    }
    if (view.values_known && view.address_space != kImmediateSpace) {
      // Looked at before it happens: a mismatch leaves the controller just before the read.
      if (auto error = controller.check(view.access())) return refused(entry, *error);
      std::vector<uint32_t> actual(view.size);
      for (uint32_t i = 0; i < view.size; ++i)
        actual[i] = controller.memory().peek({address.address_space, address.pointer + i});
      if (auto mismatch = compare(file.log, entry, view, actual)) return ReplayOutcome{mismatch};
    }
    if (auto read = controller.read(address, view.size); !read.ok()) return refused(entry, read.error());
  }
  const uint64_t rest = file.log.end_timestamp() - controller.timestamp();
  if (file.log.end_timestamp() > controller.timestamp()) {
    if (auto moved = controller.increment_timestamp_by(rest); !moved.ok())
      return refused(file.log.size(), moved.error());
  }
  return ReplayOutcome{};
}

}  // namespace zkmem
