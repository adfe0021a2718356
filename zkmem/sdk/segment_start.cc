#include "zkmem/sdk/segment_start.h"

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

Result<MachineState> decode_segment_start(std::span<const uint8_t> bytes, CellImage before,
                                          const std::vector<Bytes>& items) {
  ByteReader in(bytes);
  MachineState state(std::move(before));
  uint64_t items_taken = 0;
  uint64_t random_position = 0;
  uint64_t hint_position = 0;
  uint64_t hint_size = 0;
  std::span<const uint8_t> hint;
  std::span<const uint8_t> delta;
  if (!in.read_u32(state.pc) || !in.read_u64(state.instructions) || !in.read_u64(items_taken) ||
      !in.read_u64(random_position) || !in.read_u64(hint_position) || !in.read_u64(hint_size) ||
      hint_size > in.remaining() || !in.read_bytes(hint_size, hint) ||
      !in.read_bytes(in.remaining(), delta)) {
    return bad_input(fmt::format("at byte {}: the machine's state is cut short", in.offset()));
  }
  auto streams =
      Streams::restore(items, items_taken, Bytes(hint.begin(), hint.end()), hint_position, random_position);
  if (!streams) {
    return bad_input(fmt::format("{} items taken of {}, hint position {} of {}", items_taken, items.size(),
                                 hint_position, hint_size));
  }
  state.streams = std::move(*streams);
  ZKMEM_RETURN_IF_ERROR(apply_page_delta(delta, state.image));
  return state;
}

}  // namespace zkmem
