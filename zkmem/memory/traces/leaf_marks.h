// Which segment of a run touched which leaf last: what the ledger's tokens say, kept beside the memory while
// a run is cut. A sorted list, 12 bytes per leaf. A plain value.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/memory/offline/touched_memory.h"

namespace zkmem {

struct LeafMark {
  uint32_t address_space = 0;
  uint32_t label = 0;    // pointer / 8
  uint32_t segment = 0;  // the last that touched it, from 1; 0: none did
  friend bool operator==(const LeafMark&, const LeafMark&) = default;
};

class LeafMarks {
 public:
  LeafMarks() = default;
  // Strictly ascending by (space, label).
  explicit LeafMarks(std::vector<LeafMark> marks);

  std::span<const LeafMark> all() const { return marks_; }
  // By leaf of `touched`, which ascends: the last segment that touched it before, 0 if none did.
  std::vector<uint32_t> of(const TouchedMemory& touched) const;
  // `segment` touches these leaves.
  void touch(const TouchedMemory& touched, uint32_t segment);
  // These marks in the place of those here of the same leaves.
  void merge(const LeafMarks& later);

 private:
  std::vector<LeafMark> marks_;
};

}  // namespace zkmem
