#include "zkmem/sdk/memory/log_difference.h"

#include <optional>
#include <vector>

#include <fmt/format.h>

#include "zkmem/memory/statement/log_cutter.h"

namespace zkmem {
namespace {

std::string count_of(uint64_t n, const char* one, const char* many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

// Clocks count from 1, and anew in each segment. However a log is cut, the ticks add up to the same.
uint64_t ticks_of(const MemoryClaim& claim) {
  uint64_t ticks = 0;
  for (const LogSegment& segment : claim.log_segments()) ticks += segment.clock_end - 1;
  return ticks;
}
uint64_t ticks_of(const LogIndex& index) {
  uint64_t ticks = 0;
  for (const LogIndex::Segment& segment : index.segments()) ticks += segment.end_timestamp - 1;
  return ticks;
}

std::string describe_longer(const LogFile& file, uint64_t proven, uint64_t given) {
  uint64_t accesses = 0;
  size_t last = 0;
  for (auto at = file.log.begin(); at != file.log.end(); ++at) {
    if (!(*at).is_access()) continue;
    ++accesses;
    last = at.index();
  }
  const std::string where = accesses == 0 ? "no access" : count_of(accesses, "access", "accesses");
  return fmt::format("a longer one: it spans {} of the clock, the given log {} ({}{})",
                     count_of(proven, "tick", "ticks"), given, where,
                     accesses == 0 ? "" : ", the last in " + file.place_of(last));
}

std::string describe_shorter(const LogFile& file, uint64_t proven, uint64_t given) {
  uint64_t before = 0;  // ticks of the segments gone by
  std::string where;
  for (auto at = file.log.begin(); at != file.log.end() && where.empty(); ++at) {
    const AccessView view = *at;
    if (view.is_access() && before + view.timestamp > proven)
      where = fmt::format("; {} is the first access behind its end", file.place_of(at.index()));
    if (view.kind == LogKind::kSegment) before += view.timestamp - 1;
  }
  return fmt::format("a shorter one: it spans {} of the clock, the given log {}{}",
                     count_of(proven, "tick", "ticks"), given, where);
}

// The entries of each of the claim's segments; one less than there are segments where a cut fails, at `end`.
struct Cuts {
  std::vector<std::pair<size_t, size_t>> pieces;
  size_t end = 0;
};

Cuts cut_like(const LogFile& file, const MemoryClaim& claim) {
  Cuts cuts;
  LogCutter cutter(file.config, file.log);
  for (const LogSegment& segment : claim.log_segments()) {
    const size_t begin = cutter.position();
    const bool is_cut = !cutter.done() && cutter.next_until(segment.clock_end);
    cuts.end = cutter.position();
    if (!is_cut) break;
    cuts.pieces.emplace_back(begin, cuts.end);
  }
  return cuts;
}

// The accesses of one size in a piece of the log.
struct Accesses {
  uint64_t count = 0;
  size_t first = 0;
  size_t last = 0;
};

Accesses accesses_of(const LogIndex& index, std::pair<size_t, size_t> piece, uint32_t size) {
  Accesses found;
  auto at = index.at(piece.first);
  for (; at.index() < piece.second; ++at) {
    const AccessView view = *at;
    if (!view.is_access() || view.size != size) continue;
    if (found.count++ == 0) found.first = at.index();
    found.last = at.index();
  }
  return found;
}

std::string describe_given(const LogFile& file, const Accesses& given) {
  if (given.count == 0) return "none";
  if (given.count == 1) return "one, in " + file.place_of(given.first);
  return fmt::format("{}, from {} to {}", given.count, file.place_of(given.first), file.place_of(given.last));
}

// A trace's height is the next power of two, so it says about how many rows are used.
std::string describe_proven(const std::optional<LogPart>& part) {
  if (!part) return "none";
  const uint64_t most = uint64_t{1} << part->log_height;
  return most <= 2 ? std::to_string(most) : fmt::format("{} to {}", most / 2 + 1, most);
}

}  // namespace

std::string describe_cut(const LogFile& file, const MemoryClaim& claim, const Error& refusal) {
  const LogIndex index(file.log);
  const uint64_t proven = ticks_of(claim);
  const uint64_t given = ticks_of(index);
  if (given < proven) return describe_longer(file, proven, given);
  if (given > proven) return describe_shorter(file, proven, given);
  const Cuts cuts = cut_like(file, claim);
  const size_t k = cuts.pieces.size();
  if (k == claim.log_segments().size()) return refusal.message;
  const std::string place = cuts.end < file.log.size() ? file.place_of(cuts.end) : "its end";
  return fmt::format("its segment {} of {} ends at clock {}, where the given log cannot be cut: see {}", k,
                     claim.log_segments().size(), claim.segments[k].clock_end, place);
}

std::string describe_parts(const LogFile& file, const MemoryClaim& claim, const MemoryAirs& airs,
                           std::span<const LogParts> proven, std::span<const LogParts> given) {
  const LogIndex index(file.log);
  const Cuts cuts = cut_like(file, claim);
  for (size_t k = 0; k < proven.size() && k < cuts.pieces.size(); ++k) {
    std::string differing;
    size_t part = 0;
    for (size_t i = 0; i < kAccessSizes.size(); ++i) {
      if (!airs.logs[i]) continue;
      const std::optional<LogPart>& of_proof = proven[k][part];
      const bool is_same = of_proof == given[k][part];
      ++part;
      if (is_same) continue;
      const Accesses accesses = accesses_of(index, cuts.pieces[k], kAccessSizes[i]);
      differing += fmt::format("{} of {} (the given log has {}; the proof {})",
                               differing.empty() ? "" : ", and", count_of(kAccessSizes[i], "cell", "cells"),
                               describe_given(file, accesses), describe_proven(of_proof));
    }
    if (!differing.empty())
      return fmt::format("in segment {} of {} the accesses{} differ", k, proven.size(), differing);
  }
  return {};
}

}  // namespace zkmem
