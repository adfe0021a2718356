// What a work folder's files hold behind their checksums, by the first byte: pages, a segment's start, one of
// global memory, its leaves, those of a run's end. In half of the kinds the rest of the input is not the file
// but what its zstd frames hold, which the target compresses: bytes alone seldom make a frame. What is read
// is written as what reads as the same.
#include <array>
#include <cstddef>
#include <cstdint>

#include "fuzz/text_of.h"
#include "zkmem/base/bytes.h"
#include "zkmem/field/babybear.h"
#include "zkmem/sdk/execution/segment_start.h"
#include "zkmem/sdk/execution_global/segment_start.h"
#include "zkmem/sdk/memory_global/leaf_file.h"
#include "zkmem/sdk/page_delta.h"
#include "zkmem/store/page_table.h"

namespace {

using namespace zkmem;  // NOLINT(google-build-using-namespace): a program of one file

constexpr uint32_t kSegments = 3;

// Bytes, half words and field cells; a space that is smaller than a page.
const MemoryConfig& config() {
  static const MemoryConfig made = [] {
    MemoryConfig config = MemoryConfig::hybrid_default();
    config.pointer_max_bits = 14;
    config.spaces = {AddressSpaceConfig{},
                     {CellType::kU8, 128, 4, Permissions::kReadWrite, "registers"},
                     {CellType::kU8, 16384, 4, Permissions::kReadWrite, "memory"},
                     {CellType::kU16, 512, 1, Permissions::kReadWrite, "half words"},
                     {CellType::kField, 8192, 1, Permissions::kReadWrite, "field"}};
    ZKMEM_CHECK(config.validate().ok());
    return config;
  }();
  return made;
}

CellImage empty_image() { return CellImage(config(), BabyBear::kModulus); }

// Takes space, page, how many bytes are given and these bytes, as long as there are any. A page is filled up
// with zeros.
std::vector<uint8_t> framed_pages(ByteReader& in) {
  ByteWriter pages;
  uint32_t count = 0;
  uint8_t space = 0;
  uint8_t page = 0;
  uint16_t given = 0;
  while (count < 8 && in.read_u8(space) && in.read_u8(page) && in.read_u16(given)) {
    std::span<const uint8_t> cells;
    if (!in.read_bytes(std::min<size_t>(given & 0x1fff, in.remaining()), cells)) break;
    std::vector<uint8_t> content(cells.begin(), cells.end());
    constexpr size_t kWidths[] = {1, 1, 1, 2, 4};
    if ((given & 0x8000) == 0) content.resize(kPageCells * kWidths[space % 5]);
    const std::vector<uint8_t> frame = compress_bytes(content);
    pages.write_u32(space);
    pages.write_u32(page);
    pages.write_u32(static_cast<uint32_t>(frame.size()));
    pages.write_bytes(frame);
    ++count;
  }
  ByteWriter out;
  out.write_u32(count);
  out.write_bytes(pages.bytes());
  return std::move(out).take();
}

// Takes a byte that says how many leaves, and four words for each.
std::vector<uint8_t> framed_leaves(ByteReader& in) {
  uint8_t count = 0;
  std::span<const uint8_t> list;
  if (!in.read_u8(count) || !in.read_bytes(std::min<size_t>(size_t{16} * count, in.remaining()), list))
    return {};
  const std::vector<uint8_t> frame = compress_bytes(list);
  ByteWriter out;
  out.write_u32(static_cast<uint32_t>(list.size() / 16));
  out.write_u32(static_cast<uint32_t>(frame.size()));
  out.write_bytes(frame);
  out.write_bytes(framed_pages(in));
  return std::move(out).take();
}

std::vector<uint8_t> rest_of(ByteReader& in) {
  std::span<const uint8_t> rest;
  ZKMEM_CHECK(in.read_bytes(in.remaining(), rest));
  return {rest.begin(), rest.end()};
}

// Takes a machine's start: its numbers as they are, one byte that says how many a hint has unless it is an
// item, these, then pages.
std::vector<uint8_t> with_pages(ByteReader& in) {
  constexpr size_t kNumbers = 37;  // the last one: whether the hint is an item
  std::span<const uint8_t> head;
  if (!in.read_bytes(std::min(kNumbers, in.remaining()), head)) return {};
  ByteWriter out;
  out.write_bytes(head);
  if (head.size() == kNumbers && head.back() == 0) {
    uint8_t given = 0;
    std::span<const uint8_t> hint;
    if (!in.read_u8(given) || !in.read_bytes(std::min<size_t>(given, in.remaining()), hint)) return {};
    out.write_u64(hint.size());
    out.write_bytes(hint);
  }
  out.write_bytes(framed_pages(in));
  return std::move(out).take();
}

void read_pages(std::span<const uint8_t> bytes) {
  CellImage image = empty_image();
  if (!apply_page_delta(bytes, image).ok()) return;
  CellImage again = empty_image();
  ZKMEM_CHECK(apply_page_delta(encode_page_delta(again, image), again).ok() && again == image);
  // From the last one back, a page is taken once.
  PageSet newer;
  CellImage once = empty_image();
  ZKMEM_CHECK(apply_page_delta(bytes, once, &newer).ok());
  for (const PageId page : image.pages()) ZKMEM_CHECK(newer.contains(page));
  // And back: what is not there any more is written as zeros.
  ZKMEM_CHECK(apply_page_delta(encode_page_delta(image, empty_image()), again).ok() &&
              again == empty_image());
}

void read_start(std::span<const uint8_t> bytes) {
  const std::vector<Bytes> items = {{1, 2, 3, 4, 5}, {}};
  const auto state = decode_segment_start(bytes, empty_image(), items);
  CellImage image = empty_image();
  const bool applies = apply_segment_start(bytes, image).ok();
  if (!state.ok()) return;
  ZKMEM_CHECK(applies && image == state->image);
  const auto again = decode_segment_start(encode_segment_start(*state, empty_image()), empty_image(), items);
  ZKMEM_CHECK(again.ok() && again->pc == state->pc && again->image == state->image);
}

void read_leaves(std::span<const uint8_t> bytes) {
  if (const auto file = decode_leaf_file(config(), bytes, kSegments); file.ok()) {
    const auto again = decode_leaf_file(config(), encode_leaf_file(config(), *file), kSegments);
    ZKMEM_CHECK(again.ok() && again->image == file->image &&
                again->marks.all().size() == file->marks.all().size());
    CellImage memory = empty_image();
    ZKMEM_CHECK(put_leaves(*file, memory).ok());
  }
  if (const auto file = decode_end_file(config(), bytes, kSegments); file.ok()) {
    const auto again = decode_end_file(config(), encode_end_file(config(), *file), kSegments);
    ZKMEM_CHECK(again.ok() && again->image == file->image && again->leaves.size() == file->leaves.size());
  }
}

// Of the leaves that it marks, and the registers: what is written of it reads as the same.
void read_global_start(std::span<const uint8_t> bytes) {
  const std::vector<FileBytes> items = {{1, 2, 3, 4, 5}, {}};
  const auto start = decode_global_start(config(), bytes, kSegments, empty_image(), items);
  if (!start.ok()) return;
  const CellImage& image = start->state.image;
  TouchedMemory touched;
  for (const LeafMark& mark : start->marks.all()) {
    TouchedLeaf& leaf = touched.emplace_back();
    leaf.address_space = mark.address_space;
    leaf.label = mark.label;
    for (uint32_t i = 0; i < kLeafCells; ++i)
      leaf.initial[i] = image.get({mark.address_space, mark.label * kLeafCells + i});
  }
  // Two ways to the leaves of a start: from what the segment touches, and from the memory.
  const LeafFile leaves = start_of_segment(config(), touched, start->marks);
  ZKMEM_CHECK(std::ranges::equal(leaves.marks.all(), start->marks.all()) &&
              leaves.image == leaves_of(config(), start->marks, image).image);
  const auto written = encode_global_start(config(), start->state, touched, start->marks);
  // Begun from the same memory: a start has the leaves that it marks, and no others.
  const auto again = decode_global_start(config(), written, kSegments, image, items);
  ZKMEM_CHECK(again.ok() && std::ranges::equal(again->marks.all(), start->marks.all()));
  ZKMEM_CHECK(again->state.pc == start->state.pc && again->state.image == image);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  ByteReader in(std::span(data + 1, size - 1));
  switch (data[0] % 9) {
    case 0:
      read_pages(rest_of(in));
      break;
    case 1:
      read_pages(framed_pages(in));
      break;
    case 2:
      read_start(rest_of(in));
      break;
    case 3:
      read_start(with_pages(in));
      break;
    case 4:
      read_leaves(rest_of(in));
      break;
    case 5:
      read_leaves(framed_leaves(in));
      break;
    case 6:
      read_global_start(rest_of(in));
      break;
    case 7: {  // as many bytes for its leaves as the first says, the rest for the machine
      uint8_t given = 0;
      std::span<const uint8_t> of_leaves;
      if (!in.read_u8(given) || !in.read_bytes(std::min<size_t>(given, in.remaining()), of_leaves)) break;
      ByteReader leaves_in(of_leaves);
      const std::vector<uint8_t> leaves = framed_leaves(leaves_in);
      ByteWriter file;
      file.write_u64(leaves.size());
      file.write_bytes(leaves);
      file.write_bytes(with_pages(in));
      read_global_start(file.bytes());
      break;
    }
    default:
      if (const auto table = decode_page_table(rest_of(in)); table.ok()) {
        fuzz::expect_equal(encode_page_table(*table), {data + 1, size - 1});
        // A digest stands behind its page's place.
        if (!table->empty()) fuzz::expect_equal(digest_bytes(table->begin()->second), {data + 9, 32});
      }
      break;
  }
  return 0;
}
