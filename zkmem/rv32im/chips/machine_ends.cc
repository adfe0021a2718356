#include "zkmem/rv32im/chips/machine_ends.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "zkmem/memory/chips/ledger/columns.h"
#include "zkmem/primitives/range_counts.h"
#include "zkmem/primitives/variable_range_checker_air.h"
#include "zkmem/rv32im/chips/machine.h"

namespace zkmem::rv32im {
namespace {

// A ledger chip's place in the buffer, its common main before its cached part.
struct Chip {
  size_t air = 0;
  size_t used = 0;
  size_t common_width = 0;
  size_t cached_width = 0;
  size_t height() const { return std::bit_ceil(std::max<size_t>(used, 1)); }
  TraceView common;
  TraceView cached;
};

template <template <class> class Common, template <class> class Cached>
Chip chip_of(MachineAir air, size_t used) {
  return {air, used, kColumnCount<Common>, kColumnCount<Cached>, {}, {}};
}

AirTraces traces_of(const Chip& chip, const LedgerChallenge& challenge, const Ext4& sum) {
  AirTraces traces;
  traces.air = chip.air;
  traces.cached_mains.push_back(chip.cached);
  traces.common_main = chip.common;
  traces.public_values = ledger_public_values(challenge, sum);
  return traces;
}

}  // namespace

MachineEnds make_machine_ends(const Context& context, std::span<const LedgerToken> start,
                              std::span<const EndLeaf> leaves, const CellImage& end,
                              const LedgerChallenge& challenge, TraceBuffer buffer) {
  MachineEnds made;
  made.buffer = std::move(buffer);
  RangeCounts counts(kRangeMaxBits);
  Chip ends = chip_of<LedgerEndsColumns, EndTokenColumns>(kAirLedgerEnds, leaves.size());
  Chip image = chip_of<StartImageColumns, ImageTokenColumns>(kAirStartImage, start.size());
  const size_t range_width = kColumnCount<VariableRangeCheckerColumns>;
  size_t room = TraceBuffer::room_for(counts.height(), range_width);
  for (const Chip* chip : {&ends, &image}) {
    room += TraceBuffer::room_for(chip->height(), chip->common_width) +
            TraceBuffer::room_for(chip->height(), chip->cached_width);
  }
  made.buffer.start(room);
  const auto take = [&](size_t height, size_t width, size_t used) {
    const TraceView taken = made.buffer.take(height, width);
    made.buffer.clear_padding(context, taken, used);
    return taken;
  };
  // Common mains by height, descending.
  const TraceView range = take(counts.height(), range_width, counts.height());
  for (Chip* chip : {&ends, &image}) chip->common = take(chip->height(), chip->common_width, chip->used);
  for (Chip* chip : {&ends, &image}) chip->cached = take(chip->height(), chip->cached_width, chip->used);

  const LedgerEndsFill ends_fill{leaves, end, kMachineLedgerBits};
  ends_fill.fill_cached(context, ends.cached);
  const Ext4 ends_sum = ends_fill.fill_common(context, challenge, counts, ends.common);
  const StartImageFill image_fill{start};
  image_fill.fill_cached(context, image.cached);
  const Ext4 image_sum = image_fill.fill_common(context, challenge, image.common);
  fill_variable_range_checker(context, counts, range);

  AirTraces range_traces;
  range_traces.air = kAirRangeChecker;
  range_traces.common_main = range;
  AirTraces ends_traces = traces_of(ends, challenge, ends_sum);
  const auto places = ends_fill.places();
  ends_traces.public_values.insert(ends_traces.public_values.end(), places.begin(), places.end());
  made.traces = {std::move(ends_traces), traces_of(image, challenge, image_sum), std::move(range_traces)};
  return made;
}

std::vector<EndLeaf> run_leaves(std::span<const LedgerToken> start, const LeafMarks& touched,
                                std::span<const LedgerToken> revealed) {
  std::vector<LeafMark> image;
  for (const LedgerToken& token : start) image.push_back({token.address_space, token.leaf_label, 0});
  LeafMarks all(std::move(image));
  all.merge(touched);
  return end_leaves(all, {}, revealed);
}

}  // namespace zkmem::rv32im
