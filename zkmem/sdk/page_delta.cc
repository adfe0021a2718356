#include "zkmem/sdk/page_delta.h"

#include <fmt/format.h>

#include "zkmem/base/bytes.h"
#include "zkmem/field/babybear.h"
#include "zkmem/store/page_table.h"

namespace zkmem {
namespace {

// Cells of a page as stored; zeros for a page that does not exist.
std::vector<uint8_t> page_cells(const CellImage& image, PageId id) {
  const std::span<const uint8_t> stored = image.page(id);
  if (!stored.empty()) return {stored.begin(), stored.end()};
  return std::vector<uint8_t>(size_t{kPageCells} * cell_bytes(image.cell_type(id.space)));
}

Status check_field_cells(PageId id, std::span<const uint8_t> cells) {
  ByteReader in(cells);
  uint32_t cell = 0;
  while (in.read_u32(cell)) {
    if (cell >= BabyBear::kModulus) {
      return bad_input(fmt::format("page {} of space {} holds {}, not below the modulus {}", id.page,
                                   id.space, cell, BabyBear::kModulus));
    }
  }
  return {};
}

}  // namespace

std::vector<uint8_t> encode_page_delta(const CellImage& before, const CellImage& after) {
  ByteWriter out;
  const std::vector<PageId> pages = CellImage::differing_pages(before, after);
  out.write_u32(static_cast<uint32_t>(pages.size()));
  for (const PageId id : pages) {
    const std::vector<uint8_t> frame = compress_bytes(page_cells(after, id));
    out.write_u32(id.space);
    out.write_u32(id.page);
    out.write_u32(static_cast<uint32_t>(frame.size()));
    out.write_bytes(frame);
  }
  return std::move(out).take();
}

Status apply_page_delta(std::span<const uint8_t> bytes, CellImage& image) {
  ByteReader in(bytes);
  uint32_t count = 0;
  if (!in.read_u32(count)) return bad_input("at byte 0: the number of pages is cut short");
  for (uint32_t i = 0; i < count; ++i) {
    const size_t offset = in.offset();
    PageId id;
    uint32_t size = 0;
    std::span<const uint8_t> frame;
    if (!in.read_u32(id.space) || !in.read_u32(id.page) || !in.read_u32(size) ||
        !in.read_bytes(size, frame)) {
      return bad_input(fmt::format("at byte {}: page {} of {} is cut short", offset, i, count));
    }
    if (id.space >= image.num_spaces() || uint64_t{id.page} * kPageCells >= image.num_cells(id.space)) {
      return bad_input(fmt::format("at byte {}: page {} is outside space {}", offset, id.page, id.space));
    }
    const CellType type = image.cell_type(id.space);
    Result<std::vector<uint8_t>> cells = decompress_bytes(frame, size_t{kPageCells} * cell_bytes(type));
    if (!cells.ok()) return cells.error().in(fmt::format("at byte {}", offset));
    if (type == CellType::kField) ZKMEM_RETURN_IF_ERROR(check_field_cells(id, *cells));
    image.set_page(id, *cells);
  }
  if (!in.at_end())
    return bad_input(fmt::format("at byte {}: {} bytes follow the last page", in.offset(), in.remaining()));
  return {};
}

}  // namespace zkmem
