#include "zkmem/memory/model/memory_image.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>

#include "zkmem/base/check.h"

namespace zkmem {

namespace {

constexpr uint32_t kChunkPages = 256;

// True when nobody else holds it. Another thread may have just let go: its reads happened before ours write.
template <class T>
bool is_sole_owner(const std::shared_ptr<T>& pointer) {
  if (pointer.use_count() != 1) return false;
  std::atomic_thread_fence(std::memory_order_acquire);
  return true;
}

uint32_t load_cell(const uint8_t* cells, CellType type, size_t index) {
  switch (type) {
    case CellType::kNull:
      return 0;
    case CellType::kU8:
      return cells[index];
    case CellType::kU16: {
      uint16_t value = 0;
      std::memcpy(&value, cells + 2 * index, sizeof(value));
      return value;
    }
    case CellType::kField: {
      uint32_t value = 0;
      std::memcpy(&value, cells + 4 * index, sizeof(value));
      return value;
    }
  }
  return 0;
}

void store_cell(uint8_t* cells, CellType type, size_t index, uint32_t value) {
  // Little-endian, so the low bytes come first.
  const uint32_t bytes = cell_bytes(type);
  std::memcpy(cells + bytes * index, &value, bytes);
}

}  // namespace

struct CellImage::Page {
  std::vector<uint8_t> cells;
};

struct CellImage::Chunk {
  std::array<std::shared_ptr<Page>, kChunkPages> pages;
};

struct CellImage::Root {
  struct Space {
    CellType type = CellType::kNull;
    uint64_t num_cells = 0;
    std::vector<std::shared_ptr<Chunk>> chunks;  // as long as the highest page that exists needs
  };
  uint32_t modulus = 0;
  std::vector<Space> spaces;
};

CellImage::CellImage(const MemoryConfig& config, uint32_t modulus) : root_(std::make_shared<Root>()) {
  root_->modulus = modulus;
  for (const AddressSpaceConfig& space : config.spaces)
    root_->spaces.push_back({space.cell_type, space.num_cells, {}});
}

CellImage::~CellImage() = default;
CellImage::CellImage(const CellImage&) = default;
CellImage& CellImage::operator=(const CellImage&) = default;
CellImage::CellImage(CellImage&&) noexcept = default;
CellImage& CellImage::operator=(CellImage&&) noexcept = default;

uint32_t CellImage::modulus() const { return root_->modulus; }
uint32_t CellImage::num_spaces() const { return static_cast<uint32_t>(root_->spaces.size()); }
CellType CellImage::cell_type(uint32_t space) const { return root_->spaces[space].type; }
uint64_t CellImage::num_cells(uint32_t space) const { return root_->spaces[space].num_cells; }

std::span<const uint8_t> CellImage::page(PageId id) const {
  const auto& chunks = root_->spaces[id.space].chunks;
  const uint32_t chunk = id.page / kChunkPages;
  if (chunk >= chunks.size() || chunks[chunk] == nullptr) return {};
  const auto& found = chunks[chunk]->pages[id.page % kChunkPages];
  if (found == nullptr) return {};
  return found->cells;
}

uint32_t CellImage::get(Address a) const {
  ZKMEM_DCHECK(a.address_space < num_spaces() && a.pointer < num_cells(a.address_space));
  const std::span<const uint8_t> cells = page({a.address_space, a.pointer / kPageCells});
  return cells.empty() ? 0 : load_cell(cells.data(), cell_type(a.address_space), a.pointer % kPageCells);
}

std::vector<uint32_t> CellImage::get_range(Address a, uint32_t count) const {
  std::vector<uint32_t> values(count);
  for (uint32_t i = 0; i < count; ++i) {
    if (uint64_t{a.pointer} + i < num_cells(a.address_space))
      values[i] = get({a.address_space, a.pointer + i});
  }
  return values;
}

CellImage::Root& CellImage::own_root() {
  if (!is_sole_owner(root_)) root_ = std::make_shared<Root>(*root_);
  return *root_;
}

uint8_t* CellImage::own_page(PageId id) {
  Root::Space& space = own_root().spaces[id.space];
  const uint32_t index = id.page / kChunkPages;
  if (index >= space.chunks.size()) space.chunks.resize(index + 1);
  std::shared_ptr<Chunk>& chunk = space.chunks[index];
  if (chunk == nullptr) {
    chunk = std::make_shared<Chunk>();
  } else if (!is_sole_owner(chunk)) {
    chunk = std::make_shared<Chunk>(*chunk);
  }
  std::shared_ptr<Page>& page = chunk->pages[id.page % kChunkPages];
  if (page == nullptr) {
    page = std::make_shared<Page>();
    page->cells.resize(size_t{kPageCells} * cell_bytes(space.type));
  } else if (!is_sole_owner(page)) {
    page = std::make_shared<Page>(*page);
  }
  return page->cells.data();
}

Result<void, MemoryError> CellImage::set(Address a, uint32_t value) {
  const Access access{OpType::kWrite, a.address_space, a.pointer, 1};
  if (a.address_space >= num_spaces() || num_cells(a.address_space) == 0) {
    return MemoryError{MemoryErrorKind::kInvalidSpace, access, 0, a.address_space, num_spaces()};
  }
  if (a.pointer >= num_cells(a.address_space)) {
    return MemoryError{MemoryErrorKind::kOutOfBounds, access, 0, uint64_t{a.pointer} + 1,
                       num_cells(a.address_space)};
  }
  const CellType type = cell_type(a.address_space);
  const uint32_t bound = cell_bound(type, modulus());
  if (value >= bound) return MemoryError{MemoryErrorKind::kValueNotRepresentable, access, 0, value, bound};
  if (get(a) == value) return {};  // an unchanged cell keeps its page shared, a zero cell needs none
  store_cell(own_page({a.address_space, a.pointer / kPageCells}), type, a.pointer % kPageCells, value);
  return {};
}

Result<void, MemoryError> CellImage::set_bytes(Address a, std::span<const uint8_t> bytes) {
  const Access access{OpType::kWrite, a.address_space, a.pointer, static_cast<uint32_t>(bytes.size())};
  if (a.address_space >= num_spaces() || cell_type(a.address_space) != CellType::kU8) {
    return MemoryError{MemoryErrorKind::kInvalidSpace, access, 0, a.address_space, num_spaces()};
  }
  const uint64_t end = a.pointer + uint64_t{bytes.size()};
  if (end > num_cells(a.address_space)) {
    return MemoryError{MemoryErrorKind::kOutOfBounds, access, 0, end, num_cells(a.address_space)};
  }
  for (size_t done = 0; done < bytes.size();) {
    const auto pointer = static_cast<uint32_t>(a.pointer + done);
    const size_t here = std::min<size_t>(bytes.size() - done, kPageCells - pointer % kPageCells);
    uint8_t* cells = own_page({a.address_space, pointer / kPageCells});
    std::memcpy(cells + pointer % kPageCells, bytes.data() + done, here);
    done += here;
  }
  return {};
}

void CellImage::set_page(PageId id, std::span<const uint8_t> cells) {
  const std::span<const uint8_t> before = page(id);
  ZKMEM_DCHECK(cells.size() == size_t{kPageCells} * cell_bytes(cell_type(id.space)));
  if (before.empty() ? std::ranges::all_of(cells, [](uint8_t b) { return b == 0; })
                     : std::memcmp(before.data(), cells.data(), cells.size()) == 0) {
    return;
  }
  std::memcpy(own_page(id), cells.data(), cells.size());
}

std::vector<PageId> CellImage::pages() const {
  std::vector<PageId> found;
  for (uint32_t s = 0; s < num_spaces(); ++s) {
    const auto& chunks = root_->spaces[s].chunks;
    for (uint32_t c = 0; c < chunks.size(); ++c) {
      if (chunks[c] == nullptr) continue;
      for (uint32_t p = 0; p < kChunkPages; ++p) {
        if (chunks[c]->pages[p] != nullptr) found.push_back({s, c * kChunkPages + p});
      }
    }
  }
  return found;
}

std::vector<PageId> CellImage::differing_pages(const CellImage& a, const CellImage& b) {
  std::vector<PageId> found;
  if (a.root_ == b.root_) return found;
  const uint32_t spaces = std::max(a.num_spaces(), b.num_spaces());
  const auto chunk_of = [](const CellImage& image, uint32_t space, uint32_t chunk) -> const Chunk* {
    if (space >= image.num_spaces()) return nullptr;
    const auto& chunks = image.root_->spaces[space].chunks;
    return chunk < chunks.size() ? chunks[chunk].get() : nullptr;
  };
  const auto chunk_count = [](const CellImage& image, uint32_t space) {
    return space < image.num_spaces() ? image.root_->spaces[space].chunks.size() : 0;
  };
  const auto differ = [](const Page* x, const Page* y) {
    if (x == y) return false;
    if (x != nullptr && y != nullptr) return x->cells != y->cells;
    return std::ranges::any_of((x != nullptr ? x : y)->cells, [](uint8_t byte) { return byte != 0; });
  };
  for (uint32_t s = 0; s < spaces; ++s) {
    const size_t chunks = std::max(chunk_count(a, s), chunk_count(b, s));
    for (uint32_t c = 0; c < chunks; ++c) {
      const Chunk* x = chunk_of(a, s, c);
      const Chunk* y = chunk_of(b, s, c);
      if (x == y) continue;
      for (uint32_t p = 0; p < kChunkPages; ++p) {
        const Page* left = x == nullptr ? nullptr : x->pages[p].get();
        const Page* right = y == nullptr ? nullptr : y->pages[p].get();
        if (differ(left, right)) found.push_back({s, c * kChunkPages + p});
      }
    }
  }
  return found;
}

bool operator==(const CellImage& a, const CellImage& b) {
  if (a.modulus() != b.modulus() || a.num_spaces() != b.num_spaces()) return false;
  for (uint32_t s = 0; s < a.num_spaces(); ++s) {
    if (a.cell_type(s) != b.cell_type(s) || a.num_cells(s) != b.num_cells(s)) return false;
  }
  return CellImage::differing_pages(a, b).empty();
}

}  // namespace zkmem
