#include "zkmem/sdk/execution/segment_start.h"

#include <fmt/format.h>

#include "zkmem/base/byte_cursor.h"

namespace zkmem {

std::vector<uint8_t> encode_segment_start(const MachineState& state, const CellImage& before) {
  ZKMEM_CHECK(state.at_segment_start());
  ByteWriter out;
  out.write_u32(state.pc);
  out.write_u64(state.instructions);
  out.write_u64(state.streams.items_taken());
  out.write_u64(state.streams.random_position());
  out.write_u64(state.streams.hint_position());
  // Not the bytes of an item, which whoever reads this has: each start would hold the whole item.
  const Streams& streams = state.streams;
  out.write_u8(streams.hint_is_item() ? 1 : 0);
  if (!streams.hint_is_item()) {
    out.write_u64(streams.hint().size());
    out.write_bytes(streams.hint());
  }
  out.write_bytes(encode_page_delta(before, state.image));
  return std::move(out).take();
}

namespace {

// The fields of a start as they stand in its bytes.
struct StartFields {
  uint32_t pc = 0;
  uint64_t instructions = 0;
  uint64_t items_taken = 0;
  uint64_t random_position = 0;
  uint64_t hint_position = 0;
  bool hint_is_item = false;  // the last one taken
  std::span<const uint8_t> hint;
  std::span<const uint8_t> pages;
};

Result<StartFields> read_fields(std::span<const uint8_t> bytes) {
  ByteCursor in(bytes);
  StartFields start;
  start.pc = in.u32("pc");
  start.instructions = in.u64("instructions");
  start.items_taken = in.u64("items taken");
  start.random_position = in.u64("random position");
  start.hint_position = in.u64("hint position");
  start.hint_is_item = in.flag("hint is an item");
  if (!start.hint_is_item) start.hint = in.bytes(in.u64("hint's length"), "hint");
  start.pages = in.bytes(in.remaining(), "pages");
  if (in.failed()) return in.error();
  return start;
}

// An item in the hint stream is behind its length, and made up to words.
size_t hint_size(const StartFields& start, const std::vector<Bytes>& items) {
  return start.hint_is_item ? 4 + (items[start.items_taken - 1].size() + 3) / 4 * 4 : start.hint.size();
}

}  // namespace

Result<MachineState> decode_segment_start(std::span<const uint8_t> bytes, CellImage before,
                                          const std::vector<Bytes>& items, PageSet* newer) {
  ZKMEM_ASSIGN_OR_RETURN(const StartFields start, read_fields(bytes));
  MachineState state(std::move(before));
  state.pc = start.pc;
  state.instructions = start.instructions;
  if (start.hint_is_item && (start.items_taken == 0 || start.items_taken > items.size()))
    return bad_input(fmt::format("the hint is item {} of {}", start.items_taken, items.size()));
  auto streams =
      start.hint_is_item
          ? Streams::restore_item(items, start.items_taken, start.hint_position, start.random_position)
          : Streams::restore(items, start.items_taken, Bytes(start.hint.begin(), start.hint.end()),
                             start.hint_position, start.random_position);
  if (!streams) {
    return bad_input(fmt::format("{} items taken of {}, hint position {} of {}", start.items_taken,
                                 items.size(), start.hint_position, hint_size(start, items)));
  }
  state.streams = std::move(*streams);
  ZKMEM_RETURN_IF_ERROR(apply_page_delta(start.pages, state.image, newer));
  return state;
}

Status apply_segment_start(std::span<const uint8_t> bytes, CellImage& image, PageSet* newer) {
  ZKMEM_ASSIGN_OR_RETURN(const StartFields start, read_fields(bytes));
  return apply_page_delta(start.pages, image, newer);
}

}  // namespace zkmem
