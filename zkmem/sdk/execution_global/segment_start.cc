#include "zkmem/sdk/execution_global/segment_start.h"

#include <algorithm>
#include <utility>

#include "zkmem/base/byte_cursor.h"
#include "zkmem/memory/offline/image_reader.h"
#include "zkmem/rv32im/opcode.h"
#include "zkmem/sdk/execution/segment_start.h"

namespace zkmem {
namespace {

// The leaves that a segment needs: what it touches, and the registers, which a phantom instruction looks at
// without an access.
std::vector<std::pair<uint32_t, uint32_t>> needed_leaves(const MemoryConfig& config,
                                                         const TouchedMemory& touched) {
  std::vector<std::pair<uint32_t, uint32_t>> places;
  places.reserve(touched.size());
  for (const TouchedLeaf& leaf : touched) places.emplace_back(leaf.address_space, leaf.label);
  const uint64_t registers = config.spaces[rv32im::kRegisterSpace].num_cells;
  for (uint32_t label = 0; uint64_t{label} * kLeafCells < registers; ++label)
    places.emplace_back(rv32im::kRegisterSpace, label);
  std::ranges::sort(places);
  places.erase(std::ranges::unique(places).begin(), places.end());
  return places;
}

}  // namespace

Status put_leaves(const LeafFile& leaves, CellImage& memory) {
  ImageReader reader(leaves.image);
  for (const LeafMark& mark : leaves.marks.all()) {
    std::array<uint32_t, kLeafCells> cells{};
    reader.read(mark.address_space, mark.label * kLeafCells, cells);
    for (uint32_t i = 0; i < kLeafCells; ++i) {
      const Address at{mark.address_space, mark.label * kLeafCells + i};
      if (memory.get(at) == cells[i]) continue;
      if (const auto set = memory.set(at, cells[i]); !set.ok()) return set.error().to_error();
    }
  }
  return {};
}

std::vector<uint8_t> encode_global_start(const MemoryConfig& config, const MachineState& state,
                                         const TouchedMemory& touched, const LeafMarks& marks) {
  std::vector<LeafMark> needed;
  const auto all = marks.all();
  const auto place_of = [](const LeafMark& mark) { return std::pair(mark.address_space, mark.label); };
  auto mark = all.begin();
  for (const auto& place : needed_leaves(config, touched)) {
    while (mark != all.end() && place_of(*mark) < place) ++mark;
    if (mark != all.end() && place_of(*mark) == place) needed.push_back(*mark);
  }
  const std::vector<uint8_t> leaves =
      encode_leaf_file(config, leaves_of(config, LeafMarks(std::move(needed)), state.image));
  ByteWriter out;
  out.write_u64(leaves.size());
  out.write_bytes(leaves);
  out.write_bytes(encode_segment_start(state, state.image));
  return std::move(out).take();
}

Result<GlobalStart> decode_global_start(const MemoryConfig& config, std::span<const uint8_t> bytes,
                                        uint32_t segments, CellImage image,
                                        const std::vector<FileBytes>& items) {
  ByteCursor in(bytes);
  const auto leaf_bytes = in.bytes(in.u64("leaves' length"), "leaves");
  const auto state_bytes = in.bytes(in.remaining(), "state");
  if (in.failed()) return in.error();
  ZKMEM_ASSIGN_OR_RETURN(LeafFile leaves, decode_leaf_file(config, leaf_bytes, segments));
  ZKMEM_RETURN_IF_ERROR(put_leaves(leaves, image));
  ZKMEM_ASSIGN_OR_RETURN(MachineState state, decode_segment_start(state_bytes, std::move(image), items));
  return GlobalStart{std::move(state), std::move(leaves.marks)};
}

}  // namespace zkmem
