// The slots of a constraint program for one tile of points, on one thread.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "zkmem/prover/buffer.h"
#include "zkmem/prover/point_program.h"
#include "zkmem/prover/program_kernels.h"

namespace zkmem {

class ProgramTile {
 public:
  // Points a tile should have so that its slots stay in the second-level cache. `planes`: 1 base, 4
  // extension.
  static size_t points_for(size_t num_slots, size_t planes) {
    size_t points = kMaxPoints;
    while (points > program_kernels::kPointGroup && num_slots * planes * points > kCacheWords) points /= 2;
    return points;
  }
  // The most words that a tile of at most so many slots has.
  static size_t most_words(size_t num_slots, size_t planes) {
    return std::min(num_slots * planes * kMaxPoints,
                    std::max(kCacheWords, num_slots * planes * program_kernels::kPointGroup));
  }

  ProgramTile(WorkMemory& memory, const PointProgram& program, size_t points, size_t planes)
      : words_(points * planes),
        cells_(memory, program.num_slots() * words_),
        pointers_(program.num_slots()) {
    for (size_t i = 0; i < pointers_.size(); ++i) pointers_[i] = own(i);
  }

  BabyBear* own(size_t slot) { return cells_.data() + slot * words_; }
  // An input read where it lies; programs never write their inputs.
  void bind(size_t slot, const BabyBear* cells) { pointers_[slot] = const_cast<BabyBear*>(cells); }
  std::span<BabyBear* const> pointers() const { return pointers_; }
  const BabyBear* output(const PointProgram::Output& output) const { return pointers_[output.slot]; }

 private:
  static constexpr size_t kMaxPoints = 128;
  static constexpr size_t kCacheWords = size_t{1} << 16;

  size_t words_;
  Buffer<BabyBear> cells_;
  std::vector<BabyBear*> pointers_;
};

}  // namespace zkmem
