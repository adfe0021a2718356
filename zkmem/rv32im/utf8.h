// Whether bytes are UTF-8, as Rust's `str` wants them: no overlong forms, no surrogates, nothing above
// U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace zkmem::rv32im {

// The length of the longest prefix that is UTF-8: everything, or where the first bad sequence begins.
inline size_t valid_utf8_prefix(std::span<const uint8_t> text) {
  size_t at = 0;
  while (at < text.size()) {
    const uint8_t lead = text[at];
    if (lead < 0x80) {
      ++at;
      continue;
    }
    const size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() - at < length) return at;
    // The second byte's range says it all: overlong forms, surrogates and the upper end.
    const uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (text[at + 1] < low || text[at + 1] > high) return at;
    for (size_t i = 2; i < length; ++i)
      if ((text[at + i] & 0xc0) != 0x80) return at;
    at += length;
  }
  return at;
}

}  // namespace zkmem::rv32im
