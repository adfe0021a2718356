#include "zkmem/memory/online/address_map.h"

#include <utility>

namespace zkmem {

namespace {

SlotLayout make_layout(const MemoryConfig& config, uint32_t space, AddressMap::Kind kind) {
  SlotLayout layout;
  layout.type = config.spaces[space].cell_type;
  const uint32_t bytes = cell_bytes(layout.type);
  if (kind != AddressMap::Kind::kTimed) {
    layout.block = kPageCells;  // no times: the page is one run of cells
    layout.payload = layout.stride = kPageCells * bytes;
    if (kind == AddressMap::Kind::kMarked) layout.stride += kPageCells / kMarkCells;
  } else {
    layout.block = config.block_size(space);
    layout.payload = layout.block * bytes;
    layout.stride = (layout.payload + 3) / 4 * 4 + 4;
  }
  return layout;
}

void copy_in(std::byte* page, const SlotLayout& layout, std::span<const uint8_t> cells) {
  if (layout.stride == sizeof(WordSlot) && layout.payload == 4) {
    for (uint32_t i = 0; i < layout.slots_per_page(); ++i) std::memcpy(page + 8 * i, cells.data() + 4 * i, 4);
    return;
  }
  for (uint32_t i = 0; i < layout.slots_per_page(); ++i) {
    std::memcpy(page + size_t{i} * layout.stride, cells.data() + size_t{i} * layout.payload, layout.payload);
  }
}

void copy_out(std::span<uint8_t> cells, const SlotLayout& layout, const std::byte* page) {
  for (uint32_t i = 0; i < layout.slots_per_page(); ++i) {
    std::memcpy(cells.data() + size_t{i} * layout.payload, page + size_t{i} * layout.stride, layout.payload);
  }
}

}  // namespace

AddressMap::AddressMap(const MemoryConfig& config, Kind kind, CellImage base) : base_(std::move(base)) {
  for (uint32_t space = 0; space < config.spaces.size(); ++space) {
    Space entry;
    if (config.has_space(space)) {
      entry.layout = make_layout(config, space, kind);
      // At most 2^29 cells: MemoryConfig::validate().
      const uint64_t pages = (config.spaces[space].num_cells + kPageCells - 1) / kPageCells;
      entry.store =
          PagedStore(static_cast<size_t>(pages), size_t{entry.layout.slots_per_page()} * entry.layout.stride);
    }
    spaces_.push_back(std::move(entry));
  }
}

std::byte* AddressMap::fault(PageId id) {
  Space& space = spaces_[id.space];
  std::byte* page = space.store.touch(id.page);
  if (const auto cells = base_.page(id); !cells.empty()) copy_in(page, space.layout, cells);
  touched_.push_back(id);
  return page;
}

uint32_t AddressMap::peek(Address a) const {
  const Space& space = spaces_[a.address_space];
  const std::byte* page = space.store.page(a.pointer / kPageCells);
  if (page == nullptr) return base_.get(a);
  const SlotLayout& layout = space.layout;
  const uint32_t in_page = a.pointer % kPageCells;
  const uint32_t bytes = cell_bytes(layout.type);
  uint32_t value = 0;
  std::memcpy(&value, page + size_t{in_page / layout.block} * layout.stride + in_page % layout.block * bytes,
              bytes);
  return value;
}

uint32_t AddressMap::peek_timestamp(Address a) const {
  const Space& space = spaces_[a.address_space];
  const std::byte* page = space.store.page(a.pointer / kPageCells);
  if (page == nullptr) return 0;
  const uint32_t in_page = a.pointer % kPageCells;
  return load_u32(page + size_t{in_page / space.layout.block} * space.layout.stride +
                  space.layout.time_offset());
}

void AddressMap::forget_touched_after(size_t count) {
  for (size_t i = count; i < touched_.size(); ++i) spaces_[touched_[i].space].store.release(touched_[i].page);
  touched_.resize(count);
}

CellImage AddressMap::write_back() const {
  CellImage image = base_;
  std::vector<uint8_t> cells;
  for (const PageId id : touched_) {
    const Space& space = spaces_[id.space];
    cells.resize(size_t{kPageCells} * cell_bytes(space.layout.type));
    copy_out(cells, space.layout, space.store.page(id.page));
    image.set_page(id, cells);
  }
  return image;
}

void AddressMap::restart(CellImage base) {
  forget_touched_after(0);
  base_ = std::move(base);
}

}  // namespace zkmem
