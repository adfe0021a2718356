#include "zkmem/sdk/report/advice.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "zkmem/rv32im/opcode.h"

namespace zkmem {
namespace {

std::string plural(uint64_t count, const char* noun, const char* ending = "s") {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : ending);
}

std::string leaves(uint64_t count) { return count == 1 ? "1 leaf" : fmt::format("{} leaves", count); }

class AdviceList {
 public:
  AdviceList(const Profile& profile, uint64_t leaf_cells) : profile_(profile), leaf_cells_(leaf_cells) {}

  std::vector<Advice> take() && {
    for (const SpaceCosts& space : profile_.spaces) {
      if (profile_.is_program() && space.space != rv32im::kMemorySpace) continue;
      align(space);
      pack(space);
      cross(space);
    }
    join_segments();
    std::ranges::stable_sort(advice_, std::ranges::greater(), &Advice::cells);
    return std::move(advice_);
  }

 private:
  void add(Advice::Kind kind, uint64_t fewer, std::string text) {
    advice_.push_back({kind, std::move(text), fewer, fewer * leaf_cells_});
  }
  void align(const SpaceCosts& space) {
    size_t best = 0;
    for (size_t shift = 1; shift < kLeafCells; ++shift) {
      const uint64_t moved = space.shifted_leaves[shift];
      if (moved != 0 && moved < space.shifted_leaves[best]) best = shift;
    }
    if (best == 0) return;
    const uint64_t moved = space.shifted_leaves[best];
    add(Advice::Kind::kAlignment, space.leaves - moved,
        fmt::format(
            "Alignment: were all data of space {} moved by {}, the segments would touch {} instead of {}.",
            space.space, plural(best, "cell"), leaves(moved), leaves(space.leaves)));
  }
  void pack(const SpaceCosts& space) {
    if (space.packed_leaves >= space.leaves) return;
    add(Advice::Kind::kLayout, space.leaves - space.packed_leaves,
        fmt::format("Layout: {} of space {} lie in {}; side by side, what each segment touches would lie in "
                    "{}, which is "
                    "the least possible.",
                    plural(space.cells, "touched cell"), space.space, leaves(space.leaves),
                    leaves(space.packed_leaves)));
  }
  void cross(const SpaceCosts& space) {
    if (space.crossing == 0) return;
    add(Advice::Kind::kCrossing, 0,
        fmt::format("Alignment: {} of {} in space {} reach over the end of a leaf and touch one leaf more "
                    "than so many "
                    "cells need; at multiples of their size none would.",
                    plural(space.crossing, "access", "es"), space.reads + space.writes, space.space));
  }
  void join_segments() {
    uint64_t again = 0;
    uint64_t all = 0;
    for (const SpaceCosts& space : profile_.spaces) {
      again += space.leaves_again;
      all += space.leaves;
    }
    if (again == 0) return;
    add(Advice::Kind::kSegments, again,
        fmt::format(
            "Segments: {} of {} are touched by an earlier segment, too; in one segment each would be touched "
            "once.",
            again, leaves(all)));
  }

  const Profile& profile_;
  uint64_t leaf_cells_;
  std::vector<Advice> advice_;
};

}  // namespace

std::vector<Advice> advice_for(const Profile& profile, uint64_t leaf_cells) {
  return AdviceList(profile, leaf_cells).take();
}

}  // namespace zkmem
