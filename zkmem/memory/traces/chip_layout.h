// The traces of several chips in one buffer, as they are committed: common mains by descending height, then
// AIR, then the cached mains. First which chips there are and how high, then their places, then their cells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "zkmem/air/air.h"
#include "zkmem/air/proving_input.h"
#include "zkmem/base/context.h"
#include "zkmem/field/matrix.h"
#include "zkmem/memory/traces/trace_buffer.h"

namespace zkmem {

// log2 of the height of a trace with so many rows in use.
uint32_t log2_of_rows(size_t used_rows);

// Views into `buffer`.
struct BufferedTraces {
  ProvingInput traces;
  TraceBuffer buffer;
};

class ChipLayout {
 public:
  ChipLayout(const Context& context, TraceBuffer buffer) : context_(context), buffer_(std::move(buffer)) {}

  // A chip by its AIR's place in the key; it has at most one cached main. Rows beyond those in use are zero.
  void add(size_t air, const AirWidths& widths, size_t used_rows);
  // Takes their places, and leaves room for `more` cells.
  void start(size_t more = 0);
  // Another chip, in the room that was left for it, behind all others; it is to be filled to its last row.
  TraceView add_last(size_t air, const AirWidths& widths, size_t used_rows);

  TraceView common(size_t air) const { return find(air).common; }
  TraceView cached(size_t air) const { return find(air).cached; }
  std::vector<BabyBear>& public_values(size_t air) { return find(air).public_values; }

  BufferedTraces finish() &&;

 private:
  struct Chip {
    size_t air = 0;
    AirWidths widths;
    size_t used_rows = 0;
    size_t height = 0;
    TraceView common;
    TraceView cached;
    std::vector<BabyBear> public_values;
  };

  TraceView take(const Chip& chip, size_t width);
  const Chip& find(size_t air) const;
  Chip& find(size_t air);

  const Context& context_;
  TraceBuffer buffer_;
  std::vector<Chip> chips_;
};

}  // namespace zkmem
