// The nouns of an access: where (address space, pointer), what (read, write), of which kind of cell.
// Space 0 holds immediates: reading pointer v there gives v. Spaces 1 and up are memory.
#pragma once

#include <cstdint>
#include <string_view>

namespace zkmem {

// An address over any pair of types: numbers here, field elements or expressions in circuits.
template <class S, class T>
struct MemoryAddress {
  S address_space;
  T pointer;

  friend bool operator==(const MemoryAddress&, const MemoryAddress&) = default;
  friend auto operator<=>(const MemoryAddress&, const MemoryAddress&) = default;
};
using Address = MemoryAddress<uint32_t, uint32_t>;

enum class OpType : uint8_t { kRead = 0, kWrite = 1 };
std::string_view to_string(OpType op);

// What one cell holds. kNull: a space without cells (space 0, unused entries of a configuration).
enum class CellType : uint8_t { kNull = 0, kU8 = 1, kU16 = 2, kField = 3 };

constexpr uint32_t cell_bytes(CellType type) {
  constexpr uint32_t kBytes[] = {0, 1, 2, 4};
  return kBytes[static_cast<uint8_t>(type)];
}

// The first value a cell of this type cannot hold; `modulus` is that of the field of kField cells.
constexpr uint32_t cell_bound(CellType type, uint32_t modulus) {
  switch (type) {
    case CellType::kNull:
      return 0;
    case CellType::kU8:
      return 1u << 8;
    case CellType::kU16:
      return 1u << 16;
    case CellType::kField:
      return modulus;
  }
  return 0;
}

inline constexpr uint32_t kPageCells = 4096;    // cells of a page, whatever their type
inline constexpr uint32_t kLeafCells = 8;       // cells of a Merkle leaf
inline constexpr uint32_t kMaxAccessSize = 32;  // cells of the largest access
inline constexpr uint32_t kImmediateSpace = 0;

}  // namespace zkmem
