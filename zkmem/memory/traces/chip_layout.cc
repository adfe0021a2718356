#include "zkmem/memory/traces/chip_layout.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <utility>

#include "zkmem/base/check.h"

namespace zkmem {

uint32_t log2_of_rows(size_t used_rows) {
  return static_cast<uint32_t>(std::countr_zero(std::bit_ceil(std::max<size_t>(used_rows, 1))));
}

void ChipLayout::add(size_t air, const AirWidths& widths, size_t used_rows) {
  ZKMEM_CHECK(widths.cached_mains.size() <= 1);
  chips_.push_back({air, widths, used_rows, size_t{1} << log2_of_rows(used_rows), {}, {}, {}});
}

void ChipLayout::start(size_t more) {
  size_t cells = more;
  std::vector<Chip*> order;
  std::ranges::sort(chips_, {}, &Chip::air);
  for (Chip& chip : chips_) {
    order.push_back(&chip);
    cells += TraceBuffer::room_for(chip.height, chip.widths.common_main);
    for (const size_t width : chip.widths.cached_mains) cells += TraceBuffer::room_for(chip.height, width);
  }
  std::ranges::stable_sort(order, std::greater(), &Chip::height);
  buffer_.start(cells);
  for (Chip* chip : order) chip->common = take(*chip, chip->widths.common_main);
  for (Chip* chip : order)
    for (const size_t width : chip->widths.cached_mains) chip->cached = take(*chip, width);
}

TraceView ChipLayout::add_last(size_t air, const AirWidths& widths, size_t used_rows) {
  add(air, widths, used_rows);
  Chip& chip = chips_.back();
  chip.common = buffer_.take(chip.height, widths.common_main);
  return chip.common;
}

BufferedTraces ChipLayout::finish() && {
  std::ranges::sort(chips_, {}, &Chip::air);
  BufferedTraces made;
  for (Chip& chip : chips_) {
    AirTraces& traces = made.traces.emplace_back();
    traces.air = chip.air;
    if (chip.cached.width() != 0) traces.cached_mains.push_back(chip.cached);
    traces.common_main = chip.common;
    traces.public_values = std::move(chip.public_values);
  }
  made.buffer = std::move(buffer_);
  return made;
}

TraceView ChipLayout::take(const Chip& chip, size_t width) {
  const TraceView taken = buffer_.take(chip.height, width);
  buffer_.clear_padding(context_, taken, chip.used_rows);
  return taken;
}

const ChipLayout::Chip& ChipLayout::find(size_t air) const {
  const auto found = std::ranges::find(chips_, air, &Chip::air);
  ZKMEM_CHECK(found != chips_.end());
  return *found;
}

ChipLayout::Chip& ChipLayout::find(size_t air) {
  return const_cast<Chip&>(std::as_const(*this).find(air));  // NOLINT: this one is not const
}

}  // namespace zkmem
