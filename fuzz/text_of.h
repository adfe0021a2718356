// For fuzz targets: bytes as text, and what a target claims of what it decoded.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

#include "zkmem/base/check.h"

namespace zkmem::fuzz {

inline std::string_view text_of(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline std::span<const uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// One encoding: what was decoded is written as the bytes that it was read from.
inline void expect_equal(std::span<const uint8_t> written, std::span<const uint8_t> read) {
  ZKMEM_CHECK(std::ranges::equal(written, read));
}

}  // namespace zkmem::fuzz
