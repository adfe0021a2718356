#include "zkmem/sdk/memory_global/leaf_file.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "zkmem/base/bytes.h"
#include "zkmem/base/check.h"
#include "zkmem/field/babybear.h"
#include "zkmem/memory/offline/image_reader.h"
#include "zkmem/sdk/page_delta.h"
#include "zkmem/store/page_table.h"

namespace zkmem {
namespace {

constexpr size_t kLeafBytes = 16;  // space, label, segment, flags
constexpr uint32_t kGivenFlag = 1;
constexpr uint32_t kRevealedFlag = 2;

uint32_t flags_of(const EndLeaf& leaf) {
  return (leaf.given ? kGivenFlag : 0) | (leaf.revealed ? kRevealedFlag : 0);
}

std::vector<uint8_t> encode(const MemoryConfig& config, std::span<const EndLeaf> leaves,
                            const CellImage& image) {
  ByteWriter list;
  for (const EndLeaf& leaf : leaves) {
    for (const uint32_t word : {leaf.address_space, leaf.label, leaf.last, flags_of(leaf)})
      list.write_u32(word);
  }
  const std::vector<uint8_t> frame = compress_bytes(list.bytes());
  ByteWriter out;
  out.write_u32(static_cast<uint32_t>(leaves.size()));
  out.write_u32(static_cast<uint32_t>(frame.size()));
  out.write_bytes(frame);
  out.write_bytes(encode_page_delta(CellImage(config, BabyBear::kModulus), image));
  return std::move(out).take();
}

// Of leaves that segments `first` … `segments` left last, and that may have these flags.
struct Wanted {
  uint32_t first = 0;
  uint32_t segments = 0;
  uint32_t flags = 0;
};

Result<std::vector<EndLeaf>> read_leaves(const MemoryConfig& config, ByteReader& in, const Wanted& wanted) {
  uint32_t count = 0;
  uint32_t size = 0;
  std::span<const uint8_t> frame;
  if (!in.read_u32(count) || !in.read_u32(size) || !in.read_bytes(size, frame))
    return bad_input("the list of leaves is cut short");
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> list, decompress_bytes(frame, kLeafBytes * count));
  std::vector<EndLeaf> leaves(count);
  ByteReader words(list);
  for (size_t i = 0; i < leaves.size(); ++i) {
    EndLeaf& leaf = leaves[i];
    uint32_t flags = 0;
    ZKMEM_CHECK(words.read_u32(leaf.address_space) && words.read_u32(leaf.label) &&
                words.read_u32(leaf.last) && words.read_u32(flags));
    leaf.given = (flags & kGivenFlag) != 0;
    leaf.revealed = (flags & kRevealedFlag) != 0;
    const auto wrong = [&](const char* what) {
      return bad_input(
          fmt::format("leaf {} of {}, {}:{}: {}", i, count, leaf.address_space, leaf.label, what));
    };
    if (!config.has_space(leaf.address_space) ||
        uint64_t{leaf.label} * kLeafCells >= config.spaces[leaf.address_space].num_cells)
      return wrong("there is no such leaf");
    if (leaf.last < wanted.first || leaf.last > wanted.segments)
      return wrong("no segment before has that number");
    if ((flags & ~wanted.flags) != 0) return wrong("it has flags that there are not");
    if (i > 0 && std::pair(leaves[i - 1].address_space, leaves[i - 1].label) >=
                     std::pair(leaf.address_space, leaf.label))
      return wrong("it does not ascend");
  }
  return leaves;
}

// Into an image that is zero there.
void put_leaf(CellImage& image, uint32_t space, uint32_t label,
              const std::array<uint32_t, kLeafCells>& cells) {
  for (uint32_t i = 0; i < kLeafCells; ++i) {
    if (cells[i] == 0) continue;
    ZKMEM_CHECK(image.set({space, label * kLeafCells + i}, cells[i]).ok());
  }
}

Result<EndFile> decode(const MemoryConfig& config, std::span<const uint8_t> bytes, const Wanted& wanted) {
  ByteReader in(bytes);
  ZKMEM_ASSIGN_OR_RETURN(std::vector<EndLeaf> leaves, read_leaves(config, in, wanted));
  CellImage image(config, BabyBear::kModulus);
  ZKMEM_RETURN_IF_ERROR(apply_page_delta(bytes.subspan(in.offset()), image));
  return EndFile{std::move(leaves), std::move(image)};
}

}  // namespace

std::vector<uint8_t> encode_leaf_file(const MemoryConfig& config, const LeafFile& file) {
  return encode(config, end_leaves(file.marks, {}, {}), file.image);
}

Result<LeafFile> decode_leaf_file(const MemoryConfig& config, std::span<const uint8_t> bytes,
                                  uint32_t segments) {
  ZKMEM_ASSIGN_OR_RETURN(EndFile file, decode(config, bytes, {1, segments, 0}));
  std::vector<LeafMark> marks;
  marks.reserve(file.leaves.size());
  for (const EndLeaf& leaf : file.leaves) marks.push_back({leaf.address_space, leaf.label, leaf.last});
  return LeafFile{LeafMarks(std::move(marks)), std::move(file.image)};
}

std::vector<uint8_t> encode_end_file(const MemoryConfig& config, const EndFile& file) {
  return encode(config, file.leaves, file.image);
}

Result<EndFile> decode_end_file(const MemoryConfig& config, std::span<const uint8_t> bytes,
                                uint32_t segments) {
  return decode(config, bytes, {0, segments, kGivenFlag | kRevealedFlag});
}

LeafFile leaves_of(const MemoryConfig& config, LeafMarks marks, const CellImage& memory) {
  CellImage image(config, BabyBear::kModulus);
  ImageReader reader(memory);
  for (const LeafMark& mark : marks.all()) {
    std::array<uint32_t, kLeafCells> cells{};
    reader.read(mark.address_space, mark.label * kLeafCells, cells);
    put_leaf(image, mark.address_space, mark.label, cells);
  }
  return {std::move(marks), std::move(image)};
}

LeafFile start_of_segment(const MemoryConfig& config, const TouchedMemory& touched, const LeafMarks& marks) {
  const std::vector<uint32_t> from = marks.of(touched);
  std::vector<LeafMark> of_segment;
  CellImage image(config, BabyBear::kModulus);
  for (size_t i = 0; i < touched.size(); ++i) {
    const TouchedLeaf& leaf = touched[i];
    if (from[i] != 0) of_segment.push_back({leaf.address_space, leaf.label, from[i]});
    put_leaf(image, leaf.address_space, leaf.label, leaf.initial);
  }
  return {LeafMarks(std::move(of_segment)), std::move(image)};
}

}  // namespace zkmem
