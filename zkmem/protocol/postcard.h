// The two primitives of postcard that the key's encoding is made of: LEB128 varints and raw bytes, over a
// ByteCursor. Source: the postcard 1.x wire format; swirl.md section 13.2.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "zkmem/base/byte_cursor.h"

namespace zkmem {

class PostcardReader : private ByteCursor {
 public:
  explicit PostcardReader(std::span<const uint8_t> bytes) : ByteCursor(bytes) {}

  using ByteCursor::fail;
  using ByteCursor::failed;
  using ByteCursor::finish;
  using ByteCursor::flag;  // bool and Option
  using ByteCursor::place;
  using ByteCursor::u8;
  using ByteCursor::varint;

  uint32_t u32(const char* what) {
    return static_cast<uint32_t>(varint(std::numeric_limits<uint32_t>::max(), what));
  }
  uint16_t u16(const char* what) {
    return static_cast<uint16_t>(varint(std::numeric_limits<uint16_t>::max(), what));
  }
  int32_t zigzag(const char* what);
  // The length of a vector whose items take at least one byte each: never more than the bytes that are left.
  size_t length(const char* what);
};

class PostcardWriter {
 public:
  void varint(uint64_t value) { bytes_.write_varint(value); }
  void zigzag(int64_t value);
  void u8(uint8_t value) { bytes_.write_u8(value); }
  void flag(bool value) { bytes_.write_u8(value ? 1 : 0); }

  std::vector<uint8_t> take() && { return std::move(bytes_).take(); }

 private:
  ByteWriter bytes_;
};

}  // namespace zkmem
