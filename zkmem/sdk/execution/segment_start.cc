#include "zkmem/sdk/execution/segment_start.h"

#include <fmt/format.h>

#include "zkmem/base/bytes.h"
#include "zkmem/sdk/page_delta.h"

namespace zkmem {

std::vector<uint8_t> encode_segment_start(const MachineState& state, const CellImage& before) {
  ZKMEM_CHECK(state.at_segment_start());
  ByteWriter out;
  out.write_u32(state.pc);
  out.write_u64(state.instructions);
  out.write_u64(state.streams.items_taken());
  out.write_u64(state.streams.random_position());
  out.write_u64(state.streams.hint_position());
  out.write_u64(state.streams.hint().size());
  out.write_bytes(state.streams.hint());
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
  std::span<const uint8_t> hint;
  std::span<const uint8_t> pages;
};

Result<StartFields> read_fields(std::span<const uint8_t> bytes) {
  ByteReader in(bytes);
  StartFields start;
  uint64_t hint_size = 0;
  if (!in.read_u32(start.pc) || !in.read_u64(start.instructions) || !in.read_u64(start.items_taken) ||
      !in.read_u64(start.random_position) || !in.read_u64(start.hint_position) || !in.read_u64(hint_size) ||
      hint_size > in.remaining() || !in.read_bytes(hint_size, start.hint) ||
      !in.read_bytes(in.remaining(), start.pages)) {
    return bad_input(fmt::format("at byte {}: the machine's state is cut short", in.offset()));
  }
  return start;
}

}  // namespace

Result<MachineState> decode_segment_start(std::span<const uint8_t> bytes, CellImage before,
                                          const std::vector<Bytes>& items) {
  ZKMEM_ASSIGN_OR_RETURN(const StartFields start, read_fields(bytes));
  MachineState state(std::move(before));
  state.pc = start.pc;
  state.instructions = start.instructions;
  auto streams = Streams::restore(items, start.items_taken, Bytes(start.hint.begin(), start.hint.end()),
                                  start.hint_position, start.random_position);
  if (!streams) {
    return bad_input(fmt::format("{} items taken of {}, hint position {} of {}", start.items_taken,
                                 items.size(), start.hint_position, start.hint.size()));
  }
  state.streams = std::move(*streams);
  ZKMEM_RETURN_IF_ERROR(apply_page_delta(start.pages, state.image));
  return state;
}

Status apply_segment_start(std::span<const uint8_t> bytes, CellImage& image) {
  ZKMEM_ASSIGN_OR_RETURN(const StartFields start, read_fields(bytes));
  return apply_page_delta(start.pages, image);
}

}  // namespace zkmem
