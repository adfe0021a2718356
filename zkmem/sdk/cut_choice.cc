#include "zkmem/sdk/cut_choice.h"

#include <algorithm>

#include <fmt/format.h>

#include "zkmem/sdk/segment_fit.h"

namespace zkmem {
namespace {

// The cheapest way to cut the pieces from one on, and the longest segment that can begin with it.
struct Best {
  uint64_t weight = UINT64_MAX;
  SegmentCost cost;
  size_t end = 0;  // of the first segment
  SegmentCost longest_cost;
  size_t longest_end = 0;
};

// What is less than so small a part of the whole is not worth leaving the longest segments for, whose buffers
// serve the shorter ones after them.
constexpr uint64_t kLeastGain = 20;

// In thousandths of the whole, rounded.
uint64_t thousandths(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0 : (part * 1000 + whole / 2) / whole;
}

// "31.2 % less time and 4.0 % more bytes"
std::string compared(uint64_t ours, uint64_t theirs, const char* what) {
  if (ours == theirs) return fmt::format("as much {}", what);
  const uint64_t part = thousandths(ours < theirs ? theirs - ours : ours - theirs, theirs);
  return fmt::format("{}.{} % {} {}", part / 10, part % 10, ours < theirs ? "less" : "more", what);
}

void add(SegmentCost& sum, const SegmentCost& more) {
  sum.nanoseconds += more.nanoseconds;
  sum.proof_bytes += more.proof_bytes;
}

class Chooser {
 public:
  Chooser(const CutSurvey& survey, const CostOfHeights& cost) : survey_(survey), cost_(cost) {}

  Result<CutChoice> run() {
    best_.assign(survey_.size() + 1, Best());
    best_.back().weight = 0;
    for (size_t begin = survey_.size(); begin-- > 0;) {
      CutSurvey::Window window(survey_, begin);
      while (window.grow()) {
        ZKMEM_ASSIGN_OR_RETURN(const std::optional<SegmentCost> cost, cost_(window.heights()));
        if (cost || window.end() == begin + 1) take(begin, window.end(), cost.value_or(SegmentCost()));
      }
    }
    return choice();
  }

 private:
  void take(size_t begin, size_t end, const SegmentCost& cost) {
    Best& best = best_[begin];
    best.longest_cost = cost;
    best.longest_end = end;
    const uint64_t weight = best_[end].weight + cost.weight();
    if (weight > best.weight) return;
    best.weight = weight;
    best.cost = best_[end].cost;
    add(best.cost, cost);
    best.end = end;
  }

  struct Cut {
    std::vector<size_t> ends;  // of the segments, in pieces
    SegmentCost cost;
  };
  Cut best_cut() const {
    Cut cut{{}, best_.front().cost};
    for (size_t at = 0; at < survey_.size(); at = best_[at].end) cut.ends.push_back(best_[at].end);
    return cut;
  }
  Cut longest_cut() const {
    Cut cut;
    for (size_t at = 0; at < survey_.size(); at = best_[at].longest_end) {
      cut.ends.push_back(best_[at].longest_end);
      add(cut.cost, best_[at].longest_cost);
    }
    return cut;
  }

  CutChoice choice() const {
    const Cut longest = longest_cut();
    const Cut best = best_cut();
    if (best.cost.weight() > longest.cost.weight() - longest.cost.weight() / kLeastGain) {
      return {CutSchedule(),
              in_words(places_of(longest)) + ": no other cut is estimated to save a twentieth"};
    }
    std::vector<RunLength> places = places_of(best);
    std::string why =
        fmt::format("{}: an estimated {} and {} than in the longest segments ({})", in_words(places),
                    compared(best.cost.nanoseconds, longest.cost.nanoseconds, "time"),
                    compared(best.cost.proof_bytes, longest.cost.proof_bytes, "proof"), longest.ends.size());
    places.pop_back();
    return {CutSchedule(std::move(places)), std::move(why)};
  }

  // Where the segments end.
  std::vector<RunLength> places_of(const Cut& cut) const {
    std::vector<RunLength> places;
    RunLength at;
    size_t piece = 0;
    for (const size_t end : cut.ends) {
      for (; piece < end; ++piece) {
        at.accesses += survey_.piece(piece).length.accesses;
        at.instructions += survey_.piece(piece).length.instructions;
      }
      places.push_back(at);
    }
    return places;
  }

  static std::string in_words(const std::vector<RunLength>& places) {
    uint64_t longest = 0;
    uint64_t before = 0;
    for (const RunLength& place : places) {
      longest = std::max(longest, place.accesses - before);
      before = place.accesses;
    }
    return fmt::format("{} segment{} of at most {} accesses", places.size(), places.size() == 1 ? "" : "s",
                       longest);
  }

  const CutSurvey& survey_;
  const CostOfHeights& cost_;
  std::vector<Best> best_;  // by the piece that the first segment begins with
};

}  // namespace

uint64_t CutSchedule::limit(RunLength at, uint64_t most) const {
  for (const RunLength& place : places_) {
    const uint64_t accesses = place.accesses - std::min(place.accesses, at.accesses);
    const uint64_t instructions = place.instructions - std::min(place.instructions, at.instructions);
    const uint64_t limit = std::max(accesses, instructions);
    if (limit >= kSmallestSegment) return std::min(limit, most);
  }
  return most;
}

Result<CutChoice> choose_cut(const CutSurvey& survey, const CostOfHeights& cost) {
  return Chooser(survey, cost).run();
}

}  // namespace zkmem
