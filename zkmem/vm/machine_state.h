// A run between two instructions: everything that decides what happens next and what is reported at the end.
// It is what a suspended run is saved as (docs/spec/savestate.md) and what a segment's proof starts from.
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "zkmem/memory/model/memory_image.h"
#include "zkmem/vm/streams.h"

namespace zkmem {

// Accesses by address space: registers, memory, public values (index = space; 0 stays 0).
using AccessCounts = std::array<uint64_t, 4>;

struct MachineState {
  explicit MachineState(CellImage memory) : image(std::move(memory)) {}

  uint32_t pc = 0;
  uint32_t clock = 1;                  // of the segment
  uint64_t instructions = 0;           // of the whole run
  uint64_t segment_instructions = 0;   // of the segment
  AccessCounts accesses{};             // of the whole run
  AccessCounts segment_accesses{};     // of those, the segment's
  std::vector<uint32_t> segment_ends;  // end timestamps of the segments before
  Streams streams;
  Bytes output;                    // printed so far, if kept
  std::set<PageId> touched_pages;  // of the whole run
  CellImage image;

  bool at_segment_start() const { return segment_instructions == 0 && clock == 1; }
};

}  // namespace zkmem
