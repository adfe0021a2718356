// The contents of every space at one moment, without times: what a run starts from and what it leaves behind.
// Cloning is O(1): clones share pages, and a write copies the page it changes (and the path to it) if it is
// shared. Cells are canonical integers in pages of 4096. Copies may be used by different threads; one copy is
// not locked.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/field/monty31.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/error.h"

namespace zkmem {

// One page of one space: cells [4096 * page, 4096 * (page + 1)).
struct PageId {
  uint32_t space = 0;
  uint32_t page = 0;

  friend bool operator==(const PageId&, const PageId&) = default;
  friend auto operator<=>(const PageId&, const PageId&) = default;
};

// The field-independent part; `modulus` bounds the cells of kField spaces.
class CellImage {
 public:
  CellImage(const MemoryConfig& config, uint32_t modulus);
  ~CellImage();
  CellImage(const CellImage&);  // O(1)
  CellImage& operator=(const CellImage&);
  CellImage(CellImage&&) noexcept;
  CellImage& operator=(CellImage&&) noexcept;

  uint32_t modulus() const;
  uint32_t num_spaces() const;
  CellType cell_type(uint32_t space) const;
  uint64_t num_cells(uint32_t space) const;

  // The cell must exist (space configured, pointer below num_cells).
  uint32_t get(Address a) const;
  std::vector<uint32_t> get_range(Address a, uint32_t count) const;
  // Refuses an invalid space, a pointer out of bounds and a value the cell cannot hold; permissions do not
  // matter here.
  Result<void, MemoryError> set(Address a, uint32_t value);
  // Cells of a u8 space from bytes, for loading programs and inputs.
  Result<void, MemoryError> set_bytes(Address a, std::span<const uint8_t> bytes);

  // The page's cells as stored (1, 2 or 4 bytes each, little-endian), empty when every cell of it is zero by
  // never having been set.
  std::span<const uint8_t> page(PageId id) const;
  // Replaces a whole page: 4096 cells as stored, values in range.
  void set_page(PageId id, std::span<const uint8_t> cells);
  // Pages that exist, ascending.
  std::vector<PageId> pages() const;
  // Pages whose cells differ, ascending; pages the two share cost nothing.
  static std::vector<PageId> differing_pages(const CellImage& a, const CellImage& b);

  // Equal cells everywhere (configured sizes included).
  friend bool operator==(const CellImage& a, const CellImage& b);

 private:
  struct Root;
  struct Chunk;
  struct Page;
  Root& own_root();
  uint8_t* own_page(PageId id);

  std::shared_ptr<Root> root_;
};

// The image over a field F: the same with cells as field elements too.
template <PrimeField31 F>
class MemoryImage : public CellImage {
 public:
  explicit MemoryImage(const MemoryConfig& config) : CellImage(config, F::kModulus) {}

  F get_field(Address a) const { return F::from_canonical(get(a)); }
  Result<void, MemoryError> set_field(Address a, F value) { return set(a, value.as_canonical()); }
};

}  // namespace zkmem
