#include "zkmem/memory/offline/memory_segment.h"

namespace zkmem {
namespace {

MemorySegment collect(const LogIndex& index, const LogIndex::Segment& range) {
  MemorySegment segment;
  segment.end_timestamp = range.end_timestamp;
  uint32_t clock = 1;
  const auto advance = [&segment, &clock](uint32_t time) {
    if (time > clock) segment.steps.push_back({clock, time - clock});
    clock = time;
  };
  AccessLog::Iterator at = index.at(range.begin);
  for (size_t i = range.begin; i < range.end; ++i, ++at) {
    const AccessView view = *at;
    if (!view.is_access()) continue;
    advance(view.timestamp);
    ++clock;
    if (view.address_space == kImmediateSpace) {
      segment.immediates.push_back({view.timestamp, view.pointer, static_cast<uint32_t>(i)});
      continue;
    }
    ReplayAccess access;
    access.address_space = view.address_space;
    access.pointer = view.pointer;
    access.timestamp = view.timestamp;
    access.cells = static_cast<uint32_t>(segment.cells.size());
    access.size = static_cast<uint8_t>(view.size);
    access.is_write = view.op == OpType::kWrite;
    segment.accesses.push_back(access);
    segment.entries.push_back(static_cast<uint32_t>(i));
    segment.is_known.push_back(view.values_known ? 1 : 0);
    for (uint32_t k = 0; k < view.size; ++k) segment.cells.push_back(view.values_known ? view.value(k) : 0);
  }
  advance(range.end_timestamp);
  return segment;
}

}  // namespace

std::vector<MemorySegment> memory_segments(const AccessLog& log) {
  const LogIndex index(log);
  std::vector<MemorySegment> segments;
  for (const LogIndex::Segment& range : index.segments()) {
    segments.push_back(collect(index, range));
    segments.back().index = static_cast<uint32_t>(segments.size() - 1);
    segments.back().is_last = segments.size() == index.segments().size();
  }
  return segments;
}

CutLog cut_log(const MemoryConfig& config, const AccessLog& log, uint64_t accesses) {
  CutLog cut{AccessLog(config), {}};
  uint64_t in_segment = 0;
  uint32_t clock = 1;  // of the log as it is, after the entries so far
  for (auto at = log.begin(); at != log.end(); ++at) {
    const AccessView view = *at;
    const auto mark = [&] { cut.origins.push_back(static_cast<uint32_t>(at.index())); };
    const auto end_segment = [&] {
      cut.log.append_segment();
      mark();
      in_segment = 0;
    };
    // Time may pass with an entry of its own or without one. It belongs to the segment before a new cut.
    const uint32_t ticks = view.timestamp - at.clock() + (view.kind == LogKind::kInc ? view.amount : 0);
    if (ticks != 0) {
      cut.log.append_inc(ticks);
      mark();
    }
    clock = log.clock_after(at.index(), at.clock());
    if (view.kind == LogKind::kSegment) end_segment();
    if (!view.is_access()) continue;
    if (in_segment == accesses) end_segment();
    const std::vector<uint32_t> values = view.values_known ? view.values() : std::vector<uint32_t>(view.size);
    cut.log.append_access(view.access(), values, view.values_known);
    mark();
    ++in_segment;
  }
  if (log.end_timestamp() > clock) {
    cut.log.append_inc(log.end_timestamp() - clock);
    cut.origins.push_back(static_cast<uint32_t>(log.size() - 1));
  }
  return cut;
}

}  // namespace zkmem
