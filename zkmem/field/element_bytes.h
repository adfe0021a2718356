// Field elements in byte formats: the canonical value as a little-endian u32. Reading refuses what is not
// below the modulus, so that an element has one encoding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "zkmem/base/byte_cursor.h"
#include "zkmem/field/babybear.h"

namespace zkmem {

inline constexpr size_t kElementBytes = 4;

inline BabyBear read_element(ByteCursor& in, const char* what) {
  const uint32_t value = in.u32(what);
  if (value < BabyBear::kModulus) return BabyBear::from_canonical(value);
  in.fail(what,
          "field element " + std::to_string(value) + " is not below the modulus " +
              std::to_string(BabyBear::kModulus),
          kElementBytes);
  return BabyBear::zero();
}

// `count` of them; empty once failed.
inline std::vector<BabyBear> read_elements(ByteCursor& in, uint64_t count, const char* what) {
  std::vector<BabyBear> elements;
  if (!in.room(count, kElementBytes, what)) return elements;
  elements.reserve(static_cast<size_t>(count));  // as many as bytes are there for
  for (uint64_t i = 0; i < count && !in.failed(); ++i) elements.push_back(read_element(in, what));
  return elements;
}

inline void write_element(ByteWriter& out, BabyBear element) { out.write_u32(element.as_canonical()); }
template <class Elements>
void write_elements(ByteWriter& out, const Elements& elements) {
  for (const BabyBear element : elements) write_element(out, element);
}

// Stored cells of a field space: the first that is no element, as its index.
inline std::optional<size_t> first_not_an_element(std::span<const uint8_t> cells) {
  ByteReader in(cells);
  uint32_t cell = 0;
  for (size_t i = 0; in.read_u32(cell); ++i) {
    if (cell >= BabyBear::kModulus) return i;
  }
  return std::nullopt;
}

}  // namespace zkmem
