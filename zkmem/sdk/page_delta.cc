#include "zkmem/sdk/page_delta.h"

#include <fmt/format.h>

#include "zkmem/field/element_bytes.h"
#include "zkmem/store/page_table.h"

namespace zkmem {
namespace {

constexpr size_t kPageHeaderBytes = 12;  // space, page, length

// Cells of a page as stored; zeros for a page that does not exist.
std::vector<uint8_t> page_cells(const CellImage& image, PageId id) {
  const std::span<const uint8_t> stored = image.page(id);
  if (!stored.empty()) return {stored.begin(), stored.end()};
  return std::vector<uint8_t>(size_t{kPageCells} * cell_bytes(image.cell_type(id.space)));
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

Status apply_page_delta(std::span<const uint8_t> bytes, CellImage& image, PageSet* newer) {
  ByteCursor in(bytes);
  const uint32_t count = in.count_u32(kPageHeaderBytes, "pages");
  for (uint32_t i = 0; i < count && !in.failed(); ++i) {
    const std::string place = fmt::format("byte {}", in.place());
    PageId id;
    id.space = in.u32("space");
    id.page = in.u32("page");
    const auto frame = in.bytes(in.u32("page's length"), "page");
    if (in.failed()) break;
    if (id.space >= image.num_spaces() || uint64_t{id.page} * kPageCells >= image.num_cells(id.space)) {
      return bad_input(fmt::format("{}: page {} is outside space {}", place, id.page, id.space));
    }
    if (newer != nullptr && !newer->insert(id).second) continue;
    const CellType type = image.cell_type(id.space);
    Result<std::vector<uint8_t>> cells = decompress_bytes(frame, size_t{kPageCells} * cell_bytes(type));
    if (!cells.ok()) return cells.error().in(place);
    if (type == CellType::kField) {
      if (const auto cell = first_not_an_element(*cells)) {
        return bad_input(fmt::format("{}: cell {} of page {} of space {} is not below the modulus {}", place,
                                     *cell, id.page, id.space, BabyBear::kModulus));
      }
    }
    image.set_page(id, *cells);
  }
  return in.finish();
}

}  // namespace zkmem
