#include "zkmem/sdk/memory_global/leaf_file.h"

#include <utility>

#include <fmt/format.h>

#include "zkmem/base/bytes.h"
#include "zkmem/base/check.h"
#include "zkmem/field/babybear.h"
#include "zkmem/sdk/page_delta.h"
#include "zkmem/store/page_table.h"

namespace zkmem {
namespace {

constexpr size_t kMarkBytes = 12;

Result<LeafMarks> read_marks(const MemoryConfig& config, ByteReader& in, uint32_t segments) {
  uint32_t count = 0;
  uint32_t size = 0;
  std::span<const uint8_t> frame;
  if (!in.read_u32(count) || !in.read_u32(size) || !in.read_bytes(size, frame))
    return bad_input("the list of leaves is cut short");
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> list, decompress_bytes(frame, kMarkBytes * count));
  std::vector<LeafMark> marks(count);
  ByteReader words(list);
  for (size_t i = 0; i < marks.size(); ++i) {
    LeafMark& mark = marks[i];
    ZKMEM_CHECK(words.read_u32(mark.address_space) && words.read_u32(mark.label) &&
                words.read_u32(mark.segment));
    const auto wrong = [&](const char* what) {
      return bad_input(
          fmt::format("leaf {} of {}, {}:{}: {}", i, count, mark.address_space, mark.label, what));
    };
    if (!config.has_space(mark.address_space) ||
        uint64_t{mark.label} * kLeafCells >= config.spaces[mark.address_space].num_cells)
      return wrong("there is no such leaf");
    if (mark.segment == 0 || mark.segment > segments) return wrong("no segment before has that number");
    if (i > 0 && std::pair(marks[i - 1].address_space, marks[i - 1].label) >=
                     std::pair(mark.address_space, mark.label))
      return wrong("it does not ascend");
  }
  return LeafMarks(std::move(marks));
}

}  // namespace

std::vector<uint8_t> encode_leaf_file(const MemoryConfig& config, const LeafFile& file) {
  ByteWriter list;
  for (const LeafMark& mark : file.marks.all()) {
    list.write_u32(mark.address_space);
    list.write_u32(mark.label);
    list.write_u32(mark.segment);
  }
  const std::vector<uint8_t> frame = compress_bytes(list.bytes());
  ByteWriter out;
  out.write_u32(static_cast<uint32_t>(file.marks.all().size()));
  out.write_u32(static_cast<uint32_t>(frame.size()));
  out.write_bytes(frame);
  out.write_bytes(encode_page_delta(CellImage(config, BabyBear::kModulus), file.image));
  return std::move(out).take();
}

Result<LeafFile> decode_leaf_file(const MemoryConfig& config, std::span<const uint8_t> bytes,
                                  uint32_t segments) {
  ByteReader in(bytes);
  ZKMEM_ASSIGN_OR_RETURN(LeafMarks marks, read_marks(config, in, segments));
  CellImage image(config, BabyBear::kModulus);
  ZKMEM_RETURN_IF_ERROR(apply_page_delta(bytes.subspan(in.offset()), image));
  return LeafFile{std::move(marks), std::move(image)};
}

LeafFile start_of_segment(const MemoryConfig& config, const TouchedMemory& touched, const LeafMarks& marks) {
  const std::vector<uint32_t> from = marks.of(touched);
  std::vector<LeafMark> of_segment;
  CellImage image(config, BabyBear::kModulus);
  for (size_t i = 0; i < touched.size(); ++i) {
    if (from[i] == 0) continue;
    const TouchedLeaf& leaf = touched[i];
    of_segment.push_back({leaf.address_space, leaf.label, from[i]});
    for (uint32_t k = 0; k < kLeafCells; ++k) {
      if (leaf.initial[k] == 0) continue;
      ZKMEM_CHECK(image.set({leaf.address_space, leaf.label * kLeafCells + k}, leaf.initial[k]).ok());
    }
  }
  return {LeafMarks(std::move(of_segment)), std::move(image)};
}

}  // namespace zkmem
