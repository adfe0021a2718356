#include "zkmem/memory/statement/memory_segment.h"

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
      segment.immediates.push_back({view.timestamp, view.pointer});
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

}  // namespace zkmem
