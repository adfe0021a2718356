#include "zkmem/memory/statement/log_cutter.h"

#include <vector>

namespace zkmem {
namespace {

void append(AccessLog& segment, const AccessView& view) {
  const std::vector<uint32_t> values = view.values_known ? view.values() : std::vector<uint32_t>(view.size);
  segment.append_access(view.access(), values, view.values_known);
}

// Ticks without an access that go with an entry.
uint32_t ticks_at(const AccessLog::Iterator& at, const AccessView& view) {
  return view.timestamp - at.clock() + (view.kind == LogKind::kInc ? view.amount : 0);
}

}  // namespace

LogCutter::LogCutter(const MemoryConfig& config, const AccessLog& log)
    : config_(&config), log_(&log), at_(log.begin()) {}

bool LogCutter::is_clock_left() const { return log_->end_timestamp() > at_.clock(); }

bool LogCutter::done() const { return has_begun_ && at_ == log_->end() && !is_clock_left(); }

AccessLog LogCutter::next(uint64_t accesses) {
  has_begun_ = true;
  AccessLog segment(*config_);
  uint64_t taken = 0;
  for (; at_ != log_->end(); ++at_, has_waited_ = false) {
    const AccessView view = *at_;
    if (const uint32_t ticks = has_waited_ ? 0 : ticks_at(at_, view)) segment.append_inc(ticks);
    if (view.kind == LogKind::kSegment) {
      ++at_;
      has_waited_ = false;
      return segment;
    }
    if (!view.is_access()) continue;
    if (taken == accesses) {
      has_waited_ = true;
      return segment;
    }
    append(segment, view);
    ++taken;
  }
  if (is_clock_left()) {
    segment.append_inc(log_->end_timestamp() - at_.clock());
    at_ = log_->end();
  }
  return segment;
}

std::optional<AccessLog> LogCutter::next_until(uint32_t end_timestamp) {
  has_begun_ = true;
  AccessLog segment(*config_);
  if (end_timestamp < segment.end_timestamp()) return std::nullopt;
  const auto is_at_end = [&] { return segment.end_timestamp() == end_timestamp; };
  for (bool is_empty = true; at_ != log_->end(); ++at_, has_waited_ = false) {
    const AccessView view = *at_;
    if (const uint32_t ticks = has_waited_ ? 0 : ticks_at(at_, view)) {
      if (end_timestamp - segment.end_timestamp() < ticks) return std::nullopt;
      segment.append_inc(ticks);
    }
    if (view.kind == LogKind::kSegment) {
      if (!is_at_end()) return std::nullopt;
      ++at_;
      has_waited_ = false;
      return segment;
    }
    if (!view.is_access()) continue;
    if (is_at_end()) {
      // Before an access there is no empty segment.
      if (is_empty) return std::nullopt;
      has_waited_ = true;
      return segment;
    }
    append(segment, view);
    is_empty = false;
  }
  if (is_clock_left()) {
    const uint32_t ticks = log_->end_timestamp() - at_.clock();
    if (end_timestamp - segment.end_timestamp() < ticks) return std::nullopt;
    segment.append_inc(ticks);
    at_ = log_->end();
  }
  if (!is_at_end()) return std::nullopt;
  return segment;
}

}  // namespace zkmem
