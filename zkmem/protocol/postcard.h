// The two primitives of postcard that the key's encoding is made of: LEB128 varints and raw bytes. The reader
// keeps its first error and from then on returns zeros, so that a decoder reads straight on and asks once at
// the end. Source: the postcard 1.x wire format; swirl.md section 13.2.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "zkmem/base/bytes.h"
#include "zkmem/base/result.h"

namespace zkmem {

class PostcardReader {
 public:
  explicit PostcardReader(std::span<const uint8_t> bytes) : reader_(bytes) {}

  // An integer of at most `max`; must be encoded in as few bytes as possible.
  uint64_t varint(uint64_t max, const char* what);
  uint32_t u32(const char* what) {
    return static_cast<uint32_t>(varint(std::numeric_limits<uint32_t>::max(), what));
  }
  uint16_t u16(const char* what) {
    return static_cast<uint16_t>(varint(std::numeric_limits<uint16_t>::max(), what));
  }
  int32_t zigzag(const char* what);
  uint8_t u8(const char* what);
  bool flag(const char* what);  // one byte, 0 or 1: bool and Option
  // The length of a vector whose items take at least one byte each: never more than the bytes that are left.
  size_t length(const char* what);

  bool failed() const { return !error_.empty(); }
  size_t offset() const { return reader_.offset(); }
  bool at_end() const { return reader_.at_end(); }
  void fail(const char* what, const std::string& reason);
  Error error() const { return bad_input(error_); }

 private:
  ByteReader reader_;
  std::string error_;
};

class PostcardWriter {
 public:
  void varint(uint64_t value);
  void zigzag(int64_t value);
  void u8(uint8_t value) { bytes_.push_back(value); }
  void flag(bool value) { bytes_.push_back(value ? 1 : 0); }

  std::vector<uint8_t> take() && { return std::move(bytes_); }

 private:
  std::vector<uint8_t> bytes_;
};

}  // namespace zkmem
