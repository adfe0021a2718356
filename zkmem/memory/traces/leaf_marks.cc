#include "zkmem/memory/traces/leaf_marks.h"

#include <tuple>
#include <utility>

#include "zkmem/base/check.h"

namespace zkmem {
namespace {

template <class Leaf>
std::pair<uint32_t, uint32_t> place_of(const Leaf& leaf) {
  return {leaf.address_space, leaf.label};
}

}  // namespace

LeafMarks::LeafMarks(std::vector<LeafMark> marks) : marks_(std::move(marks)) {
  for (size_t i = 1; i < marks_.size(); ++i) ZKMEM_CHECK(place_of(marks_[i - 1]) < place_of(marks_[i]));
}

std::vector<uint32_t> LeafMarks::of(const TouchedMemory& touched) const {
  std::vector<uint32_t> segments;
  segments.reserve(touched.size());
  auto mark = marks_.begin();
  for (const TouchedLeaf& leaf : touched) {
    while (mark != marks_.end() && place_of(*mark) < place_of(leaf)) ++mark;
    const bool is_marked = mark != marks_.end() && place_of(*mark) == place_of(leaf);
    segments.push_back(is_marked ? mark->segment : 0);
  }
  return segments;
}

void LeafMarks::touch(const TouchedMemory& touched, uint32_t segment) {
  std::vector<LeafMark> marks;
  marks.reserve(touched.size());
  for (const TouchedLeaf& leaf : touched) marks.push_back({leaf.address_space, leaf.label, segment});
  merge(LeafMarks(std::move(marks)));
}

void LeafMarks::merge(const LeafMarks& later) {
  std::vector<LeafMark> merged;
  merged.reserve(marks_.size() + later.marks_.size());
  auto mark = marks_.begin();
  for (const LeafMark& above : later.marks_) {
    while (mark != marks_.end() && place_of(*mark) < place_of(above)) merged.push_back(*mark++);
    if (mark != marks_.end() && place_of(*mark) == place_of(above)) ++mark;
    merged.push_back(above);
  }
  merged.insert(merged.end(), mark, marks_.end());
  marks_ = std::move(merged);
}

}  // namespace zkmem
